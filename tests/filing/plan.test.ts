import { readDataset } from '../../src/dicom/dataset';
import { readRecord } from '../../src/dicom/record';
import type { DicomSeries } from '../../src/dicom/readSeries';
import { type SourceImage, viewedImage } from '../../src/dicom/sourceImage';
import { planFiling } from '../../src/filing/plan';
import type { Kind } from '../../src/results/kinds';
import type { Result } from '../../src/results/Result';
import { dicomImage } from '../support/dicomFile';
import { naturalInstance } from '../support/natural';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';
import { refusal } from '../support/refusal';
import { filingOf, MADE, ramp, resultOf, sourceSeries } from '../support/sourceSeries';

/** A result of several layers. */
function of(series: DicomSeries, kinds: readonly Kind[], provenance: Result['provenance']): Result {
  const layers = kinds.flatMap((kind) => resultOf(series, kind, (value) => (kind === 'brain' ? Number(value > 300) : value / 3)).layers);
  return { ...resultOf(series, 'denoised', (value) => value), layers, provenance };
}
const anomaly = (series: DicomSeries) => of(series, ['score', 'brightness', 'healthy', 'sum', 'brain'], MAPPED);
const bytesOf = (filing: ReturnType<typeof planFiling>) => filing.series.flatMap(({ instances }) => instances.map((one) => one.make()));

