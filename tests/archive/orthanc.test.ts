/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { archiveAt, type Archive } from '../../src/archive/Archive';
import { fileWork } from '../../src/archive/fileWork';
import { missingOf } from '../../src/archive/outcome';
import { retrieveInstance } from '../../src/archive/retrieve';
import { listSeries } from '../../src/archive/search';
import { demoStudies } from '../../viewer/demoStudies';
import type { RunningOrthanc } from '../../viewer/orthanc';
import { rejectionSeries } from '../../src/filing/documents';
import type { Filing } from '../../src/filing/Filing';
import { SeriesMaker } from '../../src/filing/series';
import type { Kind } from '../../src/results/kinds';
import { drawnFiling, instancesOf } from '../support/drawnFiling';
import { describeWithOrthanc, startOrthanc } from '../support/orthanc';
import { filingOf, MADE, resultOf, sourceSeries } from '../support/sourceSeries';

const { signal } = new AbortController();
const wait = () => Promise.resolve();
const file = (filing: Filing, archive: Archive, only?: ReadonlySet<string>) =>
  fileWork(filing, archive, { signal, wait, ...(only && { only }) });
/** What an anomaly map leaves in an archive, and its rejection; all of it by the writers of the product. */
async function wholeWork() {
  const source = await sourceSeries();
  const of = (kind: Kind, value: (v: number) => number) => resultOf(source, kind, value).layers;
  const layers = [...of('healthy', (v) => 0.9 * v), ...of('score', (v) => v / 300), ...of('brain', (v) => (v > 200 ? 1 : 0))];
  const result = { ...resultOf(source, 'healthy', (v) => v), layers };
  const { work, studyUid, series } = filingOf(source, result);
  const [image] = source.images;
  const maker = new SeriesMaker({ work, made: MADE, provenance: result.provenance, part: undefined, source: image!.header, naming: {} });
  const rejected = series.flatMap(({ instances }) => instances);
  return { work, studyUid, series: [...series, rejectionSeries(maker, { source: image!, rejected })] };
}

const statesOf = (outcome: Awaited<ReturnType<typeof fileWork>>) => outcome.instances.map(({ state }) => state);

describeWithOrthanc('Orthanc', () => {
  let running: RunningOrthanc;
  let archive: Archive;
  beforeAll(async () => {
    running = await startOrthanc();
    archive = archiveAt(running.root);
    for (const folder of demoStudies()) {
      for (const name of readdirSync(folder)) if (name.endsWith('.dcm')) await running.add(await readFile(join(folder, name)));
    }
  });
  afterAll(() => running.stop());

  it('holds the demo studies', async () => {
    expect(await running.count()).toBe(53);
  });

  it('holds what was filed, byte for byte, and is asked no second time', async () => {
    const filing = drawnFiling({ pictures: 6, maps: 3, side: 64 });
    const before = await running.count();
    const outcome = await file(filing, archive);
    expect({ ...outcome, instances: statesOf(outcome) }).toEqual({
      ...{ complete: true, alreadyFiled: false, remark: undefined, remarks: [] },
      instances: Array(10).fill('verified'),
    });
    for (const one of instancesOf(filing)) {
      const stored = await retrieveInstance(archive, { ...one, studyUid: filing.studyUid }, signal);
      expect(Buffer.from(stored!).equals(one.make())).toBe(true);
    }
    expect(await file(filing, archive)).toMatchObject({ complete: true, alreadyFiled: true });
    expect((await running.count()) - before).toBe(10);
  });

  it('tells results of ours by its search', async () => {
    const filing = drawnFiling({ prefix: '2.25.8', studyUid: '1.2.8' });
    await file(filing, archive);
    const listed = await listSeries(archive, '1.2.8', signal);
    expect(listed.map(({ seriesUid, own, instances }) => [seriesUid, own, instances]).sort()).toEqual(
      filing.series.map(({ seriesUid, instances }) => [seriesUid, true, instances.length]),
    );
    const [demo] = await listSeries(archive, '0.0.0.0.2.8811.20010413115754.12432', signal);
    expect(demo).toMatchObject({ own: false, instances: 20, modality: 'MR' });
  });

  it('does not overwrite what it holds in the place of an object, though it answers "stored"', async () => {
    const filing = drawnFiling({ prefix: '2.25.9', studyUid: '1.2.9', maps: 0, report: false });
    const [one] = instancesOf(filing);
    const other = one!.make();
    other[other.length - 1]! ^= 1;
    await running.add(other);
    const outcome = await file(filing, archive);
    expect(outcome.instances[0]).toMatchObject({ state: 'refused', remark: { code: 'ARCHIVE_CONFLICT' } });
    expect(statesOf(outcome).slice(1)).toEqual(Array(4).fill('verified'));
  });
});

