import { type Dataset, readDataset } from '../../src/dicom/dataset';
import { readParametricMap } from '../../src/dicom/readParametricMap';
import { planFiling } from '../../src/filing/plan';
import type { Layer, Result } from '../../src/results/Result';
import { stackOf } from '../../src/rules/geometry';
import type { SlicePlane } from '../../src/volume/Volume';
import { ENHANCED_MR, enhancedInstance, enhancedSources, SLICES } from '../support/enhanced';
import { nativePixels } from '../support/nativePixels';
import { DENOISED } from '../support/provenance';
import { refusal } from '../support/refusal';
import { MADE } from '../support/sourceSeries';

const planes = [0, 1, 2, 3].map((slice): SlicePlane => ({
  ...{ position: [-10, -20, 5 * slice], rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
  ...{ rows: 2, columns: 3, rowSpacing: 0.7, columnSpacing: 0.9 },
}));
const stack = stackOf({ planes, samplesPerPixel: 1 });
const layer = (kind: Layer['kind'], of: (slice: number, n: number) => number): Layer => ({
  kind,
  grid: stack.grid({ modality: 'MR', units: 'arbitrary' }),
  slices: [0, 1, 2, 3].map((slice) => Float32Array.from({ length: 6 }, (_, n) => of(slice, n))),
});
const result = (...layers: Layer[]): Result => ({
  layers,
  finished: [true, true, true, true],
  partial: false,
  warnings: [],
  provenance: DENOISED,
});
const denoised = layer('denoised', (slice, n) => 2 * (100 * slice + n) + 0.4);

function filed(instance: object = enhancedInstance(), ...layers: Layer[]) {
  const { series } = planFiling({
    result: result(...(layers.length > 0 ? layers : [denoised])),
    sources: enhancedSources(instance),
    stack,
    made: MADE,
  });
  const files = series.flatMap(({ instances }) => instances.map((one) => one.make()));
  return { series, files, header: readDataset(files[0]!.buffer)! };
}
type Item = Record<string, { Value?: unknown[] }>;
const groups = (item: unknown, group: string) => (item as Item)[group]?.Value?.[0] as Item | undefined;

describe('a picture of a multi-frame source', () => {
  it('is one object of the same class, with its frames in the order of the source', () => {
    const { series, header } = filed();
    expect(series.map(({ role, instances }) => [role, instances.length])).toEqual([
      ['picture', 1],
      ['report', 1],
    ]);
    expect(header.text('SOPClassUID')).toBe(ENHANCED_MR);
    expect(header.number('NumberOfFrames')).toBe(4);
    const stored = new Uint16Array(nativePixels(header));
    expect([...stored]).toEqual(SLICES.flatMap((slice) => [0, 1, 2, 3, 4, 5].map((n) => 100 * slice + n)));
    expect([header.number('BitsStored'), header.number('PixelRepresentation')]).toEqual([12, 0]);
  });

  it('keeps the functional groups of its source, and says of each frame from which one it was made', () => {
    const { header } = filed();
    const frames = header.values('PerFrameFunctionalGroupsSequence');
    expect(frames.map((item) => groups(item, '00209113')?.['00200032']?.Value)).toEqual(SLICES.map((slice) => [-10, -20, 5 * slice]));
    expect(frames.map((item) => groups(item, '00209111')?.['00209157']?.Value)).toEqual(SLICES.map((slice) => [1, slice + 1]));
    expect(frames.map((item) => groups(item, '00289132')?.['00281050']?.Value)).toEqual(SLICES.map((slice) => [100 + slice]));
    frames.forEach((item, f) => {
      const [source] = groups(item, '00089124')?.['00082112']?.Value as Item[];
      expect(source?.['00081155']?.Value).toEqual(['1.2.3.4.5']);
      expect(source?.['00081160']?.Value).toEqual([f + 1]);
    });
    const [shared] = header.values('SharedFunctionalGroupsSequence');
    expect(groups(shared, '00289110')?.['00280030']?.Value).toEqual([0.7, 0.9]);
    expect(groups(shared, '00289145')?.['00281053']?.Value).toEqual([2]);
  });

  it('is derived wherever it says what it is, and says nothing that only an original may', () => {
    const { header, files } = filed();
    const derived = ['DERIVED', 'PRIMARY', 'VOLUME', 'NONE'];
    expect(header.values('ImageType')).toEqual(derived);
    expect(groups(header.values('SharedFunctionalGroupsSequence')[0], '00189226')?.['00089007']?.Value).toEqual(derived);
    expect(header.text('ContentQualification')).toBe('RESEARCH');
    expect(header.text('ImageComments')).toContain('Denoised by m 1.0.0');
    expect(header.text('ResonantNucleus')).toBe('1H');
    expect(header.text('PulseSequenceName')).toBe('');
    const text = Buffer.from(files[0]!).toString('latin1');
    for (const absent of ['private secret', '1.2.3.7']) expect(text).not.toContain(absent);
  });

  it('gets one scale of its own, in the shared groups, where that of the source does not do', () => {
    const { header } = filed(
      enhancedInstance(),
      layer('denoised', (slice, n) => slice / 10 + n / 100),
    );
    const [shared] = header.values('SharedFunctionalGroupsSequence');
    const slope = Number(groups(shared, '00289145')?.['00281053']?.Value?.[0]);
    const stored = new Uint16Array(nativePixels(header));
    SLICES.forEach((slice, f) => expect(Math.abs(stored[6 * f + 5]! * slope - (slice / 10 + 0.05))).toBeLessThan(slope));
  });

  it('has maps whose frames follow the normal, each pointing at its frame of the source', () => {
    const { series, files } = filed(
      enhancedInstance(),
      layer('difference', (slice, n) => slice + n / 8),
    );
    expect(series[0]).toMatchObject({ role: 'map', modality: 'MR' });
    const { frames } = readParametricMap(files[0]!.buffer);
    expect(frames.map(({ source }) => source)).toEqual([2, 4, 1, 3].map((frame) => ({ sopInstanceUid: '1.2.3.4.5', frame })));
    expect(frames.map(({ values }) => values[4])).toEqual([0.5, 1.5, 2.5, 3.5]);
  });

  it('stays a converted object, with what was not assigned left empty', () => {
    const legacy = '1.2.840.10008.5.1.4.1.1.4.4';
    const instance = enhancedInstance({ SOPClassUID: legacy });
    const more = instance.PerFrameFunctionalGroupsSequence.map((groups) => ({
      ...groups,
      ConversionSourceAttributesSequence: [{ ReferencedSOPInstanceUID: '1.2.3.8' }],
      UnassignedPerFrameConvertedAttributesSequence: [{ OperatorsName: 'ROE' }],
    }));
    const { header, files } = filed({ ...instance, PerFrameFunctionalGroupsSequence: more });
    expect(header.text('SOPClassUID')).toBe(legacy);
    expect(Buffer.from(files[0]!).toString('latin1')).not.toMatch(/ROE|1\.2\.3\.8/);
    // dcmjs reads an empty item as none.
    (header.values('PerFrameFunctionalGroupsSequence') as Item[]).forEach((item) => expect(item).toHaveProperty('00209171'));
  });

  it('is one object for each object of the source', () => {
    const [, ...others] = enhancedSources();
    const [other] = enhancedSources(enhancedInstance({ SOPInstanceUID: '1.2.3.4.6' }));
    const { series } = planFiling({ result: result(denoised), sources: [other!, ...others], stack, made: MADE });
    const headers = series[0]!.instances.map((one) => readDataset(one.make().buffer)!);
    const source = (header: Dataset) => (header.values('ReferencedSeriesSequence')[0] as Item)['0008114A']!.Value![0] as Item;
    expect(headers.map((header) => [header.number('NumberOfFrames'), header.number('InstanceNumber')])).toEqual([
      [1, 1],
      [3, 2],
    ]);
    expect(headers.map((header) => source(header)['00081155']?.Value?.[0])).toEqual(['1.2.3.4.6', '1.2.3.4.5']);
    expect(new Set(headers.map((header) => header.text('SOPInstanceUID'))).size).toBe(2);
    const stored = (header: Dataset) => [...new Uint16Array(nativePixels(header))].filter((_, n) => n % 6 === 0);
    expect(headers.map(stored)).toEqual([[0], [200, 300, 100]]);
  });

  it('is refused where the frames are not told apart', () => {
    const plan = (sources: ReturnType<typeof enhancedSources>) => planFiling({ result: result(denoised), sources, stack, made: MADE });
    const unnumbered = enhancedSources().map((one) => ({ ...one, frame: undefined }));
    expect(() => plan(unnumbered)).toThrow(refusal('FILING_INVALID'));
    const bare = filed.bind(undefined, enhancedInstance({ PerFrameFunctionalGroupsSequence: undefined }));
    expect(bare).toThrow(refusal('FILING_INVALID'));
  });
});
