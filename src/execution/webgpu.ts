import { DiffusionError } from '../core/errors';
import type { Row } from '../diffusion/rows';
import { normalTable } from '../random/normal';
import type { BackendDescription } from '../results/provenance';
import type { Executor, Lane, LaneShape } from './Executor';
import { packNoise, packRows, ROW_BYTES, ROW_KERNEL, ROW_STRIDE, workgroups } from './rowKernel';
import { FREE_DIMENSIONS, type LoadedModel, type Runtime, type RuntimeSession } from './runtime';

/** GPUBufferUsage and GPUMapMode by value: the globals exist only where WebGPU does, and this file is also read in Node. */
const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const MAP_READ = 1;

/**
 * Network and rows on one WebGPU device that we own (a device made by the runtime dies with its last session). State, history and network
 * input stay in GPU buffers from `load` to `read`.
 *
 * Layout NCHW: the default one gives wrong numbers for some channel counts (microsoft/onnxruntime#29651).
 */
export class WebGpuExecutor implements Executor {
  private spent = 0;
  private lost: string | undefined;
  private sessions: RuntimeSession[] = [];
  private readonly pipeline: GPUComputePipeline;

  private constructor(
    private readonly runtime: Runtime,
    private readonly device: GPUDevice,
    private readonly model: LoadedModel,
    private readonly description: BackendDescription,
  ) {
    void device.lost.then((info) => (this.lost = info.reason ?? 'unknown'));
    const module = device.createShaderModule({ code: ROW_KERNEL });
    this.pipeline = device.createComputePipeline({
      layout: device.createPipelineLayout({ bindGroupLayouts: [this.layout()] }),
      compute: { module },
    });
  }

  static create(runtime: Runtime, device: GPUDevice, model: LoadedModel, description: BackendDescription): WebGpuExecutor {
    return new WebGpuExecutor(runtime, device, model, description);
  }

  describe(): BackendDescription {
    return this.description;
  }

  networkMilliseconds(): number {
    return this.spent;
  }

  private layout(): GPUBindGroupLayout {
    const storage = (count: number) => Array<GPUBufferBindingType>(count).fill('storage');
    const types = ['uniform', 'uniform', 'storage', 'read-only-storage', ...storage(5), 'read-only-storage'] as const;
    return this.device.createBindGroupLayout({
      entries: types.map((type, binding) => ({ binding, visibility: 4, buffer: { type, hasDynamicOffset: binding === 0 } })),
    });
  }

  /** Fixed shapes and own buffers for every input and output let the runtime record the network once (graph capture). */
  private async session(shape: LaneShape): Promise<RuntimeSession> {
    const options = {
      executionProviders: [{ name: 'webgpu', device: this.device, preferredLayout: 'NCHW' }],
      freeDimensionOverrides: { [FREE_DIMENSIONS.batch]: 1, [FREE_DIMENSIONS.rows]: shape.rows, [FREE_DIMENSIONS.columns]: shape.columns },
      preferredOutputLocation: 'gpu-buffer',
    };
    const create = (more: object) => this.runtime.InferenceSession.create(this.model.bytes, { ...options, ...more });
    try {
      const session = await create({ enableGraphCapture: true }).catch(() => create({}));
      this.sessions.push(session);
      return session;
    } catch (cause) {
      throw new DiffusionError('MODEL_RUNTIME', { measured: this.model.manifest.id, cause });
    }
  }

  private alive(): void {
    if (this.lost !== undefined) throw new DiffusionError('DEVICE_LOST', { measured: `reason: ${this.lost}` });
  }

  async open(shape: LaneShape, rows: readonly Row[]): Promise<Lane> {
    this.alive();
    const session = await this.session(shape);
    const { device } = this;
    const length = shape.rows * shape.columns;
    const bytes = length * Float32Array.BYTES_PER_ELEMENT;
    // The runtime's own copies round sizes up to 16 bytes and fail on a shorter buffer.
    const buffer = (size: number, usage: number) => device.createBuffer({ size: Math.ceil(size / 16) * 16, usage });
    const storage = (size: number) => buffer(size, USAGE.storage | USAGE.copySource | USAGE.copyTarget);
    const uniform = packRows(rows, length, this.model.manifest.parameterisation.sigmaData);
    const parameters = buffer(uniform.byteLength, USAGE.uniform | USAGE.copyTarget);
    device.queue.writeBuffer(parameters, 0, uniform);
    const [x, f, points, estimates] = [storage(bytes), storage(bytes), storage(4 * bytes), storage(4 * bytes)];
    const [input, noise, staging] = [storage(bytes), storage(4), buffer(bytes, USAGE.mapRead | USAGE.copyTarget)];
    const table = normalTable();
    const [saved, normals, random] = [storage(bytes), storage(table.byteLength), buffer(16, USAGE.uniform | USAGE.copyTarget)];
    device.queue.writeBuffer(normals, 0, Uint32Array.from(table));
    const bound = [random, x, f, points, estimates, input, noise, saved, normals].map((b) => ({ buffer: b }));
    const bindings = device.createBindGroup({
      layout: this.pipeline.getBindGroupLayout(0),
      entries: [{ buffer: parameters, size: ROW_BYTES }, ...bound].map((resource, binding) => ({ binding, resource })),
    });
    const { graph } = this.model.manifest;
    const wrap = (b: GPUBuffer, dims: number[]) => this.runtime.Tensor.fromGpuBuffer(b, { dataType: 'float32', dims });
    const picture = [1, 1, shape.rows, shape.columns];
    const feeds = { [graph.input]: wrap(input, picture), [graph.noise]: wrap(noise, [1]) };
    const fetches = { [graph.output]: wrap(f, picture) };
    let position = 0;

    const combine = (index: number) => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(this.pipeline);
      pass.setBindGroup(0, bindings, [index * ROW_STRIDE]);
      pass.dispatchWorkgroups(...workgroups(length));
      pass.end();
      device.queue.submit([encoder.finish()]);
    };

    return {
      load: (noisy, from) => {
        device.queue.writeBuffer(x, 0, noisy);
        device.queue.writeBuffer(random, 0, packNoise(from));
        position = 0;
        combine(0);
      },
      step: async (row) => {
        this.alive();
        if (row.evaluateAt !== undefined) {
          const start = performance.now();
          await session.run(feeds, fetches);
          this.spent += performance.now() - start;
          // A run with outputs on the GPU resolves even on a dead device.
          this.alive();
        }
        position += 1;
        combine(position);
      },
      read: async () => {
        const encoder = device.createCommandEncoder();
        encoder.copyBufferToBuffer(x, 0, staging, 0, bytes);
        device.queue.submit([encoder.finish()]);
        await staging.mapAsync(MAP_READ).catch((cause: unknown) => {
          throw new DiffusionError('DEVICE_LOST', { cause });
        });
        const copy = new Float32Array(staging.getMappedRange(0, bytes).slice(0));
        staging.unmap();
        this.alive();
        return copy;
      },
      dispose: async () => {
        for (const b of [parameters, random, x, f, points, estimates, input, noise, saved, normals, staging]) b.destroy();
        this.sessions = this.sessions.filter((s) => s !== session);
        await session.release();
      },
    };
  }

  async dispose(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.release()));
    this.device.destroy();
  }
}
