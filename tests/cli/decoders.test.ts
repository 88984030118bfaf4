/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { DECODERS } from '../../src/cli/decoders';
import { readSeries } from '../../src/dicom/readSeries';
import { dicomImage } from '../support/dicomFile';
import { encapsulated, uint32 } from '../viewer/partTenFile';

/** RLE of PS3.5 annex G: a segment per byte of the pixel, high byte first; literal runs only. */
function rle(pixels: readonly number[]): Buffer {
  const segment = (bytes: number[]) => Buffer.from([bytes.length - 1, ...bytes]);
  const parts = [segment(pixels.map((value) => (value >> 8) & 0xff)), segment(pixels.map((value) => value & 0xff))];
  const padded = parts.map((part) => (part.length % 2 ? Buffer.concat([part, Buffer.from([0x80])]) : part));
  const offsets = [64, 64 + padded[0]!.length];
  return Buffer.concat([uint32(2, ...offsets, ...Array<number>(13).fill(0)), ...padded]);
}

describe('compressed pixels', () => {
  it('come out of RLE as they went in', async () => {
    const pixels = Array.from({ length: 12 }, (_, n) => 300 * n + 7);
    const file = dicomImage({ z: 0, pixels: [], bytes: encapsulated([], [rle(pixels)]), transferSyntax: '1.2.840.10008.1.2.5' });
    expect([...(await readSeries([file], DECODERS, { stack: false })).volume.slices[0]!]).toEqual(pixels);
  });
});