describe('the plan of a filing', () => {
  it('has pictures first, then maps, segmentations and the report, each in a series of its own', async () => {
    const series = await sourceSeries();
    const { series: filed, studyUid, work } = filingOf(series, anomaly(series));
    expect(filed.map(({ role, kind, modality, number }) => [role, kind, modality, number])).toEqual([
      ['picture', 'healthy', 'MR', 4003],
      ['map', 'score', 'MR', 3003],
      ['map', 'brightness', 'MR', 5003],
      ['map', 'sum', 'MR', 6003],
      ['segmentation', 'brain', 'SEG', 9003],
      ['report', undefined, 'SR', 12_003],
    ]);
    expect(filed.map(({ instances }) => instances.length)).toEqual([3, 1, 1, 1, 1, 1]);
    expect(studyUid).toBe('1.2.3');
    expect(work).toMatch(/^[0-9a-f]{64}$/);
    for (const one of filed) {
      expect(one.instances.every(({ seriesUid }) => seriesUid === one.seriesUid)).toBe(true);
      for (const instance of one.instances) {
        const header = readDataset(instance.make().buffer)!;
        expect([header.text('SOPClassUID'), header.text('SOPInstanceUID')]).toEqual([instance.sopClassUid, instance.sopInstanceUid]);
        expect([header.text('SeriesInstanceUID'), header.number('SeriesNumber')]).toEqual([one.seriesUid, one.number]);
        expect([header.text('SeriesDescription'), header.text('Modality')]).toEqual([one.description, one.modality]);
        expect(readRecord(header)).toMatchObject({ work, kind: one.kind ?? one.beside });
      }
    }
  });

  it('gives the same work the same UIDs whenever it is filed, and the same bytes at every call', async () => {
    const series = await sourceSeries();
    const filing = filingOf(series, anomaly(series));
    const uids = (one: typeof filing) =>
      one.series.flatMap(({ seriesUid, instances }) => [seriesUid, ...instances.map((i) => i.sopInstanceUid)]);
    const later = filingOf(await sourceSeries(), anomaly(series), {
      made: new Date(2027, 1, 1),
      settings: { prefix: 'X', seriesOffset: 5 },
    });
    expect(uids(later)).toEqual(uids(filing));
    expect(new Set(uids(filing)).size).toBe(uids(filing).length);
    expect(bytesOf(filing).map((file) => Buffer.from(file).toString('hex'))).toEqual(
      bytesOf(filing).map((file) => Buffer.from(file).toString('hex')),
    );
    const other = filingOf(series, { ...anomaly(series), provenance: { ...MAPPED, model: { ...MAPPED.model, sha256: 'deed' } } });
    expect(uids(other).some((uid) => uids(filing).includes(uid))).toBe(false);
  });

  it('knows about how large each file will be', async () => {
    const side = 128;
    const series = await sourceSeries({ rows: side, columns: side }, (k) => new Array<number>(side ** 2).fill(k + 1), { count: 5 });
    for (const { instances } of filingOf(series, of(series, ['denoised', 'uncertainty'], DENOISED)).series) {
      for (const one of instances) expect(Math.abs(one.bytes / one.make().length - 1)).toBeLessThan(0.2);
    }
  });

  it('encodes nothing before it is asked to, and reads no more than a sample for the key', async () => {
    const series = await sourceSeries();
    const result = anomaly(series);
    const touched: string[] = [];
    const layers = result.layers.map((layer, n) => ({
      ...layer,
      slices: layer.slices.map((slice) =>
        layer.kind === 'brain' || n === 0
          ? slice
          : new Proxy(slice, {
              get: (target, key): unknown => {
                touched.push(String(key));
                return Reflect.get(target, key, target);
              },
            }),
      ),
    }));
    filingOf(series, { ...result, layers });
    expect(touched.filter((key) => key !== 'length')).toEqual([]);
  });

  it('numbers series from the offset of the site on, past those that are in use', async () => {
    const series = await sourceSeries();
    const numbers = (settings: object) =>
      filingOf(series, of(series, ['denoised', 'uncertainty'], DENOISED), { settings }).series.map(({ number }) => number);
    expect(numbers({})).toEqual([1003, 8003, 12_003]);
    expect(numbers({ seriesOffset: 500 })).toEqual([1503, 8503, 12_503]);
    expect(numbers({ taken: [1003, '1004', 8003] })).toEqual([1005, 8004, 12_003]);
    const layers = [1, 2].map((sample) => ({ ...resultOf(series, 'inpainted', (value) => value + sample).layers[0]!, sample }));
    const samples = filingOf(series, { ...resultOf(series, 'inpainted', (value) => value), layers });
    expect(samples.series.map(({ number, sample }) => [number, sample])).toEqual([
      [2003, 1],
      [2004, 2],
      [12_003, undefined],
    ]);
    expect(samples.series[0]!.seriesUid).not.toBe(samples.series[1]!.seriesUid);
  });

  it('puts the kind first, behind what the site wants before it', async () => {
    const series = await sourceSeries();
    const { description } = filingOf(series, of(series, ['denoised'], DENOISED), { settings: { prefix: 'AI\\RAD' } }).series[0]!;
    expect(description).toBe('AI RAD denoised · AX T1 (AI-DERIVED – research only)');
  });

  it('says of a stopped run what of it was made, and is another work than the whole', async () => {
    const series = await sourceSeries();
    const whole = resultOf(series, 'denoised', (value) => value);
    const stopped = { ...whole, partial: true, finished: [true, false, true] };
    const filing = filingOf(series, stopped);
    expect(filing.series[0]!.description).toBe('PARTIAL 2/3 denoised · AX T1 (AI-DERIVED – research only)');
    const header = readDataset(filing.series[0]!.instances[0]!.make().buffer)!;
    expect(header.text('DerivationDescription')).toContain('PARTIAL: slices 1, 3 in viewing order');
    expect(filing.work).not.toBe(filingOf(series, whole).work);
  });

  it('leaves out what the reader does not want to file', async () => {
    const series = await sourceSeries();
    const { series: filed } = filingOf(series, anomaly(series), { leave: ({ role, kind }) => role === 'picture' || kind === 'brightness' });
    expect(filed.map(({ kind }) => kind)).toEqual(['score', 'sum', 'brain']);
  });

  it('is refused where the images are not of one patient, study, series and frame of reference', async () => {
    const [series, other] = [await sourceSeries(), await sourceSeries({ more: [['00100020', 'LO', 'P-78']] })];
    const mixed = { ...series, images: [...series.images.slice(0, 2), other.images[2]!] };
    const plan = () =>
      filingOf(
        mixed,
        resultOf(series, 'denoised', (value) => value),
      );
    expect(plan).toThrow(refusal('FILING_INVALID'));
    expect(plan).toThrow(/2 different PatientID/);
    expect(plan).not.toThrow(/P-7/);
  });
});

