import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { DiffusionError } from '../core/errors';
import { OnnxExecutor } from '../execution/onnx';
import type { LoadedModel, Runtime } from '../execution/runtime';
import { Network } from '../execution/network';
import { networkSelfTest, selfTest } from '../execution/selfTest';
import { chooseModel, type ModelChoice, type SeriesFacts } from '../models/domain';
import type { Manifest, OnceManifest, SampledManifest } from '../models/manifest';
import { readManifest, verifyModel } from '../models/verify';
import type { BackendDescription } from '../results/provenance';
import { PACKAGE } from './version';

const MODELS = new URL('models/', PACKAGE);

/** Ids of the models that lie in the package, sorted. */
export async function modelIds(): Promise<string[]> {
  const folders = (await readdir(MODELS, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const held = await Promise.all(folders.map(async (name) => (await readdir(new URL(`${name}/`, MODELS))).includes('manifest.json')));
  return folders.filter((_, k) => held[k]).sort();
}

/** @throws DiffusionError MODEL_UNKNOWN, which lists the known ones, or MODEL_MANIFEST */
export async function manifestOf(id: string): Promise<Manifest> {
  const known = await modelIds();
  if (!known.includes(id)) throw new DiffusionError('MODEL_UNKNOWN', { measured: id, allowed: known.join(', ') });
  const text = await readFile(new URL(`${id}/manifest.json`, MODELS), 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DiffusionError('MODEL_MANIFEST', { measured: `${id}: not JSON`, cause });
  }
  return readManifest(id, json);
}

/**
 * The model asked for, or the one that fits the series.
 *
 * @throws DiffusionError MODEL_UNKNOWN, MODEL_MANIFEST, MODEL_DOMAIN, BAD_OPTION (a model for another task)
 */
export async function pickModel(asked: string | undefined, task: string, facts: SeriesFacts): Promise<ModelChoice> {
  if (asked === undefined) return chooseModel(await Promise.all((await modelIds()).map(manifestOf)), task, facts);
  const manifest = await manifestOf(asked);
  if (!manifest.tasks.some((name) => name === task)) {
    throw new DiffusionError('BAD_OPTION', {
      measured: `model ${asked} for ${task}`,
      allowed: `${asked} for ${manifest.tasks.join(', ')}`,
    });
  }
  return { manifest, reason: 'asked for' };
}

/** @throws DiffusionError MODEL_MISSING, MODEL_ALTERED */
export async function loadModel<M extends Manifest>(manifest: M): Promise<LoadedModel<M>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(new URL(`${manifest.id}/${manifest.file.name}`, MODELS));
  } catch (cause) {
    throw new DiffusionError('MODEL_MISSING', { measured: manifest.id, cause });
  }
  verifyModel(manifest, bytes, (data) => createHash('sha256').update(data).digest('hex'));
  return { manifest, bytes };
}

export const NODE: BackendDescription = { asked: 'node', used: 'node', reason: 'the command line runs on the CPU', device: 'cpu' };

async function nodeRuntime(): Promise<{ runtime: Runtime; version: string }> {
  const onnxruntime = await import('onnxruntime-node');
  return { runtime: onnxruntime as unknown as Runtime, version: onnxruntime.env.versions.node ?? 'unknown' };
}

export interface OpenedModel {
  executor: OnnxExecutor;
  /** Version of onnxruntime-node. */
  runtime: string;
  /** Largest difference of the self-test, as a share of the output's range. */
  selfTest: number;
}

/**
 * A session on the CPU that has reproduced the model's stored output.
 *
 * @throws DiffusionError MODEL_RUNTIME, SELF_TEST_FAILED
 */
export async function openModel(model: LoadedModel<SampledManifest>): Promise<OpenedModel> {
  const { runtime, version } = await nodeRuntime();
  const executor = await OnnxExecutor.create(runtime, model, NODE);
  try {
    return { executor, runtime: version, selfTest: await selfTest(executor, model.manifest) };
  } catch (error) {
    await executor.dispose();
    throw error;
  }
}

export interface OpenedNetwork {
  network: Network;
  runtime: string;
  selfTest: number;
}

/**
 * The same for a model that is evaluated once per slice.
 *
 * @throws DiffusionError MODEL_RUNTIME, SELF_TEST_FAILED
 */
export async function openNetwork(model: LoadedModel<OnceManifest>): Promise<OpenedNetwork> {
  const { runtime, version } = await nodeRuntime();
  const network = await Network.create(runtime, model, 'cpu');
  try {
    return { network, runtime: version, selfTest: await networkSelfTest(network, model.manifest) };
  } catch (error) {
    await network.dispose();
    throw error;
  }
}

/** Makes a session of a verified model, runs its self-test and closes it again: the largest difference, as a share of the output's range. */
export async function tryModel(manifest: Manifest): Promise<number> {
  if (manifest.kind === 'denoiser' || manifest.kind === 'noising-prior') {
    const opened = await openModel(await loadModel(manifest));
    await opened.executor.dispose();
    return opened.selfTest;
  }
  const opened = await openNetwork(await loadModel(manifest));
  await opened.network.dispose();
  return opened.selfTest;
}
