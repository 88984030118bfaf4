import { ownBrain } from '../../src/volume/skullOff';
import type { Volume } from '../../src/volume/Volume';

/** Discs of 100 in a field of `air`, of `radius` mm, with a hole of 3 pixels; one pixel is one mm². */
function discs(radius: number, { air = 0, slices = 20, size = 200, z = 5 } = {}): Volume {
  const slice = Float32Array.from({ length: size * size }, (_, i) => {
    const far = Math.hypot(Math.floor(i / size) - size / 2, (i % size) - size / 2);
    return far < radius && far >= 3 ? 100 : far < radius ? 0 : air;
  });
  const copies = Array.from({ length: slices }, () => slice.slice());
  return { rows: size, columns: size, slices: copies, spacing: [1, 1, z], modality: 'MR', units: '' };
}
const areas = (masks: Uint8Array[] | undefined) => masks?.map((mask) => mask.reduce((a, b) => a + b, 0));

describe('a series without skull', () => {
  it('is its own mask, holes filled', () => {
    const masks = ownBrain(discs(60))!;
    expect(masks).toHaveLength(20);
    expect(masks[0]![100 * 200 + 100]).toBe(1);
    expect(Math.abs(areas(masks)![0]! - Math.PI * 3600)).toBeLessThan(60);
  });

  it('may be one slice, and may touch the border a little', () => {
    expect(areas(ownBrain(discs(80, { slices: 1, size: 160 })))).toHaveLength(1);
  });

  it.each<[string, Volume]>([
    ['air that is not exactly zero', discs(60, { air: 1 })],
    ['a section as large as a head', discs(90)],
    ['more volume than a brain', discs(80, { slices: 26 })],
    ['nothing', discs(0)],
  ])('is not seen in %s', (_, volume) => expect(ownBrain(volume)).toBeUndefined());
});
