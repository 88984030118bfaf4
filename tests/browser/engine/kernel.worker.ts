import { DiffusionError } from '../../../src/core/errors';
import type { Row } from '../../../src/diffusion/rows';
import { rowPipelines, WebGpuLane } from '../../../src/execution/webgpuLane';
import type { Runtime } from '../../../src/execution/runtime';
import type { SampledManifest } from '../../../src/models/manifest';

/** Rows by the product's kernel on this device, with chosen numbers in the place of a network's output. */
export interface KernelRequest {
  rows: Row[];
  start: number[];
  /** What the network returns at each evaluation, one list of pixels for each. */
  outputs: number[][];
  region?: { picture: number[]; mask: number[] };
}

/** Of each request, in order and on one lane: the state, or how it was refused. */
export type KernelReply = ({ state: number[] } | { code: string; measured: string })[];

/** D = x − σ·F: what is chosen is the noise in units of σ. */
const manifest = { graph: { input: 'x', noise: 'c', output: 'f', multiple: 1 }, parameterisation: { kind: 'residual' } } as SampledManifest;

async function kernel(requests: KernelRequest[]): Promise<KernelReply> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('no adapter');
  const device = await adapter.requestDevice();
  const buffers = new Map<object, GPUBuffer>();
  const fromGpuBuffer = (buffer: GPUBuffer) => {
    const tensor = {};
    buffers.set(tensor, buffer);
    return tensor;
  };
  const [first] = requests;
  if (!first) return [];
  let [outputs, evaluations]: [number[][], number] = [[], 0];
  const lane = new WebGpuLane(
    device,
    rowPipelines(device),
    { Tensor: { fromGpuBuffer } } as unknown as Runtime,
    manifest,
    { rows: 1, columns: first.start.length },
    first.rows,
    (_, fetches) => {
      const buffer = buffers.get(fetches['f'] ?? {});
      if (buffer) device.queue.writeBuffer(buffer, 0, Float32Array.from(outputs[evaluations++] ?? []));
      return Promise.resolve();
    },
  );
  const reply: KernelReply = [];
  for (const { rows, start, region, ...request } of requests) {
    [outputs, evaluations] = [request.outputs, 0];
    const known = region && { picture: Float32Array.from(region.picture), mask: Float32Array.from(region.mask) };
    lane.load({ state: Float32Array.from(start), noise: { seed: 1, slice: 0 }, region: known, rows }, rows);
    for (const row of rows) await lane.step(row);
    reply.push(
      await lane.read().then(
        (state) => ({ state: Array.from(state) }),
        (error: unknown) => ({ code: DiffusionError.from(error).code, measured: DiffusionError.from(error).measured ?? '' }),
      ),
    );
  }
  lane.destroy();
  device.destroy();
  return reply;
}

self.onmessage = ({ data }: MessageEvent<KernelRequest[]>) => {
  void kernel(data).then(
    (value) => self.postMessage({ value }),
    (error: unknown) => self.postMessage({ error: String(error) }),
  );
};
