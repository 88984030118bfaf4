import { createHash } from 'node:crypto';
import { DiffusionError, remarkText } from '../core/errors';
import { Network } from '../execution/network';
import { OnnxExecutor } from '../execution/onnx';
import type { LoadedModel, Runtime } from '../execution/runtime';
import { networkSelfTest, selfTest } from '../execution/selfTest';
import type { Manifest, OnceManifest, SampledManifest } from '../models/manifest';
import { checkSize, verifyModel } from '../models/verify';
import type { BackendDescription, Provenance } from '../results/provenance';
import { table } from './lists';
import { allModels, modelFile, readPins } from './models';
import { nodeRuntime } from './onnxruntime';
import { VERSION } from './version';

/** @throws DiffusionError MODEL_MISSING, MODEL_ALTERED */
async function loadModel<M extends Manifest>(manifest: M): Promise<LoadedModel<M>> {
  const bytes = await modelFile(manifest.id, manifest.file.name, (size) => checkSize(manifest, size));
  verifyModel(manifest, bytes, (data) => createHash('sha256').update(data).digest('hex'));
  return { manifest, bytes };
}

export const NODE: BackendDescription = { asked: 'node', used: 'node', reason: 'the command line runs on the CPU', device: 'cpu' };

/** A model that passed its self-test is kept, any other one is closed again. */
async function tested<T extends { dispose(): Promise<void> }>(model: T, test: (model: T) => Promise<number>): Promise<[T, number]> {
  try {
    return [model, await test(model)];
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** The models of one run: a task opens those that it needs, and all are closed together. Each has reproduced its stored output. */
export class OpenModels {
  private readonly opened = new Map<string, Promise<{ dispose(): Promise<void> }>>();
  private onnxruntime = 'unknown';
  private milliseconds = 0;
  /** Largest difference of each self-test, as a share of the output's range, by the model's id. */
  readonly selfTests: Record<string, number> = {};

  /** @throws DiffusionError MODEL_MISSING, MODEL_ALTERED, MODEL_RUNTIME, SELF_TEST_FAILED */
  executor(manifest: SampledManifest): Promise<OnnxExecutor> {
    return this.keep(manifest, async (runtime, model) =>
      tested(await OnnxExecutor.create(runtime, model, NODE), (executor) => selfTest(executor, manifest)),
    );
  }

  /** The same for a model that is evaluated once per slice. */
  network(manifest: OnceManifest): Promise<Network> {
    return this.keep(manifest, async (runtime, model) =>
      tested(await Network.create(runtime, model, 'cpu'), (network) => networkSelfTest(network, manifest)),
    );
  }

  /** Opened once, however often it is asked for: slices that are images of their own ask again each. */
  private keep<M extends Manifest, T extends { dispose(): Promise<void> }>(
    manifest: M,
    open: (runtime: Runtime, model: LoadedModel<M>) => Promise<[T, number]>,
  ): Promise<T> {
    const known = this.opened.get(manifest.id) as Promise<T> | undefined;
    const model = known ?? this.open(manifest, open);
    this.opened.set(manifest.id, model);
    return model;
  }

  private async open<M extends Manifest, T>(
    manifest: M,
    open: (runtime: Runtime, model: LoadedModel<M>) => Promise<[T, number]>,
  ): Promise<T> {
    const started = performance.now();
    const loaded = await loadModel(manifest);
    const { runtime, version } = await nodeRuntime();
    const [model, difference] = await open(runtime, loaded);
    this.onnxruntime = version;
    this.selfTests[manifest.id] = difference;
    this.milliseconds += performance.now() - started;
    return model;
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
    const opened = [...this.opened.values()];
    this.opened.clear();
    // One that could not be opened was told of where it was asked for.
    await Promise.all(opened.map((model) => model.then((one) => one.dispose()).catch(() => undefined)));
  }
}

/** Makes a session of a verified model, runs its self-test and closes it again: the largest difference, as a share of the output's range. */
async function tryModel(manifest: Manifest): Promise<number> {
  const models = new OpenModels();
  try {
    await (manifest.kind === 'denoiser' || manifest.kind === 'noising-prior' ? models.executor(manifest) : models.network(manifest));
    return models.selfTests[manifest.id] ?? NaN;
  } finally {
    await models.close();
  }
}

/**
 * Each model of the package, one in a row; one that fails hides no other.
 *
 * @param pins a file with a site's list
 * @returns the table, and the error of the first model that is not what the build, the site and its manifest say
 */
export async function verifyModels(pins?: string): Promise<{ text: string; failed: DiffusionError | undefined }> {
  const { manifests, lacking } = await allModels(pins === undefined ? [] : await readPins(pins));
  const rows = [['id', 'bytes', 'SHA-256', 'self-test', 'manifest pinned by']];
  let failed: DiffusionError | undefined;
  const failure = (thrown: unknown): string => {
    const error = DiffusionError.from(thrown);
    failed ??= error;
    return `${error.code}: ${remarkText(error.toData())}`;
  };
  for (const manifest of manifests) {
    const { bytes, sha256 } = manifest.file;
    const told = (difference: number) => `${difference.toExponential(1)} of the range, allowed ${manifest.selfTest.tolerance}`;
    rows.push([manifest.id, String(bytes), sha256, await tryModel(manifest).then(told, failure), manifest.origin?.pinned ?? 'nobody']);
  }
  for (const { id, error } of lacking) rows.push([id, '', '', failure(DiffusionError.fromData(error)), '']);
  if (rows.length === 1) failed = new DiffusionError('MODEL_MISSING', { measured: 'no model in the package' });
  return { text: table(rows), failed };
}
