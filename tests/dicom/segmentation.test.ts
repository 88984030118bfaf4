import { readDataset } from '../../src/dicom/dataset';
import { readSegmentation } from '../../src/dicom/readSegmentation';
import { findingTracking } from '../../src/dicom/tracking';
import { findFindings } from '../../src/results/findings';
import type { Review } from '../../src/results/review';
import type { DicomSeries } from '../../src/dicom/readSeries';
import { dicomImage, marked, SOURCE } from '../support/dicomFile';
import { INPAINTED } from '../support/provenance';
import { refusal } from '../support/refusal';
import { filingOf, resultOf, sourceSeries } from '../support/sourceSeries';

/** A multiple of 8 in neither direction: the bits of a frame begin anywhere in a byte. */
const SIDE = 255;
const large = (count = 4) => sourceSeries({ rows: SIDE, columns: SIDE }, (k) => new Array<number>(SIDE * SIDE).fill(100 + k), { count });
const inside = (n: number, row: number, column: number, radius: number) =>
  Math.hypot(Math.floor(n / SIDE) - row, (n % SIDE) - column) <= radius;

/** Three regions above 3, over three of four slices. */
const score = (_: number, n: number, k: number) => {
  if (k === 3) return 0;
  if (k > 0 && inside(n, 100, 254, 7)) return 6 + k;
  if (k === 1 && inside(n, 0, 0, 3)) return 5;
  return inside(n, 200, 20, 9) && k < 2 ? 4 : 0.5;
};
function reviewOf(series: DicomSeries, threshold = 3): { review: Review; result: ReturnType<typeof resultOf> } {
  const result = resultOf(series, 'score', score);
  const stack = { slices: result.layers[0]!.slices, rows: SIDE, columns: SIDE };
  const { findings } = findFindings(stack, series.volume.spacing, { threshold });
  return { result, review: { found: { map: 'score', threshold, findings: findings.map((finding) => ({ finding })) } } };
}
async function findings(threshold?: number) {
  const series = await large();
  const { result, review } = reviewOf(series, threshold);
  const filing = filingOf(series, result, { review });
  const filed = filing.series.find(({ role }) => role === 'segmentation')!;
  const file = filed.instances[0]!.make();
  return { series, result, filing, filed, file, read: readSegmentation(file.buffer), found: review.found!.findings };
}

describe('a segmentation of findings', () => {
  it('holds each finding as a segment, voxel for voxel, on the slices that it has', async () => {
    const { read, found } = await findings();
    expect(found).toHaveLength(3);
    expect(read.segments.map(({ number, label }) => [number, label])).toEqual([1, 2, 3].map((n) => [n, `Finding ${n} (AI-derived)`]));
    const expected = found.flatMap(({ finding }, n) => {
      const slices = [...new Set(Array.from(finding.pieces).filter((_, i) => i % 4 === 0))];
      return slices.map((slice) => [n + 1, slice]);
    });
    expect(read.frames.map(({ segment, position }) => [segment, (position![2] ?? NaN) / 7])).toEqual(expected);
    const wanted = (slice: number, n: number) => (score(0, n, slice) >= 3 ? 1 : 0);
    for (let k = 0; k < 4; k++) {
      const mask = new Uint8Array(SIDE * SIDE);
      for (const frame of read.frames.filter(({ position }) => position![2] === 7 * k))
        frame.mask.forEach((value, n) => (mask[n]! |= value));
      const differ = mask.findIndex((value, n) => value !== wanted(k, n));
      expect([k, differ]).toEqual([k, -1]);
    }
  });

  it('names each finding as the report does, and the image of each frame', async () => {
    const { read, found, filing } = await findings();
    expect(read.segments.map(({ tracking }) => tracking)).toEqual(found.map(({ finding }) => findingTracking(filing.work, finding.id)));
    expect(read.frames.every(({ source, position }) => source?.sopInstanceUid === `1.2.3.4.5.${position![2] / 7 + 1}`)).toBe(true);
    expect(read).toMatchObject({ frameOfReferenceUid: SOURCE.frame, sourceSeriesUid: SOURCE.series, record: { kind: 'findings' } });
  });

  it('says what found them, and that this is research', async () => {
    const { file, filed } = await findings();
    const header = readDataset(file.buffer)!;
    const [segment] = header.values('SegmentSequence') as Record<string, { Value: unknown[] }>[];
    expect(JSON.stringify(segment)).toMatch(/SHA-256 c0ffee; anomaly score of at least 3".*"AUTOMATIC.*"52988006"/);
    expect(header.text('ContentQualification')).toBe('RESEARCH');
    expect(filed).toMatchObject({
      kind: undefined,
      modality: 'SEG',
      description: 'findings · AX T1 (AI-DERIVED – research only)',
      number: 10003,
    });
  });

  it('is another series above another threshold, and the same above the same', async () => {
    const [once, again, higher] = [await findings(), await findings(), await findings(4.5)];
    expect(again.filed.seriesUid).toBe(once.filed.seriesUid);
    expect(higher.filed.seriesUid).not.toBe(once.filed.seriesUid);
    expect(higher.filing.series[0]!.seriesUid).toBe(once.filing.series[0]!.seriesUid);
    expect(higher.read.segments).toHaveLength(2);
  });

  it('is left out where nothing is above the threshold', async () => {
    const series = await large();
    const { result, review } = reviewOf(series, 99);
    expect(filingOf(series, result, { review }).series.map(({ role }) => role)).toEqual(['map', 'report']);
  });
});

