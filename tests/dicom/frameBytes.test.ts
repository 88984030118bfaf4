import { encapsulatedFrames } from '../../src/dicom/frameBytes';
import type { PixelElement } from '../../src/dicom/pixelElement';
import { refusal } from '../support/refusal';

/** Fragments of two bytes that carry their own number. */
function element(count: number, offsets: readonly number[]): PixelElement {
  const fragments = Array.from({ length: count }, (_, k) => Uint8Array.of(k >> 8, k & 0xff));
  return { native: undefined, offsets, fragments, starts: fragments.map((_, k) => 10 * k) };
}

describe('the frames of encapsulated pixels', () => {
  it('are the fragments from one offset to the next', () => {
    const frames = encapsulatedFrames(element(5, [0, 20, 30]), 3);
    expect(frames.map((frame) => [...frame])).toEqual([
      [0, 0, 0, 1],
      [0, 2],
      [0, 3, 0, 4],
    ]);
  });

  it.each<[string, number[], RegExp]>([
    ['points between fragments', [0, 15, 30], /no pixels of frame 2/],
    ['points beyond the last', [0, 20, 50], /no pixels of frame 3/],
    ['is out of order', [0, 30, 20], /no pixels of frame 2/],
    ['is the same twice', [0, 20, 20], /no pixels of frame 2/],
  ])('are refused where an offset %s', (_, offsets, measured) => {
    expect(() => encapsulatedFrames(element(5, offsets), 3)).toThrow(refusal('DICOM_DAMAGED'));
    expect(() => encapsulatedFrames(element(5, offsets), 3)).toThrow(measured);
  });

  it('of thousands are put together once, whoever asks for one after the other', () => {
    const count = 3000;
    const many = element(
      2 * count,
      Array.from({ length: count }, (_, n) => 20 * n),
    );
    const begun = performance.now();
    const asked = Array.from({ length: count }, (_, n) => encapsulatedFrames(many, count)[n]);
    // Searching all fragments for each of them would take minutes.
    expect(performance.now() - begun).toBeLessThan(2000);
    expect([...asked[2999]!]).toEqual([5998 >> 8, 5998 & 0xff, 5999 >> 8, 5999 & 0xff]);
    expect(encapsulatedFrames(many, count)).toBe(encapsulatedFrames(many, count));
  });
});
