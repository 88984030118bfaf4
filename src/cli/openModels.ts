import type { Network } from '../execution/network';
import type { OnnxExecutor } from '../execution/onnx';
import type { Manifest, OnceManifest } from '../models/manifest';
import { ofKind } from '../models/verify';
import type { Provenance } from '../results/provenance';
import { loadModel, openModel, openNetwork } from './models';
import { VERSION } from './version';

/** The models of one run: a task opens those that it needs, and all are closed together. Each has passed its self-test. */
export class OpenModels {
  private readonly opened: { dispose(): Promise<void> }[] = [];
  private onnxruntime = 'unknown';
  private milliseconds = 0;
  /** Largest difference of each self-test, as a share of the output's range, by the model's id. */
  readonly selfTests: Record<string, number> = {};

  /** @throws DiffusionError MODEL_MANIFEST (another kind of model), MODEL_MISSING, MODEL_ALTERED, MODEL_RUNTIME, SELF_TEST_FAILED */
  async denoiser(manifest: Manifest): Promise<OnnxExecutor> {
    const started = performance.now();
    const { executor, runtime, selfTest } = await openModel(await loadModel(ofKind(manifest, 'denoiser', 'noising-prior')));
    this.keep(manifest, executor, runtime, selfTest, started);
    return executor;
  }

  /** @throws DiffusionError MODEL_MISSING, MODEL_ALTERED, MODEL_RUNTIME, SELF_TEST_FAILED */
  async network(manifest: OnceManifest): Promise<Network> {
    const started = performance.now();
    const { network, runtime, selfTest } = await openNetwork(await loadModel(manifest));
    this.keep(manifest, network, runtime, selfTest, started);
    return network;
  }

  private keep({ id }: Manifest, model: OpenModels['opened'][number], runtime: string, selfTest: number, started: number): void {
    this.opened.push(model);
    this.onnxruntime = runtime;
    this.selfTests[id] = selfTest;
    this.milliseconds += performance.now() - started;
  }

  /** For the provenance, once a model is open. */
  versions(): Provenance['versions'] {
    return { workbench: VERSION, onnxruntime: this.onnxruntime };
  }

  /** Seconds spent on reading, verifying, opening and testing. */
  seconds(): number {
    return this.milliseconds / 1000;
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((model) => model.dispose()));
  }
}

/** What a task sees of it. */
export type ModelShelf = Pick<OpenModels, 'denoiser' | 'network' | 'versions'>;
