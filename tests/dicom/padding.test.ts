import { paddingRanges } from '../../src/dicom/padding';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { readSeries } from '../../src/dicom/readSeries';
import { viewedImage } from '../../src/dicom/sourceImage';
import { dicomImage, type DicomImage } from '../support/dicomFile';
import { naturalInstance } from '../support/natural';
import { filingOf, ramp, resultOf, sourceSeries } from '../support/sourceSeries';
import { uint16, type Item } from '../viewer/partTenFile';

const tags = (vr: 'US' | 'SS', value: number, limit?: number): Item => [
  ['00280120', vr, uint16(value & 0xffff)],
  ...(limit === undefined ? [] : ([['00280121', vr, uint16(limit & 0xffff)]] as const)),
];
const file = (change: Partial<DicomImage>) => dicomImage({ z: 0, pixels: ramp(0), ...change });
/** As the viewer has it, and as the command line has it. */
async function rangesOf(change: Partial<DicomImage>) {
  const bytes = file(change);
  const viewed = paddingRanges(pixelFormat(viewedImage(naturalInstance(bytes), () => undefined).header));
  const { volume } = await readSeries([bytes], {}, { stack: true, oneSlice: true });
  expect(volume.padding?.[0] ?? []).toEqual(viewed);
  return viewed;
}

describe('declared padding', () => {
  it.each<[string, Partial<DicomImage>, (readonly [number, number])[]]>([
    ['unsigned', { more: tags('US', 0) }, [[0, 0]]],
    ['unsigned, the greatest', { more: tags('US', 65535) }, [[65535, 65535]]],
    ['signed', { signed: true, more: tags('SS', -32768) }, [[-32768, -32768]]],
    ['signed, written as unsigned', { signed: true, more: tags('US', -1000) }, [[-1000, -1000]]],
    ['unsigned, written as signed', { more: tags('SS', -2000) }, [[63536, 63536]]],
    ['a range', { signed: true, more: tags('SS', -1000, -900) }, [[-1000, -900]]],
    ['a range from above', { signed: true, more: tags('SS', -900, -1000) }, [[-1000, -900]]],
    ['in modality units', { signed: true, slope: '2', intercept: '-24', more: tags('SS', -1000, -900) }, [[-2024, -1824]]],
    [
      'beyond the bits stored',
      { bitsStored: 12, more: tags('US', 65535) },
      [
        [65535, 65535],
        [4095, 4095],
      ],
    ],
    ['a limit alone', { more: tags('US', 7).slice(1) }, []],
    ['none', {}, []],
  ])('%s: the same values in the viewer and on the command line', async (_, change, ranges) => {
    const found = await rangesOf(change);
    const spare = Number(change.slope ?? 1) / 4;
    expect(found.map(([low, high]) => [low + spare, high - spare])).toEqual(ranges);
  });

  it('goes back into a derived series with its range, each pixel as it was', async () => {
    const pixels = (k: number) => ramp(k).map((value, n) => (n < 4 ? -1000 + 20 * n : value));
    const more = tags('SS', -1000, -900);
    const series = await sourceSeries({ signed: true, more }, pixels);
    const result = resultOf(series, 'denoised', (value) => 0.9 * value);
    const files = filingOf(series, result).series[0]!.instances.map((one) => one.make().buffer);
    const back = await readSeries(files, {}, { stack: true });
    back.images.forEach(({ header, stored, format }, k) => {
      expect([format.padding, format.paddingLimit]).toEqual([-1000, -900]);
      expect(header.element('PixelPaddingRangeLimit')?.vr).toBe('SS');
      expect([...stored].slice(0, 4)).toEqual(pixels(k).slice(0, 4));
      expect(stored[6]).toBe(Math.round(0.9 * ramp(k)[6]!));
    });
  });
});