describeWithOrthanc('Orthanc, given a whole work', () => {
  it('holds pictures, map, brain, report and rejection as they were made', async () => {
    const running = await startOrthanc();
    const whole = await wholeWork();
    expect(whole.series.map(({ role, modality }) => [role, modality])).toEqual([
      ['picture', 'MR'],
      ['map', 'MR'],
      ['segmentation', 'SEG'],
      ['report', 'SR'],
      ['rejection', 'KO'],
    ]);
    const outcome = await file(whole, archiveAt(running.root));
    expect(outcome).toMatchObject({ complete: true, alreadyFiled: false, remarks: [] });
    for (const one of instancesOf(whole)) {
      const stored = await retrieveInstance(archiveAt(running.root), { ...one, studyUid: whole.studyUid }, signal);
      expect([one.sopClassUid, Buffer.from(stored!).equals(one.make())]).toEqual([one.sopClassUid, true]);
    }
    expect(await file(whole, archiveAt(running.root))).toMatchObject({ complete: true, alreadyFiled: true });
    const listed = await listSeries(archiveAt(running.root), whole.studyUid, signal);
    expect(listed.map(({ own }) => own)).toEqual(whole.series.map(() => true));
    await running.stop();
  });
});

describeWithOrthanc('Orthanc that takes no maps', () => {
  it('says "stored" of what it refuses; that is found out, and after it gives in only that is sent', async () => {
    const filing = drawnFiling({ studyUid: '1.2.3' });
    const strict = await startOrthanc({ accepts: "return dicom.SOPClassUID ~= '1.2.840.10008.5.1.4.1.1.30'" });
    const first = await file(filing, archiveAt(strict.root));
    expect(statesOf(first)).toEqual([...Array<string>(5).fill('verified'), 'missing', 'missing', 'missing']);
    expect(first.remarks.map(({ code }) => code)).toEqual(['ARCHIVE_LOST', 'REPORT_WAITS']);
    expect(await strict.count()).toBe(5);
    await strict.stop();

    const lenient = await startOrthanc();
    for (const one of instancesOf(filing).slice(0, 5)) await lenient.add(one.make());
    const second = await file(filing, archiveAt(lenient.root), missingOf(first));
    expect(second).toMatchObject({ complete: true, alreadyFiled: false });
    expect(await lenient.count()).toBe(8);
    await lenient.stop();
  });
});

describeWithOrthanc('Orthanc that asks for a password', () => {
  it('is given one, or the filing says that a sign-in is needed', async () => {
    const guarded = await startOrthanc({ user: ['reader', 'drawn'] });
    const filing = drawnFiling();
    const stranger = await file(filing, archiveAt(guarded.root));
    expect(stranger).toMatchObject({ complete: false, remark: { code: 'ARCHIVE_SIGN_IN', measured: 'HTTP status 401' } });
    expect(await guarded.count()).toBe(0);
    const headers = () => ({ Authorization: `Basic ${Buffer.from('reader:drawn').toString('base64')}` });
    expect(await file(filing, archiveAt(guarded.root, { headers }))).toMatchObject({ complete: true });
    await guarded.stop();
  });
});
