import { checkSources } from '../../src/dicom/classes';
import { readDataset, type Dataset } from '../../src/dicom/dataset';
import { decimalString } from '../../src/dicom/decimalString';
import { readSeries } from '../../src/dicom/readSeries';
import { derivationOf } from '../../src/results/derivation';
import type { Kind } from '../../src/results/kinds';
import { DENOISED } from '../support/provenance';
import { SOURCE, type DicomImage } from '../support/dicomFile';
import { nativePixels } from '../support/nativePixels';
import { refusal } from '../support/refusal';
import { filingOf, ramp, resultOf, sourceSeries } from '../support/sourceSeries';

async function derived(
  change: Partial<DicomImage> = {},
  kind: Kind = 'denoised',
  pixels = ramp,
  of = (value: number) => 0.9 * value + 0.37,
) {
  const series = await sourceSeries(change, pixels);
  const result = resultOf(series, kind, of);
  const slices = result.layers[0]!.slices;
  const files = filingOf(series, result).series[0]!.instances.map((one) => one.make());
  const back = await readSeries(
    files.map((bytes) => bytes.buffer),
    {},
    { stack: true },
  );
  const worst = Math.max(...back.volume.slices.flatMap((slice, k) => [...slice].map((value, n) => Math.abs(value - slices[k]![n]!))));
  return { series, files, back, worst, header: back.images[0]!.header };
}
const code = (dataset: Dataset, keyword: string) => (dataset.values(keyword)[0] ?? {}) as Record<string, unknown>;

