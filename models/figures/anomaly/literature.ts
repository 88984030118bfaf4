import { loadModel, nodeExecutor, unattended } from '../evaluate/engine';
import { kept, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import type { Picture } from '../metrics/picture';
import type { OnnxExecutor } from '../../../src/execution/onnx';
import type { NoisingManifest } from '../../../src/models/manifest';
import { mahalanobis } from '../../../src/results/mahalanobis';
import { reconstructions } from '../../../src/tasks/anomaly/noising';
import { fromCanvas, toCanvas } from '../../../src/volume/brainCanvas/canvas';
import { smoothed } from '../../../src/volume/brainCanvas/score';
import { fromAxial, toAxial } from '../../../src/volume/canonicalAxial';
import { asSeries, TURN } from './asSeries';
import type { FlairIndex, Method } from './types';

/** The product's prior by partial noising. */
export const PRIOR = 'flair-brain-noising';
/** As many as the product draws. */
const MANY = 8;
/** What the product's own map by this prior comes to. */
export const NOISING = 'simplex-mean';

type Noise = 'gaussian' | 'simplex';
const WORDS: Readonly<Record<Noise, string>> = { gaussian: 'Gaussian', simplex: 'simplex' };
interface Way {
  sigma: number;
  steps: number;
}

/** Levels in brain medians and steps: the best of the dev subjects for each noise (models/flair-brain-noising/choice.csv). */
const CHOSEN: Readonly<Record<Noise, Way>> = { gaussian: { sigma: 0.75, steps: 1 }, simplex: { sigma: 0.35, steps: 1 } };
/** AnoDDPM noises to step 250 of its 1000 (linear β), σ = 0.95 for pictures from −1 to 1: 0.48 of a range of about 1.6 brain medians. */
const PAPER: Way = { sigma: 0.75, steps: 4 };

/** Scores of slice number k: image less one reconstruction, less the mean of many, the distance from many, and one from the paper's level. */
async function scoresOf(executor: OnnxExecutor, manifest: NoisingManifest, image: Picture, brain: Picture, noise: Noise, k: number) {
  const { volume, masks } = asSeries(image, brain);
  const axial = toAxial(volume, TURN);
  const [pixels, mask] = [axial.slices[0], toAxial({ ...volume, slices: masks.map((one) => Float32Array.from(one)) }, TURN).slices[0]];
  const { rows, columns, spacing } = axial;
  const rules = { spacing: manifest.canvas.spacing, multiple: manifest.graph.multiple, clip: manifest.scaling.clip };
  const canvas = pixels && mask && toCanvas({ pixels, brain: mask, rows, columns, spacing }, rules);
  if (!canvas) throw new Error(`Slice ${k} holds no brain.`);
  const made = (way: Way, draws: number) =>
    reconstructions(canvas, 0, manifest, { noise, ...way, draws }, executor, 1 + k * MANY, unattended());
  const [one, many, far] = [await made(CHOSEN[noise], 1), await made(CHOSEN[noise], MANY), await made(PAPER, 1)];
  const less = ({ mean }: { mean: Float32Array }) => canvas.image.map((value, i) => value - (mean[i] ?? 0));
  const raw = [less(one), less(many), mahalanobis(canvas.image, many.mean, many.deviation, manifest.score.leastDeviation), less(far)];
  return raw.map((values): Picture => {
    const above = values.map((value) => Math.max(value, 0));
    const score = fromCanvas(smoothed(above, canvas, manifest.score.smoothingMm, manifest.canvas.spacing), canvas);
    return { ...image, data: fromAxial([score], image.rows, image.columns, TURN)[0] ?? score };
  });
}

/** In the order of the scores: name, what is made, evaluations. The first three are of the same noise. */
const kinds = ({ sigma, steps }: Way) =>
  [
    { kind: 'one', title: `σ ${sigma}, one reconstruction`, evaluations: steps },
    { kind: 'mean', title: `σ ${sigma}, mean of ${MANY}`, evaluations: MANY * steps },
    { kind: 'mahalanobis', title: `σ ${sigma}, Mahalanobis distance from ${MANY}`, evaluations: MANY * steps },
    { kind: 'paper', title: `σ ${PAPER.sigma}, one reconstruction`, evaluations: PAPER.steps },
  ] as const;

/** The literature's methods in the product's engine, on some of the slices; their scores go into the folder for arrays, in that order. */
export async function runLiterature({ work, log }: Context, index: FlairIndex, some: readonly number[]) {
  const model = loadModel(PRIOR, 'noising-prior');
  const { manifest } = model;
  const executor = await nodeExecutor(model);
  const of = (name: string) => {
    const all = stored(work, name, index);
    return some.map((k) => all[k] as Picture);
  };
  const [images, brains] = [of('image'), of('brain')];
  const once = gflop(readGraph(model.bytes), manifest.graph.input, 160, 192);
  const methods: Method[] = [];
  for (const noise of ['gaussian', 'simplex'] as const) {
    const listed = kinds(CHOSEN[noise]);
    const made: Picture[][] = listed.map(() => []);
    const name = (kind: string) => `${noise}-${kind}`;
    for (const [n, { kind, title, evaluations }] of listed.entries()) {
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
      const whole = `partial noising, ${WORDS[noise]}, ${title}`;
      methods.push({ id: name(kind), title: whole, kind: 'literature', evaluations, gflop: evaluations * once });
    }
  }
  await executor.dispose();
  return { methods, prior: { id: PRIOR, version: manifest.version, sha256: manifest.file.sha256 } };
}
