import { DiffusionError } from '../core/errors';
import type { Row } from '../diffusion/rows';
import type { SampledManifest } from '../models/manifest';
import type { BackendDescription } from '../results/provenance';
import type { Executor, Lane, LaneShape } from './Executor';
import { GpuWatch } from './gpuWatch';
import { noSession } from './noSession';
import { FREE_DIMENSIONS, type LoadedModel, type Runtime, type RuntimeSession } from './runtime';
import { Shelf } from './shelf';
import { laneKey, rowPipelines, WebGpuLane, type Evaluate, type RowPipelines } from './webgpuLane';

/** Lanes kept for the next run: a session holds weights and activations of its own, and the canvases of one brain have several shapes. */
export const KEPT = 4;

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
  private disposed = false;
  private readonly watch: GpuWatch;
  private readonly idle: Shelf<Opened>;
  private readonly inUse = new Set<Opened>();
  private readonly pipelines: RowPipelines;

  constructor(
    private readonly runtime: Runtime,
    private readonly device: GPUDevice,
    private readonly model: LoadedModel<SampledManifest>,
    private readonly description: BackendDescription,
    /** Lanes kept for the next run. */
    kept = KEPT,
  ) {
    this.watch = new GpuWatch(device);
    this.idle = new Shelf<Opened>(kept);
    this.pipelines = rowPipelines(device);
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
      throw await this.watch.reason(noSession(this.model.manifest.id, cause));
    }
  }

  private async make(shape: LaneShape, rows: readonly Row[]): Promise<Opened> {
    const session = await this.session(shape);
    const evaluate: Evaluate = async (feeds, fetches) => {
      const start = performance.now();
      await session.run(feeds, fetches).catch(async (cause: unknown) => {
        const measured = `${this.model.manifest.id}: an evaluation failed`;
        throw await this.watch.reason(new DiffusionError('MODEL_RUNTIME', { measured, cause }));
      });
      this.spent += performance.now() - start;
      // A run with outputs on the GPU resolves even on a dead device.
      this.watch.check();
    };
    const { device, pipelines, runtime, model, watch } = this;
    const lane = await watch.allocate(() => new WebGpuLane(device, pipelines, runtime, model.manifest, shape, rows, evaluate));
    return { session, lane };
  }

  async open(shape: LaneShape, rows: readonly Row[]): Promise<Lane> {
    this.watch.check();
    const key = laneKey(shape, rows);
    const opened = this.idle.take(key) ?? (await this.make(shape, rows));
    this.inUse.add(opened);
    const { lane } = opened;
    let sound = true;
    return {
      load: (start) => lane.load(start, rows),
      step: async (row) => {
        this.watch.check();
        await lane.step(row).catch((error: unknown) => {
          sound = false;
          throw error;
        });
      },
      read: async () => {
        const state = await lane.read();
        this.watch.check();
        return state;
      },
      dispose: async () => {
        if (!this.inUse.delete(opened)) return;
        const done = sound && this.watch.usable && !this.disposed ? this.idle.put(key, opened) : [opened];
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
