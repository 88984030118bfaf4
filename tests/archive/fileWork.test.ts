import { fileWork, type FilingOptions } from '../../src/archive/fileWork';
import { missingOf, type FilingProgress } from '../../src/archive/outcome';
import type { Filing } from '../../src/filing/Filing';
import { dicomImage, SOURCE } from '../support/dicomFile';
import { drawnFiling, instancesOf } from '../support/drawnFiling';
import { faultyArchive, uidOf, type Fault, type FaultyArchive } from './faultyArchive';

const filing = drawnFiling();
const all = instancesOf(filing);
const uids = all.map(({ sopInstanceUid }) => sopInstanceUid);

let running: FaultyArchive | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
async function archive(fault: Fault = () => false): Promise<FaultyArchive> {
  return (running = await faultyArchive(fault));
}
const file = (there: FaultyArchive, more: Partial<FilingOptions> = {}, what: Filing = filing) =>
  fileWork(what, there.archive, { signal: new AbortController().signal, wait: () => Promise.resolve(), ...more });

describe('a filing', () => {
  it('sends pictures, then maps, then the report, each when what came before is verified', async () => {
    const seen: string[] = [];
    const there = await archive(({ kind, files }) => (kind === 'store' && seen.push(files.map(uidOf).join()), false));
    const tell: FilingOptions['tell'] = ({ instance }) => instance.state === 'verified' && seen.push(`verified ${instance.sopInstanceUid}`);
    // One after the other: of two that are read back at a time, either may come first.
    await file(there, { tell, concurrency: 1 });
    const [pictures, maps, report] = [uids.slice(0, 5), uids.slice(5, 7), uids[7]];
    const verified = (some: readonly string[]) => some.map((uid) => `verified ${uid}`);
    expect(seen).toEqual([pictures.join(), ...verified(pictures), maps.join(), ...verified(maps), report, `verified ${report}`]);
  });

  it('is held by the archive byte for byte, and done again says "already filed" and sends nothing', async () => {
    const there = await archive();
    const first = await file(there);
    expect(first).toMatchObject({ complete: true, alreadyFiled: false, remark: undefined });
    for (const one of all) expect((await there.held(one.sopInstanceUid))?.equals(one.make())).toBe(true);
    const stores = there.asked.store;
    expect(await file(there)).toMatchObject({ complete: true, alreadyFiled: true });
    expect(there.asked.store).toBe(stores);
    expect(there.store.instances).toHaveLength(all.length);
  });

  it('that was left in the middle sends only what is missing, the same bytes', async () => {
    const there = await archive();
    for (const one of all.slice(0, 3)) await there.store.add(one.make());
    expect(await file(there)).toMatchObject({ complete: true, alreadyFiled: false });
    expect(there.sent).toEqual(uids.slice(3));
  });

  it('with "retry missing" sends those alone, and asks of the others only whether they are still listed', async () => {
    let broken = true;
    const there = await archive(({ kind, response, files }) => {
      if (!broken || kind !== 'store' || !files.some((one) => uidOf(one) === uids[1])) return false;
      response.status(400).end();
      return true;
    });
    const first = await file(there);
    expect([...missingOf(first)]).toEqual([uids[1], uids[7]]);
    expect(first.remark).toEqual({ code: 'ARCHIVE_PARTIAL', measured: '6 of 8 objects' });
    broken = false;
    const [before, read] = [there.sent.length, there.asked.retrieve];
    const second = await file(there, { only: missingOf(first) });
    expect(second).toMatchObject({ complete: true, alreadyFiled: false });
    expect(there.sent.slice(before)).toEqual([uids[1], uids[7]]);
    expect(there.asked.retrieve - read).toBe(2);
  });

  it('with "retry missing" is not complete where something else has gone meanwhile', async () => {
    const there = await archive();
    for (const one of all.slice(1, 7)) await there.store.add(one.make());
    const outcome = await file(there, { only: new Set(uids.slice(7)) });
    expect(outcome.instances.filter(({ state }) => state !== 'verified')).toEqual([
      expect.objectContaining({ sopInstanceUid: uids[0], state: 'missing' }),
      expect.objectContaining({ sopInstanceUid: uids[7], remark: { code: 'REPORT_WAITS' } }),
    ]);
    expect(there.sent).toEqual([]);
  });

  it('tells of each instance as it goes, up to the last', async () => {
    const told: FilingProgress[] = [];
    await file(await archive(), { tell: (progress) => told.push(progress) });
    expect(told.filter(({ instance }) => instance.state === 'verified').map(({ verified }) => verified)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(told.map(({ total }) => total))).toEqual(new Set([8]));
    const states = told.filter(({ instance }) => instance.sopInstanceUid === uids[0]).map(({ instance }) => instance.state);
    expect(states).toEqual(['missing', 'stored', 'verified']);
  });

  it('that is stopped says of each instance where it stands', async () => {
    const end = new AbortController();
    const there = await archive(({ kind }) => (kind === 'store' && end.abort(), false));
    const outcome = await file(there, { signal: end.signal });
    expect(outcome).toMatchObject({ complete: false, remark: { code: 'CANCELLED' } });
    expect(outcome.instances.map(({ remark }) => remark?.code)).toEqual(uids.map(() => 'CANCELLED'));
  });

  it('is not sent at all where the archive takes nothing', async () => {
    const there = await archive();
    const outcome = await file({ ...there, archive: { ...there.archive, stowUrl: undefined } });
    expect(outcome).toMatchObject({ complete: false, remark: { code: 'ARCHIVE_NO_STOW' } });
    expect(there.asked).toEqual({ store: 0, search: 0, retrieve: 0 });
  });

  it('has few objects in memory at a time, however many there are', async () => {
    const long = drawnFiling({ pictures: 60, maps: 0, report: false, side: 32 });
    let [made, most] = [0, 0];
    const counted: Filing = {
      ...long,
      series: long.series.map((series) => ({
        ...series,
        instances: series.instances.map((one) => ({ ...one, encode: () => ((most = Math.max(most, ++made)), one.encode()) })),
      })),
    };
    const there = await archive(({ kind, files }) => (kind === 'store' && (made -= files.length), false));
    const size = long.series[0]!.instances[0]!.bytes;
    expect(await file(there, { concurrency: 2, batchBytes: 5.5 * size }, counted)).toMatchObject({ complete: true });
    expect(most).toBeLessThanOrEqual(10);
    expect(there.asked.store).toBe(12);
  });
});

