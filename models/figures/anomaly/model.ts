import '../../../src/cli/quiet';
import * as onnxruntime from 'onnxruntime-node';
import { loadModel, unattendedTask } from '../evaluate/engine';
import { kept, stored, type Prepared } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import type { Picture } from '../metrics/picture';
import { Network } from '../../../src/execution/network';
import type { Kind } from '../../../src/results/kinds';
import { anomalyTask } from '../../../src/tasks/anomaly/task';
import { runInMemory } from '../../../src/tasks/inMemory';
import { asSeries } from './asSeries';
import { brainMedian, above, smoothed } from './smooth';
import { MODEL, type FlairIndex, type Method } from './types';

/** Every slice as a series of its own through the product's anomaly task; the brain is what is not zero. */
export async function mapsOf(id: string, work: string, index: Prepared<{ id: string; rows: number; columns: number }>) {
  const model = loadModel(id, 'restorer');
  const network = await Network.create(onnxruntime, model, 'cpu');
  const settings = anomalyTask.settle({}, model.manifest);
  const [images, brains] = [stored(work, 'image', index), stored(work, 'brain', index)];
  const [altered, second, healthy]: [Picture[], Picture[], Picture[]] = [[], [], []];
  for (const [k, image] of images.entries()) {
    const { rows, columns } = image;
    const { volume, masks } = asSeries(image, brains[k] ?? image);
    const { layers } = await runInMemory(
      anomalyTask,
      volume,
      { manifest: model.manifest, settings, region: masks },
      unattendedTask(network),
    );
    const map = (kind: Kind) => layers.find((layer) => layer.kind === kind)?.slices[0];
    const [score, brightness, clean] = [map('score'), map('brightness'), map('healthy')];
    if (!score || !brightness || !clean) throw new Error(`No map of ${index.slices[k]?.id}.`);
    altered.push({ rows, columns, data: score });
    second.push({ rows, columns, data: score.map((value, i) => value + (brightness[i] ?? 0)) });
    healthy.push({ rows, columns, data: clean });
  }
  await network.dispose();
  return { altered, second, healthy };
}

/** The model's scores, written into the folder for arrays: the map, the map with brightness added, and the residual of the restored slice. */
export async function runModel({ work, model: id, log }: Context, index: FlairIndex) {
  const { manifest, bytes } = loadModel(id, 'restorer');
  const record = (name: string) => `${name}-${manifest.file.sha256.slice(0, 12)}`;
  let maps: Awaited<ReturnType<typeof mapsOf>> | undefined;
  const once = async () => (maps ??= await mapsOf(id, work, index));
  const put = (name: string, make: () => Promise<Picture[]>) =>
    kept(work, name, record(name), async () => ({ results: await make(), about: {} }));
  await put(MODEL, async () => (await once()).altered);
  await put('altered-brightness', async () => (await once()).second);
  await put('healthy', async () => (await once()).healthy);
  const [images, brains, healthy] = ['image', 'brain', 'healthy'].map((name) => stored(work, name, index)) as [
    Picture[],
    Picture[],
    Picture[],
  ];
  await put('residual', () =>
    Promise.resolve(
      images.map((image, k) => {
        const [brain, clean] = [brains[k] ?? image, healthy[k]];
        const median = brainMedian(image, brain);
        const more = above(image.data, (i) => clean?.data[i] ?? 0).map((value) => value / median);
        return { ...image, data: smoothed(more, brain) };
      }),
    ),
  );
  log(id);
  const cost = { kind: 'ours', evaluations: 1, gflop: gflop(readGraph(bytes), manifest.graph.inputs, 160, 192) } as const;
  const methods: Method[] = [
    { id: MODEL, title: `${id}: altered (the product's map)`, ...cost },
    { id: 'residual', title: `${id}: image less restored image`, ...cost },
    { id: 'altered-brightness', title: `${id}: altered + brightness (its second score)`, ...cost },
  ];
  return { methods, model: { id, version: manifest.version, sha256: manifest.file.sha256 }, cut: manifest.score };
}
