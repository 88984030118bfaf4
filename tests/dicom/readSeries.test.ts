import type { ErrorCode } from '../../src/core/errors';
import { readSeries } from '../../src/dicom/readSeries';
import { dicomImage, marked, type DicomImage } from '../support/dicomFile';
import { refusal } from '../support/refusal';
import { encapsulated, implicitLittleEndian, uint16 } from '../viewer/partTenFile';

const stack = (count: number, change: Partial<DicomImage> = {}) =>
  Array.from({ length: count }, (_, k) => dicomImage({ z: 5 * k, pixels: marked(k), instance: k + 1, ...change }));
const read = (files: ArrayBuffer[], together = true) => readSeries(files, {}, { stack: together });
const first = async (image: Partial<DicomImage>) => [
  ...(await read([dicomImage({ z: 0, pixels: marked(0), ...image })], false)).volume.slices[0]!,
];

describe('reading a DICOM series', () => {
  it('puts the slices in order along the normal, whatever the order and the numbers of the files', async () => {
    const files = [3, 0, 2, 1].map((k) => dicomImage({ z: 5 * k, pixels: marked(k), instance: 100 - k }));
    const { volume, images } = await read(files);
    expect(volume.slices.map((slice) => slice[0])).toEqual([0, 1000, 2000, 3000]);
    expect(images.map(({ header: dataset }) => dataset.number('InstanceNumber'))).toEqual([100, 99, 98, 97]);
    expect(volume).toMatchObject({ rows: 3, columns: 4, spacing: [0.9, 0.8, 5], modality: 'MR', units: 'arbitrary' });
  });

  it('orders a sagittal stack along its own normal', async () => {
    const orientation = '0\\1\\0\\0\\0\\-1';
    const files = [0, 1, 2].map((k) => dicomImage({ z: 0, pixels: marked(k), instance: k + 1, orientation, position: `${5 * k}\\0\\0` }));
    // Row to the back and column downwards: the normal points to the patient's right, so falling x comes first.
    expect((await read(files)).volume.slices.map((slice) => slice[0])).toEqual([2000, 1000, 0]);
  });

  it('says whether the header names a contrast agent', async () => {
    expect((await read(stack(3))).facts.contrastAgent).toBe(false);
    expect((await read(stack(3, { more: [['00180010', 'LO', 'Gd']] }))).facts.contrastAgent).toBe(true);
  });

  it('applies the rescale of each image once', async () => {
    const files = [0, 1, 2].map((k) =>
      dicomImage({ z: 5 * k, pixels: marked(1), slope: `${k + 1}.5`, intercept: '-1024', instance: k + 1 }),
    );
    const { volume } = await read(files);
    expect(volume.slices.map((slice) => slice[2])).toEqual([1, 2, 3].map((k) => 1002 * (k + 0.5) - 1024));
  });

  it('reads CT in HU', async () => {
    const { volume } = await read(stack(2, { modality: 'CT', slope: '1', intercept: '-1024' }));
    expect([volume.modality, volume.units, volume.slices[1]![3]]).toEqual(['CT', 'HU', 1003 - 1024]);
  });

  it('takes the sign from the pixel representation', async () => {
    const pixels = marked(0).map((n) => -n);
    expect(await first({ pixels, signed: true })).toEqual(pixels.map((v) => v + 0));
    expect((await first({ pixels }))[1]).toBe(65535);
  });

  it('cuts off bits outside the stored field', async () => {
    expect(await first({ bitsStored: 12, pixels: marked(0).map((n) => n | 0xf000) })).toEqual(marked(0));
    expect((await first({ bitsStored: 12, signed: true, pixels: marked(0).map(() => 0x0fff) }))[0]).toBe(-1);
  });

  it('reads the implicit transfer syntax', async () => {
    expect(await first({ transferSyntax: implicitLittleEndian })).toEqual(marked(0));
  });

  it('stops behind the pixels: what a scanner left there is not read', async () => {
    const file = new Uint8Array(dicomImage({ z: 0, pixels: marked(0) }));
    const padded = new Uint8Array(file.length + 5001).fill(7);
    padded.set(file);
    expect([...(await read([padded.buffer], false)).volume.slices[0]!]).toEqual(marked(0));
  });

  it('passes over other files and over objects without pixels', async () => {
    const report = dicomImage({ z: 0, pixels: [], series: '9.9', more: [['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.88.33']] });
    const { volume } = await read([new Uint8Array(500).buffer, report, ...stack(2)]);
    expect(volume.slices).toHaveLength(2);
  });

  it('takes single slices and gaps where each image stands for itself', async () => {
    const files = [0, 5, 20].map((z, k) => dicomImage({ z, pixels: marked(k), instance: k + 1 })).reverse();
    expect((await read(files, false)).volume.slices.map((slice) => slice[0])).toEqual([0, 1000, 2000]);
  });

  it.each<[ErrorCode, RegExp, ArrayBuffer[]]>([
    ['INPUT_UNREADABLE', /without an image/, [new Uint8Array(500).buffer]],
    ['SINGLE_SLICE', /1 slice/, stack(1)],
    ['MIXED_SIZE', /5 × 3/, [...stack(2), dicomImage({ z: 10, pixels: [...marked(0), 1, 2, 3], columns: 5 })]],
    ['MISSING_SLICE', /10.00 mm after slice 2/, [0, 5, 15, 20].map((z) => dicomImage({ z, pixels: marked(1) }))],
    ['DUPLICATE_POSITION', /2 images/, [...stack(3), dicomImage({ z: 5, pixels: marked(9), instance: 50 })]],
    ['COLOUR_IMAGE', /3 values per pixel/, stack(2, { more: [['00280002', 'US', uint16(3)]] })],
    ['NO_GEOMETRY', /2 of 2/, stack(2, { more: [['00200032', 'DS', '']] })],
    ['DICOM_UNSUPPORTED', /5 frames/, stack(2, { more: [['00280008', 'IS', '5 ']] })],
    ['DICOM_UNSUPPORTED', /MONOCHROME1/, stack(2, { more: [['00280004', 'CS', 'MONOCHROME1']] })],
    [
      'DICOM_UNSUPPORTED',
      /1\.2\.840\.10008\.1\.2\.4\.50 \(JPEG baseline, lossy\)/,
      stack(2, { transferSyntax: '1.2.840.10008.1.2.4.50', bytes: encapsulated([], [Buffer.alloc(4)]) }),
    ],
    ['HEADER_NUMBER', /PixelSpacing “1,5”/, stack(2, { more: [['00280030', 'DS', '1,5\\1,5']] })],
    ['HEADER_NUMBER', /ImagePositionPatient “0,5”/, stack(2, { position: '0\\0\\0,5' })],
    ['HEADER_NUMBER', /RescaleSlope “1,5”/, stack(2, { slope: '1,5' })],
    ['HEADER_NUMBER', /RescaleIntercept “0 HU”/, stack(2, { slope: '1', intercept: '0 HU' })],
    ['DIRECTION_INVALID', /lengths 1.0100 and 1.0000, off by up to 1.0 % at slice 1/, stack(2, { orientation: '1.01\\0\\0\\0\\1\\0' })],
    ['DIRECTION_INVALID', /off by up to 1.0 %/, stack(2, { orientation: '1\\0\\0\\0.01\\1\\0' })],
    ['DICOM_DAMAGED', /20 bytes of pixels, allowed 24/, stack(2, { bytes: Buffer.alloc(20) })],
  ])('refuses with %s: %p', async (code, measured, files) => {
    await expect(read(files)).rejects.toThrow(refusal(code));
    await expect(read(files)).rejects.toThrow(measured);
  });

  it('lists the series of a mixed folder by number and size, and names no patient', async () => {
    const files = [...stack(3), ...stack(2, { series: '1.2.3.8', seriesNumber: '12' })];
    await expect(read(files)).rejects.toThrow(refusal('MIXED_SERIES'));
    const message = await read(files).catch((error: Error) => error.message);
    expect(message).toContain('found MR series 3 (3 images), MR series 12 (2 images)');
    expect(message).not.toMatch(/DOE|P-77|1\.2\.3|AX T1/);
  });
});
