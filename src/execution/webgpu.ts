import { DiffusionError } from '../core/errors';
import type { Row } from '../diffusion/rows';
import { normalTable } from '../random/normal';
import type { BackendDescription } from '../results/provenance';
import { condition } from './condition';
import type { Executor, Lane, LaneShape } from './Executor';
import { packNoise, packRegion, packRows, ROW_BYTES, ROW_KERNEL, ROW_STRIDE, workgroups } from './rowKernel';
import type { SampledManifest } from '../models/manifest';
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
  private readonly layout: GPUBindGroupLayout;
  private readonly pipelines: { measure: GPUComputePipeline; main: GPUComputePipeline };

  private constructor(
    private readonly runtime: Runtime,
    private readonly device: GPUDevice,
    private readonly model: LoadedModel<SampledManifest>,
    private readonly description: BackendDescription,
  ) {
    void device.lost.then((info) => (this.lost = info.reason ?? 'unknown'));
    const types = [
      'uniform',
      'uniform',
      ...Array<'storage'>(5).fill('storage'),
      ...Array<'read-only-storage'>(3).fill('read-only-storage'),
    ] as const;
    const entries = types.map((type, binding) => ({ binding, visibility: 4, buffer: { type, hasDynamicOffset: binding === 0 } }));
    this.layout = device.createBindGroupLayout({ entries });
    const layout = device.createPipelineLayout({ bindGroupLayouts: [this.layout] });
    const module = device.createShaderModule({ code: ROW_KERNEL });
    const pipeline = (entryPoint: string) => device.createComputePipeline({ layout, compute: { module, entryPoint } });
    this.pipelines = { measure: pipeline('measure'), main: pipeline('main') };
  }

  static create(runtime: Runtime, device: GPUDevice, model: LoadedModel<SampledManifest>, description: BackendDescription): WebGpuExecutor {
    return new WebGpuExecutor(runtime, device, model, description);
  }

  describe(): BackendDescription {
    return this.description;
  }

  networkMilliseconds(): number {
    return this.spent;
  }

  /**
   * Fixed shapes, own buffers for every input and output. No graph capture: onnxruntime-web 1.30 drops the handles of bound buffers after the
   * first run and finds others in their place later (seen as a TypeError on the second run; microsoft/onnxruntime#29594 has wrong numbers).
   */
  private async session(shape: LaneShape): Promise<RuntimeSession> {
    try {
      const session = await this.runtime.InferenceSession.create(this.model.bytes, {
        executionProviders: [{ name: 'webgpu', device: this.device, preferredLayout: 'NCHW' }],
        freeDimensionOverrides: {
          [FREE_DIMENSIONS.batch]: 1,
          [FREE_DIMENSIONS.rows]: shape.rows,
          [FREE_DIMENSIONS.columns]: shape.columns,
        },
        preferredOutputLocation: 'gpu-buffer',
      });
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
    const uniform = packRows(rows, length, this.model.manifest.parameterisation);
    const parameters = buffer(uniform.byteLength, USAGE.uniform | USAGE.copyTarget);
    device.queue.writeBuffer(parameters, 0, uniform);
    const putsBack = rows.some((row) => row.known);
    const [state, history, input, noise] = [storage(2 * bytes), storage(2 * 4 * bytes), storage(bytes), storage(4)];
    const [step, f, known] = [storage(4), storage(bytes), storage(putsBack ? 2 * bytes : 8)];
    const table = normalTable();
    const [normals, random] = [storage(table.byteLength), buffer(16, USAGE.uniform | USAGE.copyTarget)];
    const staging = buffer(bytes, USAGE.mapRead | USAGE.copyTarget);
    device.queue.writeBuffer(normals, 0, Uint32Array.from(table));
    const bound = [random, state, history, input, noise, step, f, known, normals].map((b) => ({ buffer: b }));
    const bindings = device.createBindGroup({
      layout: this.layout,
      entries: [{ buffer: parameters, size: ROW_BYTES }, ...bound].map((resource, binding) => ({ binding, resource })),
    });
    const { graph } = this.model.manifest;
    const told = graph.known === undefined ? undefined : { name: graph.known, buffer: storage(2 * bytes) };
    const wrap = (b: GPUBuffer, dims: number[]) => this.runtime.Tensor.fromGpuBuffer(b, { dataType: 'float32', dims });
    const picture = [1, 1, shape.rows, shape.columns];
    const feeds = {
      [graph.input]: wrap(input, picture),
      [graph.noise]: wrap(noise, [1]),
      ...(told && { [told.name]: wrap(told.buffer, [1, 2, shape.rows, shape.columns]) }),
    };
    const fetches = { [graph.output]: wrap(f, picture) };
    let position = 0;
    let current = rows;

    const combine = (index: number) => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setBindGroup(0, bindings, [index * ROW_STRIDE]);
      if (current[index - 1]?.langevin) {
        pass.setPipeline(this.pipelines.measure);
        pass.dispatchWorkgroups(1);
      }
      pass.setPipeline(this.pipelines.main);
      pass.dispatchWorkgroups(...workgroups(length));
      pass.end();
      device.queue.submit([encoder.finish()]);
    };

    return {
      load: (start) => {
        const { region } = start;
        if (putsBack && !region) throw new DiffusionError('INTERNAL', { measured: 'a row that puts the known region back, and no region' });
        if (start.rows && start.rows !== current) {
          current = start.rows;
          device.queue.writeBuffer(parameters, 0, packRows(current, length, this.model.manifest.parameterisation));
        }
        device.queue.writeBuffer(state, 0, start.state);
        if (putsBack && region) device.queue.writeBuffer(known, 0, packRegion(region));
        if (told) device.queue.writeBuffer(told.buffer, 0, condition(region));
        device.queue.writeBuffer(random, 0, packNoise(start.noise));
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
        encoder.copyBufferToBuffer(state, 0, staging, 0, bytes);
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
        for (const b of [parameters, random, state, history, input, noise, step, f, known, normals, staging]) b.destroy();
        told?.buffer.destroy();
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
