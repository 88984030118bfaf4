import * as onnxruntime from 'onnxruntime-node';
import { readFileSync } from 'node:fs';
import { OnnxExecutor } from '../../../src/execution/onnx';
import type { LoadedModel } from '../../../src/execution/runtime';
import type { Manifest, SampledManifest } from '../../../src/models/manifest';
import { ofKind, readManifest, verifyModel } from '../../../src/models/verify';
import { denoise, evaluationsPerSlice, planDenoise } from '../../../src/tasks/denoise';
import type { Picture } from '../metrics/picture';

const MODELS = new URL('../../', import.meta.url);

/** A model of `models/` and of the kind named, read and verified as the product does. */
export function loadModel<K extends Manifest['kind']>(id: string, kind: K): LoadedModel<Extract<Manifest, { kind: K }>> {
  const folder = new URL(`${id}/`, MODELS);
  const manifest = ofKind(readManifest(id, JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'))), kind);
  const bytes = new Uint8Array(readFileSync(new URL(manifest.file.name, folder)));
  verifyModel(manifest, bytes);
  return { manifest, bytes };
}

export const nodeExecutor = (model: LoadedModel<SampledManifest>) =>
  OnnxExecutor.create(onnxruntime, model, { asked: 'node', used: 'node', reason: 'figures', device: 'cpu' });

/** A run that nobody watches or ends. */
export const unattended = () => ({
  signal: new AbortController().signal,
  pause: () => Promise.resolve(),
  onStep: () => undefined,
});

/** How the slices are denoised; strength is 1 and the seed fixed in all figures. */
export interface Run {
  steps: number;
  sampler: string;
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
  { steps, sampler }: Run,
) {
  const results: Picture[] = [];
  const sigmas: number[] = [];
  let evaluations = 0;
  for (const { rows, columns, data } of pictures) {
    const slice = Float32Array.from(data);
    const volume = { rows, columns, slices: [slice], spacing: [1, 1, 1] as const, modality: 'MR', units: 'arbitrary' };
    const options = { strength: 1, steps, sampler, seed: 1, visibleSlice: 0 };
    const plan = planDenoise(volume, manifest, options);
    sigmas.push(plan.sigma);
    evaluations = evaluationsPerSlice(plan);
    await denoise(volume, plan, manifest, options, executor, {
      ...unattended(),
      onSlice: (_, pixels) => results.push({ rows, columns, data: pixels }),
    });
  }
  return { results, sigmas, evaluations };
}
