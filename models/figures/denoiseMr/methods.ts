import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packed, pictures } from '../evaluate/arrays';
import { denoiseSlices, loadModel, nodeExecutor } from '../evaluate/engine';
import { python } from '../evaluate/python';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import type { Picture } from '../metrics/picture';
import { paddedShape } from '../../../src/volume/padding';
import type { Method, SliceIndex } from './types';

const STEPS = [1, 2, 4, 10];
export const SAMPLER = 'dpmpp-2m';

const json = (work: string, name: string): unknown => JSON.parse(readFileSync(path.join(work, name), 'utf8'));

/** As package.json pins it. */
export function runtimeVersion(): string {
  const project = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return project.devDependencies['onnxruntime-node'] ?? '';
}

/** The slices, clean and noisy, as files in the folder for arrays. */
export async function prepareSlices({ data, slices, work }: Context): Promise<SliceIndex> {
  const file = path.join(work, 'slices.json');
  if (!existsSync(file)) await python('prepare_mr.py', ['--data', data, '--out', work, ...(slices ? ['--slices', String(slices)] : [])]);
  const index = json(work, 'slices.json') as SliceIndex;
  if (index.asked !== (slices ?? null)) throw new Error('The folder of --keep holds the slices of another run.');
  return index;
}

export const stored = (work: string, name: string, { slices }: SliceIndex): Picture[] =>
  pictures(readFileSync(path.join(work, `${name}.f32`)), slices);

/** Runs the classical methods; returns them and the versions of their packages. */
export async function runClassical({ work }: Context): Promise<{ methods: Method[]; versions: Record<string, string> }> {
  await python('classical.py', [work]);
  type Report = { methods: Record<string, string>; seconds: Record<string, Record<string, number>>; versions: Record<string, string> };
  const { methods, seconds, versions } = json(work, 'classical.json') as Report;
  const mean = (id: string) => Object.values(seconds).reduce((sum, of) => sum + (of[id] ?? 0), 0) / Object.keys(seconds).length;
  return { versions, methods: Object.entries(methods).map(([id, title]) => ({ id, title, kind: 'classical', seconds: mean(id) })) };
}

interface Done {
  evaluations: number;
  sigmas: number[];
  seconds: number;
}

/** Runs the model at several numbers of evaluations; returns these as methods, and the noise levels found (by percent). */
export async function runOurs({ work, model: id, log }: Context, index: SliceIndex) {
  const model = loadModel(id);
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
      const record = path.join(work, `${name}-${manifest.file.sha256.slice(0, 12)}.json`);
      if (!existsSync(record)) {
        const noisy = stored(work, `noisy-${percent}`, index);
        const before = process.cpuUsage();
        const found = await denoiseSlices(executor, model, noisy, { steps, sampler: SAMPLER });
        const { user, system } = process.cpuUsage(before);
        writeFileSync(path.join(work, `${name}.f32`), packed(found.results));
        const done: Done = { evaluations: found.evaluations, sigmas: found.sigmas, seconds: (user + system) / 1e6 / noisy.length };
        writeFileSync(record, JSON.stringify(done));
        log(`${id}, ${steps} steps at ${percent} %`);
      }
      const done = json(work, path.basename(record)) as Done;
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
