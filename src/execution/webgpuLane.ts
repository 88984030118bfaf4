import { DiffusionError } from '../core/errors';
import type { Row } from '../diffusion/rows';
import type { SampledManifest } from '../models/manifest';
import { normalTable } from '../random/normal';
import { condition } from './condition';
import type { LaneShape, Start } from './Executor';
import { NEVER, packNoise, packRegion, packRows, ROW_BYTES, ROW_KERNEL, ROW_STRIDE, workgroups } from './rowKernel';
import type { Runtime, RuntimeTensor } from './runtime';

/** GPUBufferUsage and GPUMapMode by value: the globals exist only where WebGPU does, and this file is also read in Node. */
const USAGE = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
const MAP_READ = 1;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** The row kernel on a device, which all lanes of an executor share. */
export interface RowPipelines {
  layout: GPUBindGroupLayout;
  measure: GPUComputePipeline;
  main: GPUComputePipeline;
}

/** Eight storage buffers, after the two uniforms; the first uniform moves from row to row. */
export function rowPipelines(device: GPUDevice): RowPipelines {
  const types = [
    'uniform',
    'uniform',
    ...Array<'storage'>(5).fill('storage'),
    ...Array<'read-only-storage'>(3).fill('read-only-storage'),
  ] as const;
  const entries = types.map((type, binding) => ({ binding, visibility: 4, buffer: { type, hasDynamicOffset: binding === 0 } }));
  const layout = device.createBindGroupLayout({ entries });
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const module = device.createShaderModule({ code: ROW_KERNEL });
  const pipeline = (entryPoint: string) => device.createComputePipeline({ layout: pipelineLayout, compute: { module, entryPoint } });
  return { layout, measure: pipeline('measure'), main: pipeline('main') };
}

type Tensors = Record<string, RuntimeTensor>;
/** Runs the network on buffers of the device. */
export type Evaluate = (feeds: Tensors, fetches: Tensors) => Promise<void>;

/** Lanes that may take each other's place: what their buffers are made for. */
export const laneKey = ({ rows, columns }: LaneShape, steps: readonly Row[]): string =>
  [rows, columns, steps.length, steps.some((row) => row.known)].join(' ');

/** State, history and network input of one slice, in GPU buffers from `load` to `read`; `load` leaves nothing of what was there before. */
export class WebGpuLane {
  private readonly length: number;
  private readonly buffers: GPUBuffer[] = [];
  private readonly state: GPUBuffer;
  private readonly history: GPUBuffer;
  private readonly found: GPUBuffer;
  private readonly parameters: GPUBuffer;
  private readonly random: GPUBuffer;
  private readonly known: GPUBuffer;
  private readonly staging: GPUBuffer;
  private readonly told: GPUBuffer | undefined;
  private readonly bindings: GPUBindGroup;
  private readonly feeds: Tensors;
  private readonly fetches: Tensors;
  private readonly putsBack: boolean;
  private rows: readonly Row[] = [];
  private position = 0;

  constructor(
    private readonly device: GPUDevice,
    private readonly pipelines: RowPipelines,
    { Tensor }: Runtime,
    private readonly manifest: SampledManifest,
    shape: LaneShape,
    rows: readonly Row[],
    private readonly evaluate: Evaluate,
  ) {
    this.length = shape.rows * shape.columns;
    this.putsBack = rows.some((row) => row.known);
    const [bytes, table] = [this.length * FLOAT, normalTable()];
    this.parameters = this.buffer(ROW_STRIDE * (rows.length + 1), USAGE.uniform | USAGE.copyTarget);
    this.random = this.buffer(16, USAGE.uniform | USAGE.copyTarget);
    [this.state, this.history, this.found] = [this.storage(2 * bytes), this.storage(2 * 4 * bytes), this.storage(2 * FLOAT)];
    this.known = this.storage(this.putsBack ? 2 * bytes : 2 * FLOAT);
    this.staging = this.buffer(bytes + FLOAT, USAGE.mapRead | USAGE.copyTarget);
    const [input, noise, f, normals] = [this.storage(bytes), this.storage(FLOAT), this.storage(bytes), this.storage(table.byteLength)];
    device.queue.writeBuffer(normals, 0, Uint32Array.from(table));
    const bound = [this.random, this.state, this.history, input, noise, this.found, f, this.known, normals].map((buffer) => ({ buffer }));
    this.bindings = device.createBindGroup({
      layout: pipelines.layout,
      entries: [{ buffer: this.parameters, size: ROW_BYTES }, ...bound].map((resource, binding) => ({ binding, resource })),
    });
    const { graph } = manifest;
    const wrap = (buffer: GPUBuffer, dims: number[]) => Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
    const picture = (channels: number) => [1, channels, shape.rows, shape.columns];
    this.feeds = { [graph.input]: wrap(input, picture(1)), [graph.noise]: wrap(noise, [1]) };
    this.fetches = { [graph.output]: wrap(f, picture(1)) };
    if (graph.known !== undefined) {
      this.told = this.storage(2 * bytes);
      this.feeds[graph.known] = wrap(this.told, picture(2));
    }
  }

