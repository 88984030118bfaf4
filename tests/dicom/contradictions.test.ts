/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { DECODERS } from '../../src/cli/decoders';
import type { ErrorCode } from '../../src/core/errors';
import { readDataset } from '../../src/dicom/dataset';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { storedPixels } from '../../src/dicom/pixels';
import { readSeries } from '../../src/dicom/readSeries';
import { dicomImage, type DicomImage } from '../support/dicomFile';
import { refusal } from '../support/refusal';
import { uint16 } from '../viewer/partTenFile';
import { rowOf } from './decodingTable';

const TAGS = { rows: 0x0010, allocated: 0x0100, stored: 0x0101, highBit: 0x0102, sign: 0x0103 } as const;

/** A file of the table whose header says other numbers; the pixels stay as they are. */
function claiming(name: string, claims: Partial<Record<keyof typeof TAGS, number>>): ArrayBuffer {
  const file = rowOf(name).file.slice(0);
  const bytes = Buffer.from(file);
  for (const [key, value] of Object.entries(claims)) {
    const at = bytes.indexOf(Buffer.concat([uint16(0x0028, TAGS[key as keyof typeof TAGS]), Buffer.from('US'), uint16(2)]));
    bytes.writeUInt16LE(value, at + 8);
  }
  return file;
}

async function read(file: ArrayBuffer): Promise<number[]> {
  const dataset = readDataset(file);
  if (!dataset) throw new Error('no DICOM');
  return [...(await storedPixels(dataset, pixelFormat(dataset), DECODERS))];
}

/** Two's complement in so many bits. */
const signedIn = (bits: number) => (value: number) => (value << (32 - bits)) >> (32 - bits);
const unsignedIn = (bits: number) => (value: number) => value & (2 ** bits - 1);
const valuesOf = (name: string, change: (value: number) => number) => [...rowOf(name).values].map(change);

describe('a codestream that says something else than its header', () => {
  it.each([
    ['JPEG 2000 without sign, header with', 'jpeg-2000-12in16-unsigned', { sign: 1 }, signedIn(12)],
    ['the same in 16 bits', 'jpeg-2000-12in16-unsigned', { sign: 1, stored: 16, highBit: 15 }, signedIn(12)],
    ['HTJ2K without sign, header with', 'htj2k-16in16-unsigned', { sign: 1 }, signedIn(16)],
    ['JPEG 2000 with sign, header without', 'jpeg-2000-12in16-signed', { sign: 0 }, unsignedIn(12)],
    ['8 bits of it', 'jpeg-2000-8in16-signed', { sign: 0 }, unsignedIn(8)],
    ['JPEG-LS, header with sign and 16 bits', 'jpeg-ls-12in16-unsigned', { sign: 1, stored: 16, highBit: 15 }, signedIn(12)],
    ['JPEG lossless, header with sign', 'jpeg-lossless-sv1-12in16-unsigned', { sign: 1 }, signedIn(12)],
    [
      'JPEG lossless, header with sign and 16 bits',
      'jpeg-lossless-sv1-12in16-unsigned',
      { sign: 1, stored: 16, highBit: 15 },
      (v: number) => v,
    ],
  ] as const)('%s: is read as pydicom reads it', async (_, name, claims, change) => {
    expect(await read(claiming(name, claims))).toEqual(valuesOf(name, change));
  });

  it.each<[string, string, Parameters<typeof claiming>[1], ErrorCode, RegExp]>([
    [
      'values beyond the header’s bits',
      'jpeg-2000-12in16-unsigned',
      { stored: 10, highBit: 9 },
      'DICOM_DAMAGED',
      /stored value of \d{4}, allowed 0 to 1023/,
    ],
    [
      'more bits than are allocated',
      'jpeg-ls-12in16-unsigned',
      { allocated: 8, stored: 8, highBit: 7 },
      'DICOM_DAMAGED',
      /12 bits per pixel, allowed 8/,
    ],
    ['another size', 'jpeg-lossless-sv1-12in16-unsigned', { rows: 20 }, 'DICOM_DAMAGED', /23 × 19 pixels, allowed 23 × 20/],
    ['fewer rows than the native pixels', 'explicit-12in16-unsigned', { rows: 9 }, 'DICOM_DAMAGED', /874 bytes of pixels, allowed 414/],
    [
      'RLE of another depth',
      'rle-12in16-unsigned',
      { allocated: 8, stored: 8, highBit: 7 },
      'DICOM_DAMAGED',
      /2 bytes per pixel .* allowed 1/,
    ],
    ['compressed and left-justified', 'jpeg-2000-12in16-unsigned', { highBit: 15 }, 'DICOM_UNSUPPORTED', /High Bit 15/],
  ])('%s: is refused', async (_, name, claims, code, measured) => {
    const file = claiming(name, claims);
    await expect(read(file)).rejects.toThrow(refusal(code));
    await expect(read(file)).rejects.toThrow(measured);
  });
});

describe('words that hold more than the stored value', () => {
  const first = async (image: Partial<DicomImage>) => [
    ...(await readSeries([dicomImage({ z: 0, pixels: [], ...image })], DECODERS, { stack: false })).volume.slices[0]!,
  ];
  const pixels = Array.from({ length: 12 }, (_, n) => 300 * n);

  it('gives up an overlay in the high bits', async () => {
    expect(await first({ pixels: pixels.map((value, n) => value | (n % 2 ? 0x1000 : 0)), bitsStored: 12 })).toEqual(pixels);
  });

  it('shifts left-justified values by High Bit', async () => {
    const image = { pixels: pixels.map((value) => (value << 4) | 0xa), bitsStored: 12 };
    expect(await first({ ...image, more: [['00280102', 'US', uint16(15)]] })).toEqual(pixels);
  });

  it.each<[ErrorCode, RegExp, DicomImage['more']]>([
    ['DICOM_DAMAGED', /12 bits stored up to bit 7 of 16/, [['00280102', 'US', uint16(7)]]],
    ['DICOM_DAMAGED', /12 bits stored up to bit 16 of 16/, [['00280102', 'US', uint16(16)]]],
    ['DICOM_UNSUPPORTED', /PALETTE COLOR/, [['00280004', 'CS', 'PALETTE COLOR']]],
    ['COLOUR_IMAGE', /YBR_FULL/, [['00280004', 'CS', 'YBR_FULL']]],
    ['DICOM_UNSUPPORTED', /2 values of RescaleSlope/, [['00281053', 'DS', '1\\2']]],
  ])('refuses with %s: %p', async (code, measured, more) => {
    await expect(first({ pixels, bitsStored: 12, more })).rejects.toThrow(refusal(code));
    await expect(first({ pixels, bitsStored: 12, more })).rejects.toThrow(measured);
  });
});
