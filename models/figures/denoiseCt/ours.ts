import { loadModel, nodeExecutor, unattended } from '../evaluate/engine';
import { kept, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import type { Picture } from '../metrics/picture';
import { denoise, planDenoise } from '../../../src/tasks/denoise/plan';
import type { CtIndex } from './types';

interface Done {
  /** HU, as the product reads it, by slice. */
  levels: number[];
  seconds: number;
}

/** Every slice as a series of its own through the product's task, everything taken (strength 1), one evaluation. */
export async function denoiseCtSlices({ work, model: id, log }: Context, index: CtIndex) {
  const model = loadModel(id, 'denoiser');
  const { manifest } = model;
  const executor = await nodeExecutor(model);
  const done = await kept(work, 'ours', `ours-${manifest.file.sha256.slice(0, 12)}`, async () => {
    const [results, levels]: [Picture[], number[]] = [[], []];
    const before = process.cpuUsage();
    for (const { rows, columns, data } of stored(work, 'noisy', index)) {
      const slices = [Float32Array.from(data)];
      const volume = { rows, columns, slices, spacing: [1, 1, 1] as const, modality: 'CT', units: 'HU' };
      const options = { steps: 1, sampler: manifest.defaults.sampler, seed: 1 };
      const plan = planDenoise(volume, manifest, options);
      levels.push(plan.sigma);
      const onSlice = (_: number, pixels: Float32Array) => results.push({ rows, columns, data: pixels });
      await denoise(volume, plan, manifest, options, executor, { ...unattended(), onSlice });
      if (results.length % 20 === 0) log(`${id}, ${results.length} slices`);
    }
    const { user, system } = process.cpuUsage(before);
    return { results, about: { levels, seconds: (user + system) / 1e6 / index.slices.length } satisfies Done };
  });
  await executor.dispose();
  const cost = gflop(readGraph(model.bytes), manifest.graph.input, index.slices[0]?.rows ?? 0, index.slices[0]?.columns ?? 0);
  return { ...done, gflop: cost, model: { id, version: manifest.version, sha256: manifest.file.sha256 } };
}
