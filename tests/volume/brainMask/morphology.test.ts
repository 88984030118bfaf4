import { fillHoles, largestComponent, open } from '../../../src/volume/brainMask/morphology';
import { randomNumbers } from '../../support/pictures';

/** The definitions, voxel by voxel. */
type Place = readonly [z: number, y: number, x: number];

class Voxels {
  private readonly set = new Set<string>();
  has = (place: Place) => this.set.has(place.join());
  add = (place: Place) => void this.set.add(place.join());
  delete = (place: Place) => this.set.delete(place.join());
  get size() {
    return this.set.size;
  }
}

const faces = ([z, y, x]: Place): Place[] => [
  [z - 1, y, x],
  [z + 1, y, x],
  [z, y - 1, x],
  [z, y + 1, x],
  [z, y, x - 1],
  [z, y, x + 1],
];
const edges = (place: Place) => faces(place).slice(2);

function connected(start: Place, free: Voxels, neighbours: (place: Place) => Place[]): Place[] {
  const reached = [start];
  free.delete(start);
  for (const place of reached) for (const next of neighbours(place)) if (free.delete(next)) reached.push(next);
  return reached;
}

const disc = Array.from({ length: 25 }, (_, i) => [Math.floor(i / 5) - 2, (i % 5) - 2] as const).filter(
  ([y, x]) => Math.abs(y) + Math.abs(x) < 4,
);

function naiveOpen(mask: Uint8Array, size: number): Uint8Array {
  const is = (of: Uint8Array, y: number, x: number) => y >= 0 && y < size && x >= 0 && x < size && of[y * size + x] === 1;
  const each = (test: (y: number, x: number) => boolean) => mask.map((_, i) => (test(Math.floor(i / size), i % size) ? 1 : 0));
  const eroded = each((y, x) => disc.every(([dy, dx]) => is(mask, y + dy, x + dx)));
  return each((y, x) => disc.some(([dy, dx]) => is(eroded, y + dy, x + dx)));
}

function naiveLargest(masks: Uint8Array[], size: number): Uint8Array[] {
  const [free, places]: [Voxels, Place[]] = [new Voxels(), []];
  masks.forEach((mask, z) => mask.forEach((value, i) => value === 1 && places.push([z, Math.floor(i / size), i % size])));
  places.forEach(free.add);
  let largest: Place[] = [];
  for (const place of places) {
    if (!free.has(place)) continue;
    const found = connected(place, free, faces);
    if (found.length > largest.length) largest = found;
  }
  const out = masks.map((mask) => new Uint8Array(mask.length));
  for (const [z, y, x] of largest) out[z]![y * size + x] = 1;
  return out;
}

function naiveFill(mask: Uint8Array, columns: number): Uint8Array {
  const [rows, background] = [mask.length / columns, new Voxels()];
  const place = (i: number): Place => [0, Math.floor(i / columns), i % columns];
  mask.forEach((value, i) => value !== 1 && background.add(place(i)));
  mask.forEach((_, i) => {
    const [, y, x] = place(i);
    const border = y === 0 || x === 0 || y === rows - 1 || x === columns - 1;
    if (border && background.has(place(i))) connected(place(i), background, edges);
  });
  return mask.map((value, i) => (value === 1 || background.has(place(i)) ? 1 : 0));
}

const drawn = (seed: number, length: number, share: number) => {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length }, () => (random() < share ? 1 : 0));
};

/** From nearly empty to nearly full, a few at the density where components are most ragged. */
const SHARES = [0, 0.05, 0.3, 0.33, 0.5, 0.6, 0.8, 0.95, 1];

describe('morphology of masks', () => {
  it.each(SHARES)('opens as the definition does, %p of the pixels set', (share) => {
    for (const size of [1, 2, 5, 32]) {
      const mask = drawn(size, size * size, share);
      expect(open(mask, size)).toEqual(naiveOpen(mask, size));
    }
  });

  it.each(SHARES)('keeps the largest of the components, %p of the voxels set', (share) => {
    for (const [slices, size] of [
      [1, 9],
      [12, 12],
      [3, 1],
    ] as const) {
      const masks = Array.from({ length: slices }, (_, z) => drawn(100 + z, size * size, share));
      expect(largestComponent(masks, size)).toEqual(naiveLargest(masks, size));
    }
  });

  it('keeps the first of two that are equally large, and nothing of nothing', () => {
    expect(largestComponent([Uint8Array.of(1, 0, 0, 0), Uint8Array.of(0, 0, 0, 1)], 2)).toEqual([
      Uint8Array.of(1, 0, 0, 0),
      Uint8Array.of(0, 0, 0, 0),
    ]);
    expect(largestComponent([], 4)).toEqual([]);
  });

  it.each(SHARES)('fills the holes that the border cannot reach, %p of the pixels set', (share) => {
    for (const [rows, columns] of [
      [1, 7],
      [24, 31],
      [2, 2],
    ] as const) {
      const mask = drawn(rows, rows * columns, share);
      expect(fillHoles(mask, columns)).toEqual(naiveFill(mask, columns));
    }
  });

  it('leaves its input as it was, and takes any value but 1 for background', () => {
    const mask = Uint8Array.of(1, 1, 1, 1, 2, 1, 1, 1, 1);
    expect([open(mask, 3), largestComponent([mask], 3)[0], fillHoles(mask, 3)]).toEqual([
      new Uint8Array(9),
      mask.map((value) => (value === 1 ? 1 : 0)),
      new Uint8Array(9).fill(1),
    ]);
    expect(mask[4]).toBe(2);
  });
});
