import { DiffusionError } from '../../src/core/errors';
import { readDataset } from '../../src/dicom/dataset';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { storedPixels } from '../../src/dicom/pixels';
import { dicomImage, marked } from '../support/dicomFile';
import { refusal } from '../support/refusal';
import { encapsulated, uint16, uint32 } from '../viewer/partTenFile';

const RLE = '1.2.840.10008.1.2.5';
const FRAMES = 3;
const more = [['00280008', 'IS', `${FRAMES} `]] as const;

/** Two segments of literal runs: high bytes, low bytes. */
function rle(pixels: readonly number[]): Buffer {
  const parts = [8, 0].map((shift) => Buffer.from([pixels.length - 1, ...pixels.map((value) => (value >> shift) & 0xff), 0x80]));
  return Buffer.concat([uint32(2, 64, 64 + parts[0]!.length, ...Array<number>(13).fill(0)), ...parts]);
}

const frames = Array.from({ length: FRAMES }, (_, k) => marked(k + 1));
const streams = frames.map(rle);

async function read(bytes: Buffer, frame: number | undefined, transferSyntax = RLE) {
  const dataset = readDataset(dicomImage({ z: 0, pixels: [], bytes, transferSyntax, more: [...more] }));
  if (!dataset) throw new DiffusionError('INPUT_UNREADABLE');
  return [...(await storedPixels(dataset, pixelFormat(dataset), {}, frame))];
}

const starts = streams.map((_, k) => streams.slice(0, k).reduce((sum, { length }) => sum + length + 8, 0));
const halves = streams.flatMap((stream) => [stream.subarray(0, 40), stream.subarray(40)]);
const halfStarts = [0, 2, 4].map((k) => halves.slice(0, k).reduce((sum, { length }) => sum + length + 8, 0));

describe('a file of several frames', () => {
  it.each([
    ['without offsets, a fragment each', encapsulated([], streams), RLE],
    ['by its offsets', encapsulated(starts, streams), RLE],
    ['in several fragments each, by its offsets', encapsulated(halfStarts, halves), RLE],
    ['uncompressed', uint16(...frames.flat()), '1.2.840.10008.1.2.1'],
  ])('gives the frame that is asked for: %s', async (_, bytes, syntax) => {
    for (const [k, pixels] of frames.entries()) expect(await read(bytes, k, syntax)).toEqual(pixels);
  });

  it('is not read as its first frame', async () => {
    await expect(read(encapsulated([], streams), undefined)).rejects.toThrow(refusal('DICOM_UNSUPPORTED'));
  });

  it.each([
    ['a frame less', encapsulated([], streams.slice(1)), RLE],
    ['offsets to where no frame begins', encapsulated([0, 10, 20], streams), RLE],
    ['uncompressed, a pixel less', uint16(...frames.flat().slice(1)), '1.2.840.10008.1.2.1'],
    ['uncompressed, a frame more', uint16(...frames.flat(), ...marked(7)), '1.2.840.10008.1.2.1'],
  ])('is refused with %s', async (_, bytes, syntax) => {
    await expect(read(bytes, 0, syntax)).rejects.toThrow(refusal('DICOM_DAMAGED'));
  });
});
