import '../../../src/cli/quiet';
import * as onnxruntime from 'onnxruntime-node';
import { readFileSync } from 'node:fs';
import type { Network } from '../../../src/execution/network';
import { OnnxExecutor } from '../../../src/execution/onnx';
import type { LoadedModel } from '../../../src/execution/runtime';
import type { Manifest, SampledManifest } from '../../../src/models/manifest';
import { ofKind, readManifest } from '../../../src/models/manifest';
import { verifyModel } from '../../../src/models/verify';
import type { BackendDescription } from '../../../src/results/provenance';
import { denoise, evaluationsPerSlice, planDenoise } from '../../../src/tasks/denoise/plan';
import { type Denoises, inEightTurns } from '../../../src/tasks/denoise/turns';
import { Spread } from '../../../src/results/spread';
import type { Supplies } from '../../../src/tasks/inMemory';
import type { Settings } from '../../../src/tasks/Task';
import type { Picture } from '../metrics/picture';

const NODE: BackendDescription = { asked: 'node', used: 'node', reason: 'figures', device: 'cpu' };
const MODELS = new URL('../../', import.meta.url);

/** A model of `models/` and of the kind named, read and verified as the product does. */
export function loadModel<K extends Manifest['kind']>(id: string, kind: K): LoadedModel<Extract<Manifest, { kind: K }>> {
  const folder = new URL(`${id}/`, MODELS);
  const manifest = ofKind(readManifest(id, JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'))), kind);
  const bytes = new Uint8Array(readFileSync(new URL(manifest.file.name, folder)));
  verifyModel(manifest, bytes);
  return { manifest, bytes };
}

export const nodeExecutor = (model: LoadedModel<SampledManifest>) => OnnxExecutor.create(onnxruntime, model, NODE);

/** A run that nobody watches or ends. */
export const unattended = () => ({
  signal: new AbortController().signal,
  pause: () => Promise.resolve(),
  onStep: () => undefined,
});

const notNeeded = () => Promise.reject(new Error('A model that is not needed was asked for.'));

/** The same for a whole task, with the one network that it needs. */
export const unattendedTask = (network: Network): Supplies => ({
  signal: new AbortController().signal,
  pause: () => Promise.resolve(),
  models: notNeeded,
  executor: notNeeded,
  network: () => Promise.resolve(network),
  cpu: NODE,
  versions: () => ({ workbench: 'figures', onnxruntime: onnxruntime.env.versions.node ?? 'unknown' }),
});

/** How the slices are denoised; strength is 1 and the seed fixed in all figures. */
export interface Run {
  steps: number;
  sampler: string;
  turns?: Settings['turns'];
}

/**
 * Single slices through the product's own code, each with its own intensity unit and noise level.
 *
 * @returns the denoised slices, the noise level found for each (share of the unit), and evaluations of the network per slice
 */
export async function denoiseSlices(
  executor: OnnxExecutor,
  { manifest }: LoadedModel,
  pictures: readonly Picture[],
  { steps, sampler, turns = 1 }: Run,
) {
  const results: Picture[] = [];
  const sigmas: number[] = [];
  let evaluations = 0;
  for (const { rows, columns, data } of pictures) {
    const slice = Float32Array.from(data);
    const volume = { rows, columns, slices: [slice], spacing: [1, 1, 1] as const, modality: 'MR', units: 'arbitrary' };
    const options = { steps, sampler, seed: 1 };
    const plan = planDenoise(volume, manifest, options);
    sigmas.push(plan.sigma);
    evaluations = turns * evaluationsPerSlice(plan);
    const spread = new Spread();
    const once: Denoises = (own, order, seen) => denoise(own, plan, manifest, options, executor, { ...unattended(), ...seen }, order);
    const all = turns === 8 ? inEightTurns(once, plan.rows.length) : once;
    await all(volume, [0], { ...unattended(), onSlice: (index, pixels) => spread.add(index, pixels) });
    results.push({ rows, columns, data: spread.take(0).mean });
  }
  return { results, sigmas, evaluations };
}
