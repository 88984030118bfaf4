import { DiffusionError } from '../core/errors';
import { preconditioning } from '../diffusion/parameterisation';
import type { Row } from '../diffusion/rows';
import type { SampledManifest } from '../models/manifest';
import type { BackendDescription } from '../results/provenance';
import { fillNormal } from '../random/normal';
import { condition } from './condition';
import type { Executor, Lane, LaneShape, NoiseSource, Region } from './Executor';
import { History } from './history';
import { FreshOutput } from './picture';
import { noSession } from './noSession';
import type { LoadedModel, Runtime, RuntimeSession, RuntimeTensor } from './runtime';

/** Network on onnxruntime's CPU provider (wasm in the browser, native in Node), rows in plain TypeScript. */
export class OnnxExecutor implements Executor {
  private spent = 0;
  private readonly fresh = new FreshOutput();

  private constructor(
    private readonly runtime: Runtime,
    private readonly session: RuntimeSession,
    private readonly model: LoadedModel<SampledManifest>,
    private readonly description: BackendDescription,
  ) {}

  /** @throws DiffusionError MODEL_RUNTIME when no session can be made of the model */
  static async create(runtime: Runtime, model: LoadedModel<SampledManifest>, description: BackendDescription): Promise<OnnxExecutor> {
    const provider = description.used === 'wasm' ? 'wasm' : 'cpu';
    try {
      const session = await runtime.InferenceSession.create(model.bytes, { executionProviders: [provider] });
      return new OnnxExecutor(runtime, session, model, description);
    } catch (cause) {
      throw noSession(model.manifest.id, cause);
    }
  }

  describe(): BackendDescription {
    return this.description;
  }

  networkMilliseconds(): number {
    return this.spent;
  }

  open(shape: LaneShape): Promise<Lane> {
    const { id, graph, parameterisation } = this.model.manifest;
    const length = shape.rows * shape.columns;
    const history = new History<Float32Array<ArrayBuffer>>();
    const input = new Float32Array(length);
    let x = new Float32Array(length);
    let source: NoiseSource = { seed: 0, slice: 0 };
    let region: Region | undefined;
    let known: Record<string, RuntimeTensor> = {};
    const noise = (index: number) => fillNormal(new Float32Array(length), { ...source, index });

    const evaluate = async (sigma: number) => {
      const { cSkip, cOut, cIn, cNoise } = preconditioning(parameterisation, sigma);
      for (let i = 0; i < length; i++) input[i] = cIn * x[i]!;
      const feeds = {
        [graph.input]: new this.runtime.Tensor('float32', input, [1, 1, shape.rows, shape.columns]),
        [graph.noise]: new this.runtime.Tensor('float32', Float32Array.of(cNoise), [1]),
        ...known,
      };
      const start = performance.now();
      const outputs = await this.session.run(feeds).catch((cause: unknown) => {
        throw new DiffusionError('MODEL_RUNTIME', { measured: `${id}: an evaluation failed`, cause });
      });
      this.spent += performance.now() - start;
      const f = outputs[graph.output]?.data;
      if (!(f instanceof Float32Array) || f.length !== length)
        throw new DiffusionError('MODEL_RUNTIME', { measured: `${id}: no output ${graph.output} of ${length} numbers` });
      this.fresh.check(input, f);
      const estimate = new Float32Array(length);
      for (let i = 0; i < length; i++) estimate[i] = cSkip * x[i]! + cOut * f[i]!;
      return estimate;
    };

    return Promise.resolve({
      load: (start) => {
        x = start.state.slice();
        [source, region] = [start.noise, start.region];
        if (graph.known !== undefined)
          known = { [graph.known]: new this.runtime.Tensor('float32', condition(region), [1, 2, shape.rows, shape.columns]) };
        history.clear();
      },
      step: async (row: Row) => {
        if (row.evaluateAt !== undefined) history.push(x, await evaluate(row.evaluateAt), row.limit);
        x = history.combine(row, x, new Float32Array(length), { noise, region });
      },
      read: () => Promise.resolve(x.slice()),
      dispose: () => Promise.resolve(history.clear()),
    });
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