  /** The runtime's own copies round sizes up to 16 bytes and fail on a shorter buffer. */
  private buffer(size: number, usage: number): GPUBuffer {
    const made = this.device.createBuffer({ size: Math.ceil(size / 16) * 16, usage });
    this.buffers.push(made);
    return made;
  }

  private storage(size: number): GPUBuffer {
    return this.buffer(size, USAGE.storage | USAGE.copySource | USAGE.copyTarget);
  }

  load({ state, noise, region, rows }: Start, opened: readonly Row[]): void {
    const { queue } = this.device;
    if (this.putsBack && !region)
      throw new DiffusionError('INTERNAL', { measured: 'a row that puts the known region back, and no region' });
    const own = rows ?? opened;
    if (own !== this.rows) queue.writeBuffer(this.parameters, 0, packRows(own, this.length, this.manifest.parameterisation));
    this.rows = own;
    // A pair that a row gives no weight is multiplied by 0 all the same: what an earlier run left there may not be finite.
    const encoder = this.device.createCommandEncoder();
    encoder.clearBuffer(this.history);
    encoder.clearBuffer(this.state);
    queue.submit([encoder.finish()]);
    queue.writeBuffer(this.state, 0, state);
    queue.writeBuffer(this.found, FLOAT, Uint32Array.of(NEVER));
    if (this.putsBack && region) queue.writeBuffer(this.known, 0, packRegion(region));
    if (this.told) queue.writeBuffer(this.told, 0, condition(region));
    queue.writeBuffer(this.random, 0, packNoise(noise));
    this.position = 0;
    this.combine();
  }

  async step(row: Row): Promise<void> {
    if (row.evaluateAt !== undefined) await this.evaluate(this.feeds, this.fetches);
    this.position += 1;
    this.combine();
  }

  /** Entry 0 of the parameters makes the first network input, entry i + 1 does row i. */
  private combine(): void {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setBindGroup(0, this.bindings, [this.position * ROW_STRIDE]);
    if (this.rows[this.position - 1]?.langevin) {
      pass.setPipeline(this.pipelines.measure);
      pass.dispatchWorkgroups(1);
    }
    pass.setPipeline(this.pipelines.main);
    pass.dispatchWorkgroups(...workgroups(this.length));
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** @throws DiffusionError DEVICE_LOST, OUTPUT_NOT_FINITE with the first row that made such a number */
  async read(): Promise<Float32Array> {
    const bytes = this.length * FLOAT;
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.state, 0, this.staging, 0, bytes);
    encoder.copyBufferToBuffer(this.found, FLOAT, this.staging, bytes, FLOAT);
    this.device.queue.submit([encoder.finish()]);
    await this.staging.mapAsync(MAP_READ).catch((cause: unknown) => {
      throw new DiffusionError('DEVICE_LOST', { cause });
    });
    const mapped = this.staging.getMappedRange(0, bytes + FLOAT);
    const [state, firstBad] = [new Float32Array(mapped.slice(0, bytes)), new Uint32Array(mapped, bytes, 1)[0]!];
    this.staging.unmap();
    if (firstBad !== NEVER) throw new DiffusionError('OUTPUT_NOT_FINITE', { measured: `row ${firstBad} of ${this.rows.length}` });
    return state;
  }

  destroy(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }
}