describe('just before sending', () => {
  const source = new Uint8Array(dicomImage({ z: 0, pixels: Array<number>(12).fill(5) }));
  const identity = {
    patientId: SOURCE.patientId,
    patientName: 'Doe^Jane^^^',
    source: { seriesUid: SOURCE.series, sopInstanceUid: '1.2.3.4.5.1', frameOfReferenceUid: SOURCE.frame },
  };

  it('the same patient, study and frame of reference are fine', async () => {
    const there = await archive();
    await there.store.add(source);
    expect(await file(there, { identity })).toMatchObject({ complete: true });
  });

  it.each([
    ['another patient ID', { patientId: 'P-78' }],
    ['another patient name', { patientName: 'DOE^JOHN' }],
    ['another frame of reference', { source: { ...identity.source, frameOfReferenceUid: '1.2.3.8' } }],
  ])('%s: nothing is sent, and no value is told', async (measured, change) => {
    const there = await archive();
    await there.store.add(source);
    const outcome = await file(there, { identity: { ...identity, ...change } });
    expect(outcome.remark).toEqual({ code: 'STUDY_DIFFERS', measured });
    expect(there.sent).toEqual([]);
  });

  it('a study that was deleted meanwhile: nothing is sent, unless it may be new', async () => {
    const there = await archive();
    expect((await file(there, { identity })).remark).toEqual({ code: 'STUDY_GONE' });
    expect(there.sent).toEqual([]);
    expect(await file(there, { identity: { ...identity, mayBeNew: true } })).toMatchObject({ complete: true });
  });

  it('a study whose images are gone', async () => {
    const there = await archive();
    await there.store.add(new Uint8Array(dicomImage({ z: 7, pixels: Array<number>(12).fill(5) })));
    expect((await file(there, { identity })).remark?.code).toBe('STUDY_GONE');
  });
});

describe('the sign-in', () => {
  it('is asked for at each request, so that a renewed token counts', async () => {
    const seen = new Set<string | undefined>();
    const there = await archive(({ request }) => (seen.add(request.headers.authorization), false));
    let token = 0;
    const headers = () => Promise.resolve({ Authorization: `Bearer ${++token}` });
    await file({ ...there, archive: { ...there.archive, headers } });
    expect(seen.size).toBe(there.asked.store + there.asked.search + there.asked.retrieve);
  });

  it('that fails is told as such', async () => {
    const there = await archive();
    const headers = () => Promise.reject(new Error('user jane.doe is locked'));
    const outcome = await file({ ...there, archive: { ...there.archive, headers } });
    expect(outcome.remark).toEqual({ code: 'ARCHIVE_SIGN_IN' });
    expect(JSON.stringify(outcome.remarks)).not.toMatch(/doe/);
  });
});
