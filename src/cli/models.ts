import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { DiffusionError } from '../core/errors';
import type { Manifest } from '../models/manifest';
import { eachOf, type Lacking, lackingFor, modelsDoing, openManifest, type Pin, pinsOf } from '../models/pinned';
import { MOST_MANIFEST_BYTES } from '../models/schema';
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

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Longest list of a site. */
const MOST_PINS_BYTES = 2 ** 20;

/** The list of a site at `--pins`: `{ "id": "SHA-256 of its manifest.json" }`, as `models pins` prints it. @throws DiffusionError BAD_OPTION */
export async function readPins(path: string): Promise<Pin[]> {
  const refused = (measured: string, cause?: unknown) =>
    new DiffusionError('BAD_OPTION', { measured: `--pins: ${measured}`, allowed: '{ "id": "SHA-256 of its manifest.json", … }', cause });
  const found = await stat(path).catch((cause: unknown) => {
    throw refused('no such file', cause);
  });
  if (!found.isFile() || found.size > MOST_PINS_BYTES) throw refused(`no file of at most ${MOST_PINS_BYTES} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw refused('not JSON', cause);
  }
  const { pins, strange } = pinsOf(json);
  if (strange > 0) throw refused(`${strange} entr${strange === 1 ? 'y' : 'ies'} of another kind`);
  return pins;
}

/** A file of a model, whose size is looked at before any of it is read. @throws DiffusionError MODEL_MISSING */
export async function modelFile(id: string, name: string, fits: (bytes: number) => void): Promise<Uint8Array> {
  const missing = (measured: string, cause?: unknown) =>
    new DiffusionError('MODEL_MISSING', { measured: `${id}: ${name}: ${measured}`, cause });
  const url = new URL(`${id}/${name}`, MODELS);
  const found = await stat(url).catch((cause: unknown) => {
    throw missing('no such file', cause);
  });
  if (!found.isFile()) throw missing('a folder, a pipe, a socket or a device');
  fits(found.size);
  return readFile(url).catch((cause: unknown) => {
    throw missing('cannot be read', cause);
  });
}

/** @throws DiffusionError MODEL_UNKNOWN, which lists the known ones, MODEL_MANIFEST, MODEL_UNPINNED or MODEL_MISSING */
export async function manifestOf(id: string, site: readonly Pin[] = []): Promise<Manifest> {
  const known = await modelIds();
  if (!known.includes(id)) throw new DiffusionError('MODEL_UNKNOWN', { measured: id, allowed: known.join(', ') });
  const bytes = await modelFile(id, 'manifest.json', (size) => {
    if (size <= MOST_MANIFEST_BYTES) return;
    throw new DiffusionError('MODEL_MANIFEST', { measured: `${id}: a manifest of ${size} bytes`, allowed: `${MOST_MANIFEST_BYTES}` });
  });
  // A folder of somebody's own may be used, and says so.
  return openManifest(id, bytes, { site, ownModels: true, hash });
}

/** Every model of the package, and those that cannot be taken with the reason. */
export const allModels = async (site: readonly Pin[] = []): Promise<{ manifests: Manifest[]; lacking: Lacking[] }> =>
  eachOf(await modelIds(), (id) => manifestOf(id, site));

/**
 * Models that are chosen without being named: those that the build or the site vouches for, and that have measured figures, which those for tests have
 * not.
 */
const offered = (manifests: readonly Manifest[]): Manifest[] =>
  manifests.filter(({ metrics, origin }) => metrics.length > 0 && origin?.pinned !== 'nobody');

/** Descriptions of the models that are used without being named, for a task. @throws DiffusionError why the one for the task cannot be taken */
export async function shippedModels(task?: string, site: readonly Pin[] = []): Promise<Manifest[]> {
  const { manifests, lacking } = await allModels(site);
  return task === undefined ? offered(manifests) : modelsDoing(offered(manifests), lacking, task);
}

/** What stands behind the reason of a choice, where a model was not there to be chosen. */
const without = (lacking: readonly Lacking[], task: string, modality: string): string => {
  const one = lackingFor(lacking, task, modality);
  return one ? `; ${one.id} cannot be used (${one.error.code})` : '';
};

/**
 * The model asked for, or the one that fits the series.
 *
 * @throws DiffusionError MODEL_UNKNOWN, MODEL_MANIFEST, MODEL_UNPINNED, MODEL_DOMAIN, BAD_OPTION (a model for another task)
 */
export async function pickModel(
  asked: string | undefined,
  task: string,
  facts: SeriesFacts,
  site: readonly Pin[] = [],
): Promise<ModelChoice> {
  if (asked === undefined) {
    const { manifests, lacking } = await allModels(site);
    try {
      const choice = chooseModel(offered(manifests), task, facts);
      return { ...choice, reason: choice.reason + without(lacking, task, facts.modality) };
    } catch (error) {
      const own = error instanceof DiffusionError && error.code === 'MODEL_DOMAIN' ? lackingFor(lacking, task, facts.modality) : undefined;
      throw own ? DiffusionError.fromData(own.error) : error;
    }
  }
  const manifest = await manifestOf(asked, site);
  if (!manifest.tasks.some((name) => name === task)) {
    throw new DiffusionError('BAD_OPTION', {
      measured: `model ${asked} for ${task}`,
      allowed: `${asked} for ${manifest.tasks.join(', ')}`,
    });
  }
  return { manifest, reason: 'asked for' };
}
