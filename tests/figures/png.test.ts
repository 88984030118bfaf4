import { inflateSync } from 'node:zlib';
import { panelRow } from '../../models/figures/pictures/panels';
import { encodePng } from '../../models/figures/pictures/png';

/** The lines of a PNG file, each after its filter byte. */
function lines(file: Buffer, stride: number): number[][] {
  const length = file.readUInt32BE(33);
  const flat = inflateSync(file.subarray(41, 41 + length));
  return Array.from({ length: flat.length / (stride + 1) }, (_, row) => [...flat.subarray(row * (stride + 1), (row + 1) * (stride + 1))]);
}

describe('PNG files', () => {
  test('grey lines stand as they are', () => {
    const file = encodePng({ width: 3, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    expect(file.subarray(1, 4).toString()).toBe('PNG');
    expect([file.readUInt32BE(16), file.readUInt32BE(20), file[24], file[25]]).toEqual([3, 2, 8, 0]);
    expect(lines(file, 3)).toEqual([
      [0, 1, 2, 3],
      [0, 4, 5, 6],
    ]);
  });
  test('colour lines hold the difference to the line above', () => {
    const file = encodePng({ width: 1, height: 2, channels: 3, data: Uint8Array.of(10, 20, 30, 11, 19, 30) });
    expect(lines(file, 3)).toEqual([
      [2, 10, 20, 30],
      [2, 1, 255, 0],
    ]);
  });
  test('panels are turned as a radiologist looks: front on top, the right side of the patient at the left', () => {
    const picture = { rows: 2, columns: 3, data: Float32Array.of(0, 0, 0, 0, 0, 1) };
    const rows = lines(panelRow([{ label: '', picture, window: [0, 1] }]), 4).slice(-6);
    expect(rows[0]).toEqual([0, 255, 255, 0, 0]);
    expect(rows[5]).toEqual([0, 0, 0, 0, 0]);
  });
  test('noise takes fewer grey levels to stay within the limit', () => {
    const picture = { rows: 200, columns: 200, data: Float32Array.from({ length: 40000 }, (_, i) => (i * 7919) % 1) };
    picture.data.forEach((_, i) => (picture.data[i] = Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1));
    expect(panelRow([{ label: 'noise', picture, window: [0, 1] }], 25_000).length).toBeLessThanOrEqual(25_000);
  });
});