describe('a derived series', () => {
  it.each<[string, Partial<DicomImage>]>([
    ['as stored', {}],
    ['a rescale', { slope: '1.55775335775335', intercept: '-12.5' }],
    ['CT', { modality: 'CT', slope: '1', intercept: '-1024' }],
    ['signed', { signed: true }],
    ['twelve bits', { bitsStored: 12 }],
  ])('lies where its source lies and keeps the values within half a step: %s', async (_, change) => {
    const { series, back, worst } = await derived(change);
    const slope = Number(change.slope ?? 1);
    expect(worst).toBeLessThanOrEqual(0.5 * slope + 1e-3);
    expect(worst).toBeGreaterThan(0);
    expect({ ...back.volume, slices: [] }).toEqual({ ...series.volume, slices: [] });
    back.images.forEach(({ header: dataset, format }, k) => {
      const before = series.images[k]!;
      expect(format).toMatchObject({ slope: before.format.slope, intercept: before.format.intercept, signed: before.format.signed });
      for (const keyword of ['ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing', 'FrameOfReferenceUID', 'SliceThickness'])
        expect([keyword, dataset.element(keyword)]).toEqual([keyword, before.header.element(keyword)]);
    });
  });

  it('copies decimal strings digit for digit, trailing zeros and all', async () => {
    const { files } = await derived();
    expect(Buffer.from(files[0]!).toString('latin1')).toContain('-100.500\\-78.3063\\0');
  });

  it('takes more bits where the values outgrow the source', async () => {
    const { back, worst } = await derived({ bitsStored: 12 }, 'denoised', ramp, (value) => 5 * value);
    expect(back.images[0]!.format).toMatchObject({ bitsStored: 16, slope: 1 });
    expect(worst).toBeLessThanOrEqual(0.5);
  });

  it('gets a scale of its own where the source has too few steps', async () => {
    const { back, worst } = await derived({}, 'denoised', (k) => Array.from({ length: 12 }, (_, n) => n + k));
    expect(back.images[0]!.format.slope).toBeLessThan(1e-3);
    expect(worst).toBeLessThan(1e-3);
  });

  it('keeps the stored values of the source, however coarse, where only a region was made anew', async () => {
    const few = (k: number) => Array.from({ length: 12 }, (_, n) => 3 + k + n);
    const { series, back } = await derived({ padding: 3 }, 'inpainted', few, (value) => (value === 3 ? 8.4 : value));
    back.images.forEach(({ stored, format }, k) => {
      expect(Array.from(stored)).toEqual(few(k).map((value) => (value === 3 ? 8 : value)));
      expect(format).toMatchObject({ slope: series.images[k]!.format.slope, bitsStored: 16 });
    });
  });

  it('leaves padding pixels as they were', async () => {
    const pixels = (k: number) => ramp(k).map((value, n) => (n < 3 ? -2000 : value));
    const { series, back } = await derived(
      { signed: true, padding: -2000, modality: 'CT', slope: '1', intercept: '-1024' },
      'denoised',
      pixels,
    );
    back.images.forEach(({ stored, format }, k) => {
      expect(format.padding).toBe(-2000);
      expect([...stored].slice(0, 3)).toEqual([...series.images[k]!.stored].slice(0, 3));
    });
  });

  it('belongs to the same patient and study, in a series of its own', async () => {
    const { series, back } = await derived();
    const uids = back.images.map(({ header: dataset }) => dataset.text('SOPInstanceUID'));
    const ofSeries = new Set(back.images.map(({ header: dataset }) => dataset.text('SeriesInstanceUID')));
    expect(new Set(uids).size).toBe(3);
    expect(ofSeries.size).toBe(1);
    [...uids, ...ofSeries].forEach((uid) => expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/));
    const { header: dataset } = back.images[0]!;
    expect(dataset.text('StudyInstanceUID')).toBe(SOURCE.study);
    expect(dataset.text('PatientID')).toBe(SOURCE.patientId);
    expect(dataset.element('PatientName')?.Value).toEqual(series.images[0]!.header.element('PatientName')?.Value);
    expect(dataset.text('StudyDate')).toBe('20010413');
    expect(dataset.text('SeriesDate') + dataset.text('SeriesTime')).toBe('20260102030405');
  });

  it('is marked as derived and for research, with what made it', async () => {
    const { header } = await derived();
    expect(header.values('ImageType')).toEqual(['DERIVED', 'SECONDARY', 'M', 'DENOISED']);
    expect(header.text('SeriesDescription')).toBe('denoised · AX T1 (AI-DERIVED – research only)');
    expect(header.text('ContentQualification')).toBe('RESEARCH');
    expect(header.text('DerivationDescription')).toBe(derivationOf('denoised', DENOISED));
    expect(header.text('SpecificCharacterSet')).toBe('ISO_IR 192');
    expect([header.text('Manufacturer'), header.text('SoftwareVersions')]).toEqual(['OHIF diffusion workbench', '0.1.0']);
    const equipment = header.values('ContributingEquipmentSequence') as Record<string, { Value: unknown[] }>[];
    expect(equipment.map((item) => item['00080070']?.Value[0])).toEqual(['ACME', 'OHIF diffusion workbench']);
    expect(JSON.stringify(code(header, 'DerivationCodeSequence'))).toContain('99OHIFDIFFUSION');
  });

  it('points at the image and the series it was made from', async () => {
    const { back } = await derived();
    back.images.forEach(({ header: dataset }, k) => {
      const [from] = dataset.values('SourceImageSequence') as Record<string, { Value: unknown[] }>[];
      expect(from?.['00081155']?.Value).toEqual([`1.2.3.4.5.${k + 1}`]);
      expect(JSON.stringify(code(dataset, 'ReferencedSeriesSequence'))).toContain(`"${SOURCE.series}"`);
    });
  });

  it('measures the distance of its slices, and repairs a window that cannot be shown', async () => {
    const { header } = await derived();
    expect(header.number('SpacingBetweenSlices')).toBe(7);
    expect(header.number('WindowWidth')).toBeGreaterThan(100);
    expect((await derived({ more: [['00281051', 'DS', '600']] })).header.number('WindowWidth')).toBe(600);
  });

  it('takes over nothing private, and no old pixel statistics', async () => {
    const { files, header } = await derived();
    expect(Buffer.from(files[0]!).toString('latin1')).not.toContain('private secret');
    const stored = (await derived()).back.images[0]!.stored;
    expect(header.number('LargestImagePixelValue')).toBe(Math.max(...stored));
  });

  it('writes names of any alphabet as UTF-8', async () => {
    const latin = Buffer.from('Gr\u00f6\u00dfe^\u00c5sa ', 'latin1');
    const { header, files } = await derived({
      more: [
        ['00080005', 'CS', 'ISO_IR 100'],
        ['00100010', 'PN', latin],
      ],
    });
    expect(header.element('PatientName')?.Value).toEqual([{ Alphabetic: 'Größe^Åsa' }]);
    expect(Buffer.from(files[0]!).includes(Buffer.from('Größe^Åsa', 'utf8'))).toBe(true);
  });

  it('has its elements in rising order and pixels of even length', async () => {
    const { files } = await derived();
    const header = readDataset(files[0]!.buffer)!;
    expect(nativePixels(header).byteLength).toBe(24);
  });

  it('is refused for classes that it cannot be of', async () => {
    const { images } = await sourceSeries({ more: [['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.128']] });
    expect(() => checkSources(images)).toThrow(refusal('DICOM_UNSUPPORTED'));
    checkSources((await sourceSeries()).images);
  });

  it('leaves its source as it was', async () => {
    const series = await sourceSeries();
    const before = JSON.stringify(
      series.images.map(({ stored, header: dataset }) => [[...stored], dataset.element('SeriesDescription'), dataset.element('ImageType')]),
    );
    filingOf(
      series,
      resultOf(series, 'denoised', (value) => value),
    ).series[0]!.instances.forEach((one) => one.make());
    expect(
      JSON.stringify(
        series.images.map(({ stored, header: dataset }) => [
          [...stored],
          dataset.element('SeriesDescription'),
          dataset.element('ImageType'),
        ]),
      ),
    ).toBe(before);
  });
});

describe('a decimal string', () => {
  it.each([1.23456789012345e-10, 1 / 3, -123456.789012345, 1e21, 7.000524317522338, -0.000012345678901234])(
    'holds %p in 16 characters',
    (value) => {
      const text = decimalString(value);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(Math.abs(Number(text) / value - 1)).toBeLessThan(1e-8);
    },
  );

  it('keeps short numbers as they are and refuses what is none', () => {
    expect([0, 1, -1024, 0.5].map(decimalString)).toEqual(['0', '1', '-1024', '0.5']);
    expect(() => decimalString(NaN)).toThrow(RangeError);
  });
});