/** The source as the viewer has it: headers in natural form, and values in modality units. */
function viewed(series: DicomSeries, files: readonly ArrayBuffer[]): SourceImage[] {
  return files.map((file, k) => viewedImage(naturalInstance(file), () => series.volume.slices[k]));
}

describe('a filing from the viewer', () => {
  it.each<[string, Parameters<typeof dicomImage>[0]]>([
    ['MR', { z: 0, pixels: [] }],
    ['CT, signed with padding', { z: 0, pixels: [], modality: 'CT', slope: '1.5', intercept: '-1024', signed: true, padding: -2000 }],
    ['CT, unsigned of 12 bits', { z: 0, pixels: [], modality: 'CT', slope: '1', intercept: '-1024', bitsStored: 12 }],
  ])('is that of the command line, but for the digits of numbers: %s', async (_, image) => {
    const { z: _z, pixels: _pixels, ...change } = image;
    const pixels = (k: number) => ramp(k).map((value, n) => (image.padding !== undefined && n < 3 ? image.padding : value));
    const series = await sourceSeries(change, pixels);
    const files = [0, 1, 2].map((k) => dicomImage({ ...image, z: 7 * k, pixels: pixels(k), instance: k + 1 }));
    const result = of(series, ['denoised', 'uncertainty'], DENOISED);
    const command = filingOf(series, result);
    const viewer = planFiling({ result, sources: viewed(series, files), stack: series.stack, made: MADE });
    expect(viewer.work).toBe(command.work);
    expect(viewer.series.map((one) => ({ ...one, instances: one.instances.map(({ sopInstanceUid }) => sopInstanceUid) }))).toEqual(
      command.series.map((one) => ({ ...one, instances: one.instances.map(({ sopInstanceUid }) => sopInstanceUid) })),
    );
    const [first, second] = [bytesOf(command), bytesOf(viewer)].map((all) => all.map((file) => withoutRaw(readDataset(file.buffer)!)));
    expect(second).toEqual(first);
  });
});

/** All values of an object. */
function withoutRaw(dataset: unknown): unknown {
  const { dict } = dataset as { dict: object };
  return JSON.parse(
    JSON.stringify(dict, (key, value: unknown) => {
      if (key === '_rawValue') return undefined;
      return Object.prototype.toString.call(value) === '[object ArrayBuffer]' ? Buffer.from(value as ArrayBuffer).toString('hex') : value;
    }),
  );
}

describe('the name of a patient', () => {
  const CANARY = 'CANARY';
  /** Person names and what else tells who it is; the first two are the patient module's. */
  const TAGS = [
    ['00100010', 'PN'],
    ['00100020', 'LO'],
    ['00101000', 'LO'],
    ['00101001', 'PN'],
    ['00101005', 'PN'],
    ['00101040', 'LO'],
    ['00101060', 'PN'],
    ['00102154', 'SH'],
    ['001021B0', 'LT'],
    ['00104000', 'LT'],
    ['00081070', 'PN'],
    ['00081050', 'PN'],
    ['00321032', 'PN'],
    ['00191001', 'LO'],
  ] as const;

  it('is in the patient module of every object, and nowhere else', async () => {
    const series = await sourceSeries({ more: TAGS.map(([tag, vr], n) => [tag, vr, `${CANARY}${n}`] as const) });
    const region = series.volume.slices.map((slice) => Uint8Array.from(slice, (_, n) => n % 2));
    const filings = [
      filingOf(series, anomaly(series)),
      filingOf(series, of(series, ['denoised', 'uncertainty', 'difference'], DENOISED)),
      filingOf(series, of(series, ['inpainted'], INPAINTED), { region }),
    ];
    for (const file of filings.flatMap(bytesOf)) {
      const found = Buffer.from(file)
        .toString('latin1')
        .match(/CANARY\d+/g);
      expect(found).toEqual([`${CANARY}0`, `${CANARY}1`]);
    }
    for (const { series: filed } of filings) expect(JSON.stringify(filed)).not.toContain(CANARY);
  });
});
