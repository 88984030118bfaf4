import { denoiseSlices, loadModel, nodeExecutor } from '../evaluate/engine';
import { json, kept, prepare, stored, type Report } from '../evaluate/prepared';
import { python } from '../evaluate/python';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import { paddedShape } from '../../../src/volume/padding';
import type { Method, SliceIndex } from './types';

const STEPS = [1, 2, 4, 10];
export const SAMPLER = 'dpmpp-2m';

/** The slices, clean and noisy, as files in the folder for arrays. */
export const prepareSlices = (context: Context): Promise<SliceIndex> => prepare<SliceIndex>(context, 'prepare_mr.py');

/** Runs the classical methods; returns them and the versions of their packages. */
export async function runClassical({ work }: Context): Promise<{ methods: Method[]; versions: Record<string, string> }> {
  await python('classical.py', [work]);
  const { methods, seconds, versions } = json(work, 'classical.json') as Report & { seconds: Record<string, Record<string, number>> };
  const mean = (id: string) => Object.values(seconds).reduce((sum, of) => sum + (of[id] ?? 0), 0) / Object.keys(seconds).length;
  return { versions, methods: Object.entries(methods).map(([id, title]) => ({ id, title, kind: 'classical', seconds: mean(id) })) };
}

/** Runs the model at several numbers of evaluations; returns these as methods, and the noise levels found (by percent). */
export async function runOurs({ work, model: id, log }: Context, index: SliceIndex) {
  const model = loadModel(id, 'denoiser');
  const { manifest } = model;
  const executor = await nodeExecutor(model);
  const graph = readGraph(model.bytes);
  const sizes = index.slices.map(({ rows, columns }) => paddedShape(rows, columns, manifest.graph.multiple));
  const once = sizes.reduce((sum, { rows, columns }) => sum + gflop(graph, manifest.graph.input, rows, columns), 0) / sizes.length;
  const methods: Method[] = [];
  const sigmas = new Map<number, number[]>();
  for (const steps of STEPS) {
    let [seconds, evaluations] = [0, 0];
    for (const percent of index.percents) {
      const name = `ours-${steps}-${percent}`;
      const done = await kept(work, name, `${name}-${manifest.file.sha256.slice(0, 12)}`, async () => {
        const noisy = stored(work, `noisy-${percent}`, index);
        const before = process.cpuUsage();
        const { results, sigmas: read, evaluations: asked } = await denoiseSlices(executor, model, noisy, { steps, sampler: SAMPLER });
        const { user, system } = process.cpuUsage(before);
        log(`${id}, ${steps} steps at ${percent} %`);
        return { results, about: { evaluations: asked, sigmas: read, seconds: (user + system) / 1e6 / noisy.length } };
      });
      seconds += done.seconds / index.percents.length;
      evaluations = done.evaluations;
      if (steps === 1) sigmas.set(percent, done.sigmas);
    }
    const title = `${id}, ${evaluations} evaluation${evaluations === 1 ? '' : 's'}`;
    methods.push({ id: `ours-${steps}`, title, kind: 'ours', evaluations, gflop: evaluations * once, seconds });
  }
  await executor.dispose();
  return { methods, sigmas, model: { id, version: manifest.version, sha256: manifest.file.sha256 } };
}
