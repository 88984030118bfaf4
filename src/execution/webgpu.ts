import { DiffusionError } from '../core/errors';
import type { Row } from '../diffusion/rows';
import type { SampledManifest } from '../models/manifest';
import type { BackendDescription } from '../results/provenance';
import type { Executor, Lane, LaneShape } from './Executor';
import { FREE_DIMENSIONS, type LoadedModel, type Runtime, type RuntimeSession } from './runtime';
import { Shelf } from './shelf';
import { laneKey, rowPipelines, WebGpuLane, type Evaluate, type RowPipelines } from './webgpuLane';

/** Lanes kept for the next run: a session holds weights and activations of its own, and the canvases of one brain have several shapes. */
const KEPT = 4;

/** A lane with the session that it runs. */
interface Opened {
  lane: WebGpuLane;
  session: RuntimeSession;
}

/**
 * Network and rows on one WebGPU device that we own (a device made by the runtime dies with its last session). State, history and network
 * input stay in GPU buffers from `load` to `read`. A lane that is disposed of is kept for the next run of its shape: a session takes longer
 * than an evaluation.
 *
 * Layout NCHW: the default one gives wrong numbers for some channel counts (microsoft/onnxruntime#29651).
 */
export class WebGpuExecutor implements Executor {
  private spent = 0;
  private lost: string | undefined;
  private disposed = false;
  private readonly idle = new Shelf<Opened>(KEPT);
  private readonly inUse = new Set<Opened>();
  private readonly pipelines: RowPipelines;

  private constructor(
    private readonly runtime: Runtime,
    private readonly device: GPUDevice,
    private readonly model: LoadedModel<SampledManifest>,
    private readonly description: BackendDescription,
  ) {
    void device.lost.then((info) => (this.lost = info.reason ?? 'unknown'));
    this.pipelines = rowPipelines(device);
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
      return await this.runtime.InferenceSession.create(this.model.bytes, {
        executionProviders: [{ name: 'webgpu', device: this.device, preferredLayout: 'NCHW' }],
        freeDimensionOverrides: {
          [FREE_DIMENSIONS.batch]: 1,
          [FREE_DIMENSIONS.rows]: shape.rows,
          [FREE_DIMENSIONS.columns]: shape.columns,
        },
        preferredOutputLocation: 'gpu-buffer',
      });
    } catch (cause) {
      throw new DiffusionError('MODEL_RUNTIME', { measured: this.model.manifest.id, cause });
    }
  }

  private alive(): void {
    if (this.lost !== undefined) throw new DiffusionError('DEVICE_LOST', { measured: `reason: ${this.lost}` });
  }

  private async make(shape: LaneShape, rows: readonly Row[]): Promise<Opened> {
    const session = await this.session(shape);
    const evaluate: Evaluate = async (feeds, fetches) => {
      const start = performance.now();
      await session.run(feeds, fetches).catch((cause: unknown) => {
        this.alive();
        throw new DiffusionError('MODEL_RUNTIME', { measured: `${this.model.manifest.id}: an evaluation failed`, cause });
      });
      this.spent += performance.now() - start;
      // A run with outputs on the GPU resolves even on a dead device.
      this.alive();
    };
    return { session, lane: new WebGpuLane(this.device, this.pipelines, this.runtime, this.model.manifest, shape, rows, evaluate) };
  }

  async open(shape: LaneShape, rows: readonly Row[]): Promise<Lane> {
    this.alive();
    const key = laneKey(shape, rows);
    const opened = this.idle.take(key) ?? (await this.make(shape, rows));
    this.inUse.add(opened);
    const { lane } = opened;
    let sound = true;
    return {
      load: (start) => lane.load(start, rows),
      step: async (row) => {
        this.alive();
        await lane.step(row).catch((error: unknown) => {
          sound = false;
          throw error;
        });
      },
      read: async () => {
        const state = await lane.read();
        this.alive();
        return state;
      },
      dispose: async () => {
        if (!this.inUse.delete(opened)) return;
        const done = sound && this.lost === undefined && !this.disposed ? this.idle.put(key, opened) : [opened];
        await Promise.all(done.map(end));
      },
    };
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    const all = [...this.idle.clear(), ...this.inUse];
    this.inUse.clear();
    try {
      await Promise.all(all.map(end));
    } finally {
      this.device.destroy();
    }
  }
}

async function end({ lane, session }: Opened): Promise<void> {
  lane.destroy();
  await session.release();
}
