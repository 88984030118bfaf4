import { loadModel, nodeExecutor, unattended } from '../evaluate/engine';
import { kept, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import type { Picture } from '../metrics/picture';
import type { OnnxExecutor } from '../../../src/execution/onnx';
import type { DenoiserManifest } from '../../../src/models/manifest';
import { Spread } from '../../../src/results/spread';
import { inpaint, inpaintEvaluations, planInpaint, type Resampling } from '../../../src/tasks/inpaint/plan';
import { paddedShape } from '../../../src/volume/padding';
import type { HoleIndex, HoleInfo, Method } from './types';

/** A way to fill holes with a model; samples are averaged. */
interface Way {
  id: string;
  title: string;
  steps: number;
  sampler: string;
  resampling?: Resampling;
  samples: number;
}

/**
 * Of a model that knows only noise levels, with as many levels as the other one gets. Two ways of RePaint at the same cost: short jumps often, and
 * long ones (the paper's are a 25th of its 250 levels, passed 10 times, some 4500 evaluations).
 */
const UNCONDITIONED: readonly Way[] = [
  { id: 'projection', title: 'projection, DDPM, 12 levels', steps: 12, sampler: 'ddpm', samples: 1 },
  {
    id: 'repaint-short',
    title: 'RePaint, 12 levels, jumps of 3, 3 passes',
    steps: 12,
    sampler: 'repaint',
    resampling: { jumpLength: 3, passes: 3 },
    samples: 1,
  },
  {
    id: 'repaint-long',
    title: 'RePaint, 12 levels, jumps of 6, 4 passes',
    steps: 12,
    sampler: 'repaint',
    resampling: { jumpLength: 6, passes: 4 },
    samples: 1,
  },
];
/** Of a model that is told what is known. */
const CONDITIONED: readonly Way[] = [
  { id: 'told-mean', title: 'one evaluation (mean of all fillings)', steps: 1, sampler: 'dpmpp-2m', samples: 1 },
  { id: 'told-sample', title: '12 steps, one sample', steps: 12, sampler: 'dpmpp-2m', samples: 1 },
  { id: 'told-samples', title: '12 steps, mean of 8 samples', steps: 12, sampler: 'dpmpp-2m', samples: 8 },
];

/** One hole filled through the product's engine; the pixels under it are not handed over. */
async function fill(executor: OnnxExecutor, manifest: DenoiserManifest, info: HoleInfo, clean: Picture, hole: Picture, way: Way) {
  const { rows, columns, data } = clean;
  const [x = 1, y = 1] = info.spacing;
  const source = Float32Array.from(data, (value, i) => (hole.data[i] ? 0 : value));
  const volume = { rows, columns, slices: [source], spacing: [x, y, 1] as const, modality: 'MR', units: 'arbitrary' };
  const holes = [Uint8Array.from(hole.data)];
  const { steps, sampler, resampling, samples } = way;
  const plan = planInpaint(volume, manifest, holes, { seed: 1, steps, sampler, resampling });
  const spread = new Spread();
  const hooks = { ...unattended(), onSlice: (index: number, pixels: Float32Array) => spread.add(index, pixels) };
  for (let k = 0; k < samples; k++) await inpaint(volume, holes, plan, manifest, { seed: 1 + k }, executor, hooks);
  return { result: { rows, columns, data: spread.take(0).mean }, evaluations: samples * inpaintEvaluations(plan) };
}

async function fillAll(executor: OnnxExecutor, manifest: DenoiserManifest, work: string, index: HoleIndex, way: Way) {
  const [clean, holes] = [stored(work, 'clean', index), stored(work, 'hole', index)];
  const results: Picture[] = [];
  let asked = 0;
  const before = process.cpuUsage();
  for (const [k, info] of index.slices.entries()) {
    const [x, hole] = [clean[k], holes[k]];
    if (!x || !hole) continue;
    const { result, evaluations } = await fill(executor, manifest, info, x, hole, way);
    results.push(result);
    asked = evaluations;
  }
  const { user, system } = process.cpuUsage(before);
  return { results, about: { evaluations: asked, seconds: (user + system) / 1e6 / index.slices.length } };
}

/** Runs every way to fill holes that a model offers; returns them as methods, and the model as the results name it. */
export async function fillByModel({ work, log }: Context, id: string, index: HoleIndex) {
  const model = loadModel(id, 'denoiser');
  const { manifest, bytes } = model;
  const executor = await nodeExecutor(model);
  const graph = readGraph(bytes);
  const sizes = index.slices.map(({ rows, columns }) => paddedShape(rows, columns, manifest.graph.multiple));
  const once = sizes.reduce((sum, { rows, columns }) => sum + gflop(graph, manifest.graph.input, rows, columns), 0) / sizes.length;
  const methods: Method[] = [];
  for (const way of manifest.graph.known === undefined ? UNCONDITIONED : CONDITIONED) {
    const record = `${way.id}-${manifest.file.sha256.slice(0, 12)}`;
    const { evaluations, seconds } = await kept(work, way.id, record, () => fillAll(executor, manifest, work, index, way));
    log(`${id}, ${way.title}`);
    methods.push({ id: way.id, title: `${id}, ${way.title}`, kind: 'ours', evaluations, gflop: evaluations * once, seconds });
  }
  await executor.dispose();
  return { methods, model: { id, version: manifest.version, sha256: manifest.file.sha256 } };
}
