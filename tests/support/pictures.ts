import type { Volume } from '../../src/volume/Volume';

/** A small deterministic noise source for drawn pictures. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A drawn head: an ellipse with a ramp and a dark centre, Rician noise of `noise` × 1000, values around 0 to 1000. */
export function drawnVolume({ rows = 60, columns = 70, slices = 3, noise = 0.08, modality = 'MR' } = {}): Volume {
  const random = randomNumbers(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const slice = (k: number) =>
    Float32Array.from({ length: rows * columns }, (_, i) => {
      const [r, c] = [Math.floor(i / columns), i % columns];
      const radius = Math.hypot((r - rows / 2) / (rows / 2.2), (c - columns / 2) / (columns / 2.2));
      const clean = radius > 1 ? 0 : radius < 0.3 ? 0.4 : 0.7 + 0.003 * c + 0.02 * k;
      return 1000 * Math.hypot(clean + noise * normal(), noise * normal());
    });
  return { rows, columns, slices: Array.from({ length: slices }, (_, k) => slice(k)), spacing: [1, 1, 4], modality, units: 'arbitrary' };
}
