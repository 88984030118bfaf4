import { readFileSync } from 'node:fs';
import { features, unlikeness } from '../../../src/volume/brainCanvas/likeness';
import type { BrainCanvas } from '../../../src/volume/brainCanvas/canvas';
import { ofKind, readManifest } from '../../../src/models/manifest';

interface Fixture {
  rows: number;
  columns: number;
  image: number[];
  features: number[];
  distance: number;
}

/** python -m healthy.likeness --fixture */
const fixture = JSON.parse(readFileSync('tests/volume/brainCanvas/likeness.fixture.json', 'utf8')) as Fixture;

const { likeness } = ofKind(
  readManifest('flair-brain-healthy', JSON.parse(readFileSync('models/flair-brain-healthy/manifest.json', 'utf8'))),
  'restorer',
);
if (!likeness) throw new Error('the shipped model says nothing about its training slices');

const canvasOf = ({ rows, columns, image }: Pick<Fixture, 'rows' | 'columns' | 'image'>): BrainCanvas => {
  const pixels = Float32Array.from(image);
  return { rows, columns, image: pixels, brain: pixels.map((value) => (value > 0 ? 1 : 0)) } as unknown as BrainCanvas;
};

describe('the likeness of a slice to those of the training', () => {
  it('counts the same eight numbers as models/training/healthy/likeness.py', () => {
    const found = features(canvasOf(fixture), likeness) ?? [];
    expect(found).toHaveLength(fixture.features.length);
    found.forEach((value, k) => expect(value).toBeCloseTo(fixture.features[k] ?? NaN, 5));
  });

  it('is the distance that the twin finds, held against the limit of a slice alone', () => {
    const found = unlikeness([canvasOf(fixture)], likeness);
    expect(found?.distance).toBeCloseTo(fixture.distance, 3);
    expect(found?.limit).toBe(likeness.limits.slice);
    expect(unlikeness([canvasOf(fixture), canvasOf(fixture)], likeness)?.limit).toBe(likeness.limits.series);
  });

  it('is not told of a brain without a core', () => {
    expect(unlikeness([canvasOf({ rows: 4, columns: 4, image: Array.from({ length: 16 }, () => 1) })], likeness)).toBeUndefined();
  });
});
