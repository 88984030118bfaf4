import { loadModel, nodeExecutor, unattended } from '../evaluate/engine';
import { kept, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import type { Picture } from '../metrics/picture';
import { evaluations } from '../../../src/diffusion/rows';
import type { OnnxExecutor } from '../../../src/execution/onnx';
import type { DenoiserManifest } from '../../../src/models/manifest';
import { inpaint, planInpaint } from '../../../src/tasks/inpaint';
import { paddedShape } from '../../../src/volume/padding';
import type { HoleIndex, HoleInfo, Method } from './types';

/** A way to fill holes with a model; samples are averaged. */
interface Way {
  id: string;
  title: string;
  steps: number;
  sampler: string;
  jumpLength?: number;
  passes?: number;
  samples: number;
}

/** Of a model that knows only noise levels. Jumps of 10 levels, each passed 10 times, are RePaint's own setting (at 250 levels, ours are 20). */
const UNCONDITIONED: readonly Way[] = [
  { id: 'projection', title: 'projection, DDPM, 20 levels', steps: 20, sampler: 'ddpm', samples: 1 },
  {
    id: 'repaint-5',
    title: 'RePaint, 20 levels, jumps of 5 passed 5 times',
    steps: 20,
    sampler: 'repaint',
    jumpLength: 5,
    passes: 5,
    samples: 1,
  },
  {
    id: 'repaint-10',
    title: 'RePaint, 20 levels, jumps of 10 passed 10 times',
    steps: 20,
    sampler: 'repaint',
    jumpLength: 10,
    passes: 10,
    samples: 1,
  },
];
/** Of a model that is told what is known. */
const CONDITIONED: readonly Way[] = [
  { id: 'told-mean', title: 'one evaluation (mean of all fillings)', steps: 1, sampler: 'dpmpp-2m', samples: 1 },
  { id: 'told-sample', title: '12 steps, one sample', steps: 12, sampler: 'dpmpp-2m', samples: 1 },
  { id: 'told-samples', title: '12 steps, mean of 8 samples', steps: 12, sampler: 'dpmpp-2m', samples: 8 },
];

/** One hole filled once; the pixels under it are not handed over. */
async function fill(
  executor: OnnxExecutor,
  manifest: DenoiserManifest,
  info: HoleInfo,
  clean: Picture,
  hole: Picture,
  way: Way,
  seed: number,
) {
  const { rows, columns, data } = clean;
  const [x, y] = [info.spacing[0] ?? 1, info.spacing[1] ?? 1];
  const source = Float32Array.from(data, (value, i) => (hole.data[i] ? 0 : value));
  const volume = { rows, columns, slices: [source], spacing: [x, y, 1] as const, modality: 'MR', units: 'arbitrary' };
  const holes = [Uint8Array.from(hole.data)];
  const { steps, sampler, jumpLength, passes } = way;
  const options = { seed, steps, sampler, jumpLength, passes, visibleSlice: 0 };
  const plan = planInpaint(volume, manifest, holes, options);
  let made = new Float32Array();
  await inpaint(volume, holes, plan, manifest, options, executor, {
    ...unattended(),
    onSlice: (_, pixels) => (made = pixels),
  });
  return { made, evaluations: evaluations(plan.rows) };
}

async function fillAll(executor: OnnxExecutor, manifest: DenoiserManifest, work: string, index: HoleIndex, way: Way) {
  const [clean, holes] = [stored(work, 'clean', index), stored(work, 'hole', index)];
  const results: Picture[] = [];
  let evaluations = 0;
  const before = process.cpuUsage();
  for (const [k, info] of index.slices.entries()) {
    const [x, hole] = [clean[k], holes[k]];
    if (!x || !hole) continue;
    const sum = new Float32Array(x.data.length);
    evaluations = 0;
    for (let seed = 1; seed <= way.samples; seed++) {
      const filled = await fill(executor, manifest, info, x, hole, way, seed);
      filled.made.forEach((value, i) => (sum[i] = (sum[i] ?? 0) + value));
      evaluations += filled.evaluations;
    }
    // Outside the hole a sum over samples, divided again, could differ in the last bit: there the samples are all the same.
    results.push({ ...x, data: way.samples === 1 ? sum : sum.map((v, i) => (hole.data[i] ? v / way.samples : (x.data[i] ?? 0))) });
  }
  const { user, system } = process.cpuUsage(before);
  return { results, about: { evaluations, seconds: (user + system) / 1e6 / index.slices.length } };
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
