import { loadModel, nodeExecutor, unattended } from '../evaluate/engine';
import { kept, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import type { Picture } from '../metrics/picture';
import { samplerById } from '../../../src/diffusion/samplers';
import { karras } from '../../../src/diffusion/schedules';
import type { OnnxExecutor } from '../../../src/execution/onnx';
import { run } from '../../../src/execution/run';
import type { DenoiserManifest } from '../../../src/models/manifest';
import { simplexNoise } from '../../../src/random/simplex';
import { mahalanobis } from '../../../src/results/mahalanobis';
import { crop, paddedShape, reflectPad } from '../../../src/volume/padding';
import { intensityUnit } from '../../../src/volume/intensity';
import { above, smoothed } from './smooth';
import type { FlairIndex, Method } from './types';

/** The prior at hand: it was trained to denoise all contrasts, lesions included, and never saw simplex noise. */
export const PRIOR = 'mr-brain-restore';
/** Levels of the way back. */
const STEPS = 4;
const MANY = 4;
/**
 * AnoDDPM noises to step 250 of its 1000 (linear β), σ = 0.95 for pictures from −1 to 1: 0.48 of their range. The prior was trained well up to 0.3,
 * so 0.2 stands beside it.
 */
const LEVELS = { anoddpm: 0.48, low: 0.2 } as const;
/** Least deviation of the many reconstructions, in units: that of the scans' own noise (1.4 to 2.1 %). */
const LEAST_DEVIATION = 0.02;

type Noise = 'Gaussian' | 'simplex';

/** Noise of unit variance: the network is told the level that is there. */
function standardised(noise: Float64Array): Float64Array {
  const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
  const spread = Math.sqrt(noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length);
  return noise.map((value) => (value - mean) / spread);
}

/** Up to σ and back once; the picture in its own units. Gaussian noise comes back by DDPM as in the paper, simplex noise by DDIM, which draws none. */
async function reconstruction(
  executor: OnnxExecutor,
  manifest: DenoiserManifest,
  image: Picture,
  noise: Noise,
  sigma: number,
  seed: number,
) {
  const { rows, columns } = image;
  const data = Float32Array.from(image.data);
  if (manifest.scaling.kind !== 'percentile') throw new Error(`${manifest.id} is no model of MR.`);
  const unit = intensityUnit([data], manifest.scaling.percentile, manifest.scaling.above);
  const shape = paddedShape(rows, columns, manifest.graph.multiple);
  const start = reflectPad(data, rows, columns, shape, 1 / unit);
  if (noise === 'simplex')
    standardised(simplexNoise(seed, 0, shape.rows, shape.columns)).forEach((z, i) => (start[i] = (start[i] ?? 0) + sigma * z));
  const grid = karras(STEPS, manifest.sigma[0], sigma);
  let made = new Float32Array();
  // The large variance of AnoDDPM's 250 steps would, over few, leave more noise than the next level is told.
  const path = noise === 'simplex' ? samplerById('ddim').rows(grid) : samplerById('partial-noising').rows(grid, { variance: 'small' });
  const plan = { shape, rows: path, order: [0], seed, start: () => start };
  await run(plan, executor, {
    ...unattended(),
    onSlice: (_, state) => (made = Float32Array.from(state)),
  });
  return { unit, source: data, made: crop(made, shape, rows, columns, unit) };
}

/** Mean and deviation (n − 1) of pictures. */
function moments(pictures: readonly Float32Array[]) {
  const n = pictures.length;
  const mean = new Float32Array(pictures[0]?.length ?? 0).map((_, i) => pictures.reduce((sum, picture) => sum + (picture[i] ?? 0), 0) / n);
  const squares = mean.map((m, i) => pictures.reduce((sum, picture) => sum + ((picture[i] ?? 0) - m) ** 2, 0));
  return { mean, deviation: squares.map((sum) => Math.sqrt(sum / (n - 1))) };
}

/** Scores of slice number k: image less one reconstruction, less the mean of many, and the distance from many. */
async function scoresOf(executor: OnnxExecutor, manifest: DenoiserManifest, image: Picture, brain: Picture, noise: Noise, k: number) {
  const at = (sigma: number, draw: number) => reconstruction(executor, manifest, image, noise, sigma, 1 + k * MANY + draw);
  const many = [];
  for (let draw = 0; draw < MANY; draw++) many.push(await at(LEVELS.anoddpm, draw));
  const [one, low] = [many[0], await at(LEVELS.low, 0)];
  const { source, unit } = low;
  const { mean, deviation } = moments(many.map(({ made }) => made));
  const residual = (of: Float32Array | undefined) =>
    smoothed(
      above(source, (i) => of?.[i] ?? 0).map((value) => value / unit),
      brain,
    );
  const distance = mahalanobis(source, mean, deviation, LEAST_DEVIATION * unit);
  const scores = [
    residual(one?.made),
    residual(mean),
    smoothed(
      above(distance, () => 0),
      brain,
    ),
    residual(low.made),
  ];
  return scores.map((data): Picture => ({ ...image, data }));
}

/** In the order of the scores: name, title, evaluations. */
const KINDS = [
  { kind: 'one', title: `σ ${LEVELS.anoddpm}, one reconstruction`, evaluations: STEPS },
  { kind: 'mean', title: `σ ${LEVELS.anoddpm}, mean of ${MANY}`, evaluations: MANY * STEPS },
  { kind: 'mahalanobis', title: `σ ${LEVELS.anoddpm}, Mahalanobis distance from ${MANY}`, evaluations: MANY * STEPS },
  { kind: 'low', title: `σ ${LEVELS.low}, one reconstruction`, evaluations: STEPS },
] as const;

/** The literature's methods in the product's engine, on some of the slices; their scores go into the folder for arrays, in that order. */
export async function runLiterature({ work, log }: Context, index: FlairIndex, some: readonly number[]) {
  const model = loadModel(PRIOR, 'denoiser');
  const { manifest } = model;
  const executor = await nodeExecutor(model);
  const of = (name: string) => {
    const all = stored(work, name, index);
    return some.map((k) => all[k] as Picture);
  };
  const [images, brains] = [of('image'), of('brain')];
  const { rows = 0, columns = 0 } = images[0] ?? {};
  const shape = paddedShape(rows, columns, manifest.graph.multiple);
  const once = gflop(readGraph(model.bytes), manifest.graph.input, shape.rows, shape.columns);
  const methods: Method[] = [];
  for (const noise of ['Gaussian', 'simplex'] as const) {
    const made: Picture[][] = KINDS.map(() => []);
    const name = (kind: string) => `${noise}-${kind}`;
    for (const [n, { kind, title, evaluations }] of KINDS.entries()) {
      await kept(work, name(kind), `${name(kind)}-${manifest.file.sha256.slice(0, 12)}`, async () => {
        if (made[n]?.length === 0) {
          for (const [k, image] of images.entries()) {
            const scores = await scoresOf(executor, manifest, image, brains[k] ?? image, noise, k);
            scores.forEach((score, j) => made[j]?.push(score));
            if (k % 10 === 9) log(`${noise} noise, ${k + 1} slices`);
          }
        }
        return { results: made[n] ?? [], about: {} };
      });
      methods.push({
        id: name(kind),
        title: `partial noising, ${noise}, ${title}`,
        kind: 'literature',
        evaluations,
        gflop: evaluations * once,
      });
    }
  }
  await executor.dispose();
  return { methods, prior: { id: PRIOR, version: manifest.version, sha256: manifest.file.sha256 } };
}
