import { readDataset } from '../../src/dicom/dataset';
import { readParametricMap } from '../../src/dicom/readParametricMap';
import type { DicomSeries } from '../../src/dicom/readSeries';
import type { Kind } from '../../src/results/kinds';
import { MAPPED } from '../support/provenance';
import { dicomImage, marked, SOURCE, type DicomImage } from '../support/dicomFile';
import { refusal } from '../support/refusal';
import { filingOf, ramp, resultOf, sourceSeries } from '../support/sourceSeries';

const float = (value: number) => Math.fround(value / 7 - 3.3);

async function mapped(kind: Kind = 'score', change: Partial<DicomImage> = {}, of = float, source?: DicomSeries) {
  const series = source ?? (await sourceSeries(change));
  const result = resultOf(series, kind, of);
  const filing = filingOf(series, result);
  const files = filing.series[0]!.instances.map((one) => one.make());
  return { series, result, filing, files, map: readParametricMap(files[0]!.buffer), header: readDataset(files[0]!.buffer)! };
}
const bits = (values: Float32Array) => [...new Uint32Array(Float32Array.from(values).buffer)];

describe('a parametric map', () => {
  it.each<[Kind]>([['score'], ['brightness'], ['sum'], ['uncertainty'], ['difference']])(
    'holds its floats bit for bit: %s',
    async (kind) => {
      const { map, result, filing } = await mapped(kind);
      expect(map.frames.map(({ values }) => bits(values))).toEqual(result.layers[0]!.slices.map(bits));
      expect(filing.series[0]).toMatchObject({ role: 'map', kind, modality: 'MR' });
      expect(map.record).toMatchObject({ work: filing.work, kind });
    },
  );

  it('has one frame per source slice, ascending along row x column, each with the place and the image that it was made from', async () => {
    const { map } = await mapped('score', { orientation: '0.8\\0.6\\0\\-0.6\\0.8\\0' });
    expect(map.frames.map(({ position }) => position)).toEqual([0, 7, 14].map((z) => [-100.5, -78.3063, z]));
    expect(map.frames.map(({ source }) => source)).toEqual([1, 2, 3].map((k) => ({ sopInstanceUid: `1.2.3.4.5.${k}`, frame: undefined })));
    expect(map.frames[0]!.orientation).toEqual([0.8, 0.6, 0, -0.6, 0.8, 0]);
    expect(map).toMatchObject({ rows: 3, columns: 4, frameOfReferenceUid: SOURCE.frame, sourceSeriesUid: SOURCE.series });
  });

  it('takes views into larger arrays for what they show', async () => {
    const series = await sourceSeries();
    const all = Float32Array.from({ length: 36 }, (_, n) => n / 3);
    const result = resultOf(series, 'score', float);
    result.layers[0]!.slices = [24, 12, 0].map((start) => all.subarray(start, start + 12));
    const [one] = filingOf(series, result).series[0]!.instances;
    expect(readParametricMap(one!.make().buffer).frames.map(({ values }) => values[0])).toEqual([8, 4, 0]);
  });

  it('says its units: none, those of CT, or arbitrary ones', async () => {
    const ct = { modality: 'CT', slope: '1', intercept: '-1024' } as const;
    expect((await mapped('score', ct)).map.units?.code).toBe('1');
    expect((await mapped('difference', ct)).map.units?.code).toBe("[hnsf'U]");
    expect((await mapped('uncertainty')).map.units?.code).toBe("[arb'U]");
  });

  it('is marked as derived and for research, with a window of its kind', async () => {
    const { header } = await mapped();
    expect(header.values('ImageType')).toEqual(['DERIVED', 'PRIMARY', 'VOLUME', 'NONE']);
    expect(header.text('ContentQualification')).toBe('RESEARCH');
    expect(header.text('SeriesDescription')).toBe('anomaly score · AX T1 (AI-DERIVED – research only)');
    expect(header.number('SeriesNumber')).toBe(3003);
    expect(JSON.stringify(header.values('SharedFunctionalGroupsSequence'))).toMatch(
      /"00281050":\{"vr":"DS","Value":\[2\].*"00281051":\{"vr":"DS","Value":\[4\]/,
    );
    expect((await mapped('uncertainty')).header.values('ImageType')[3]).toBe('STD_DEVIATION');
  });

  it('says of a frame without a score that there is none', async () => {
    const series = await sourceSeries();
    const provenance = { ...MAPPED, map: { ...MAPPED.map, covered: [false, true, true] } };
    const result = resultOf(series, 'score', float, { provenance, finished: [true, true, false], partial: true });
    const [one] = filingOf(series, result).series[0]!.instances;
    const { frames, record } = readParametricMap(one!.make().buffer);
    expect(frames.map(({ comment }) => comment)).toEqual([
      'Not covered by the model: zeros here are no scores.',
      undefined,
      'Not finished: zeros here are no values.',
    ]);
    expect(record?.provenance).toMatchObject({ map: { covered: [false, true, true] } });
  });

  it('is one object per image where the slices are images of their own, or there is one', async () => {
    const apart = await mapped('uncertainty', {}, float, await sourceSeries({}, ramp, { stack: false }));
    expect(apart.files).toHaveLength(3);
    expect(new Set(apart.files.map((file) => readParametricMap(file.buffer).sopInstanceUid)).size).toBe(3);
    expect(apart.files.map((file) => readParametricMap(file.buffer).frames[0]!.source?.sopInstanceUid)).toEqual(
      [1, 2, 3].map((k) => `1.2.3.4.5.${k}`),
    );
    const alone = await mapped('score', {}, float, await sourceSeries({}, ramp, { count: 1 }));
    expect(alone.map.frames).toHaveLength(1);
  });

  it('inherits burned-in text and lossy compression from any of its sources', async () => {
    const plain = (await mapped()).header;
    expect([plain.text('BurnedInAnnotation'), plain.text('LossyImageCompression')]).toEqual(['NO', '00']);
    const { header } = await mapped('score', {
      more: [
        ['00280301', 'CS', 'YES'],
        ['00282110', 'CS', '01'],
        ['00282112', 'DS', '12'],
        ['00282114', 'CS', 'ISO_10918_1'],
      ],
    });
    expect([header.text('BurnedInAnnotation'), header.text('LossyImageCompression'), header.text('LossyImageCompressionMethod')]).toEqual([
      'YES',
      '01',
      'ISO_10918_1',
    ]);
  });

  it.each(['FrameOfReferenceUID', 'StudyInstanceUID'])(
    'is refused where the source has no %s, and no value of it is named',
    async (keyword) => {
      const series = await sourceSeries();
      const lacking = series.images.map(({ header, ...image }) => {
        const values = (one: string) => (one === keyword ? [] : header.values(one));
        return { ...image, header: Object.assign(Object.create(header) as typeof header, { values }) };
      });
      const plan = () => filingOf({ ...series, images: lacking }, resultOf(series, 'score', float));
      expect(plan).toThrow(refusal('FILING_INVALID'));
      expect(plan).toThrow(new RegExp(`image 1 without ${keyword}`));
    },
  );

  it('is refused where its images have no place', async () => {
    const series = await sourceSeries({ more: [['00200032', 'DS', '']] }, ramp, { stack: false });
    expect(() => filingOf(series, resultOf(series, 'uncertainty', float))).toThrow(/image 1 without ImagePositionPatient/);
    // A picture repeats what the source says.
    filingOf(series, resultOf(series, 'denoised', float)).series[0]!.instances[0]!.make();
  });

  it('is refused with values that are not numbers', async () => {
    const series = await sourceSeries();
    const [one] = filingOf(
      series,
      resultOf(series, 'score', (value) => (value === 0 ? NaN : value)),
    ).series[0]!.instances;
    expect(() => one!.make()).toThrow(refusal('BAD_PIXELS'));
  });

  it('is read only where it is one', async () => {
    const { files } = await mapped();
    expect(() => readParametricMap(dicomImage({ z: 0, pixels: marked(0) }))).toThrow(refusal('DICOM_UNSUPPORTED'));
    expect(() => readParametricMap(new ArrayBuffer(500))).toThrow(refusal('DICOM_DAMAGED'));
    expect(() => readParametricMap(files[0]!.slice(0, files[0]!.length - 20).buffer)).toThrow(refusal('DICOM_DAMAGED'));
  });
});