describe('a segmentation of a mask', () => {
  it('holds the brain that a map was made in', async () => {
    const series = await large();
    const result = resultOf(series, 'brain', (_, n, k) => (k > 0 && inside(n, 128, 128, 90) ? 1 : 0));
    const filing = filingOf(series, result);
    const { segments, frames, record } = readSegmentation(filing.series[0]!.instances[0]!.make().buffer);
    expect(segments).toEqual([{ number: 1, label: 'Brain (AI-derived)' }]);
    expect(frames.map(({ position }) => position![2])).toEqual([7, 14, 21]);
    expect(frames.every(({ mask }) => mask.every((value, n) => value === (inside(n, 128, 128, 90) ? 1 : 0)))).toBe(true);
    expect(record).toMatchObject({ kind: 'brain' });
    expect(filing.series[0]).toMatchObject({ kind: 'brain', number: 9003 });
  });

  it('holds the region that was filled, and the pictures name it as their mask', async () => {
    const series = await sourceSeries();
    const region = [undefined, Uint8Array.from({ length: 12 }, (_, n) => (n === 5 || n === 11 ? 1 : 0)), undefined];
    const result = resultOf(series, 'inpainted', (value, n, k) => (region[k]?.[n] ? 777 : value), { provenance: INPAINTED });
    const { series: filed } = filingOf(series, result, { region });
    expect(filed.map(({ role }) => role)).toEqual(['picture', 'segmentation', 'report']);
    const mask = filed[1]!.instances[0]!;
    expect(readSegmentation(mask.make().buffer)).toMatchObject({ record: { kind: 'region' }, frames: [{ mask: region[1] }] });
    const sources = filed[0]!.instances.map((one) => JSON.stringify(readDataset(one.make().buffer)!.values('SourceImageSequence')));
    expect(sources.map((text) => text.includes(mask.sopInstanceUid))).toEqual([false, true, false]);
    expect(sources[1]).toContain('121321');
    const without = filingOf(series, result, { region, leave: ({ role }) => role === 'segmentation' });
    expect(JSON.stringify(readDataset(without.series[0]!.instances[1]!.make().buffer)!.values('SourceImageSequence'))).not.toContain(
      '121321',
    );
  });

  it('is read only where it is a binary one', () => {
    expect(() => readSegmentation(dicomImage({ z: 0, pixels: marked(0) }))).toThrow(refusal('DICOM_UNSUPPORTED'));
    expect(() => readSegmentation(new ArrayBuffer(500))).toThrow(refusal('DICOM_DAMAGED'));
  });
});
