import { loadModel, nodeExecutor, unattended } from '../evaluate/engine';
import { kept, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import type { Picture } from '../metrics/picture';
import { noisedMaps } from '../../../src/tasks/anomaly';
import { asSeries, TURN } from './asSeries';
import type { FlairIndex, Method } from './types';

/** The product's prior by partial noising. */
export const PRIOR = 'flair-brain-noising';
const ID = 'noising';

/** Every slice as a series of its own through the product's anomaly task, by its second kind of prior. */
export async function runNoising({ work, log }: Context, index: FlairIndex): Promise<Method[]> {
  const model = loadModel(PRIOR, 'noising-prior');
  const { manifest } = model;
  const { noise, sigma, steps, draws } = manifest.noising;
  await kept(work, ID, `${ID}-${manifest.file.sha256.slice(0, 12)}`, async () => {
    const executor = await nodeExecutor(model);
    const [images, brains] = [stored(work, 'image', index), stored(work, 'brain', index)];
    const results: Picture[] = [];
    for (const [k, image] of images.entries()) {
      const { volume, masks } = asSeries(image, brains[k] ?? image);
      const options = { seed: 1 + k * draws };
      const maps = await noisedMaps(volume, masks, TURN, manifest, executor, options, { ...unattended(), onSlice: () => undefined });
      results.push({ ...image, data: maps.score[0] ?? new Float32Array() });
    }
    await executor.dispose();
    return { results, about: {} };
  });
  log(PRIOR);
  const evaluations = steps * draws;
  const title = `${PRIOR}: ${noise} noise of σ ${sigma}, ${draws} reconstructions (the product's other map)`;
  const once = gflop(readGraph(model.bytes), manifest.graph.input, 160, 192);
  return [{ id: ID, title, kind: 'noising', evaluations, gflop: evaluations * once }];
}
