import { readdir, readFile } from 'node:fs/promises';
import { DiffusionError } from '../core/errors';
import { readManifest, type Manifest } from '../models/manifest';
import { chooseModel, type ModelChoice } from '../rules/chooseModel';
import type { SeriesFacts } from '../rules/facts';
import { PACKAGE } from './version';

/** One folder for each model. */
export const MODELS = new URL('models/', PACKAGE);

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

/** Descriptions of the models in the package that have measured figures: those for tests have none, and are used by name only. */
export async function shippedModels(): Promise<Manifest[]> {
  const all = await Promise.all((await modelIds()).map(manifestOf));
  return all.filter(({ metrics }) => metrics.length > 0);
}

/**
 * The model asked for, or the one that fits the series.
 *
 * @throws DiffusionError MODEL_UNKNOWN, MODEL_MANIFEST, MODEL_DOMAIN, BAD_OPTION (a model for another task)
 */
export async function pickModel(asked: string | undefined, task: string, facts: SeriesFacts): Promise<ModelChoice> {
  if (asked === undefined) return chooseModel(await shippedModels(), task, facts);
  const manifest = await manifestOf(asked);
  if (!manifest.tasks.some((name) => name === task)) {
    throw new DiffusionError('BAD_OPTION', {
      measured: `model ${asked} for ${task}`,
      allowed: `${asked} for ${manifest.tasks.join(', ')}`,
    });
  }
  return { manifest, reason: 'asked for' };
}
