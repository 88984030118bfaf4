import { DiffusionError, type ErrorData } from '../core/errors';
import { type Manifest, type PinnedBy, readManifest } from './manifest';
import { PINS } from './pins';
import { MOST_MANIFEST_BYTES } from './schema';

/** A manifest that whoever runs the software vouches for: the SHA-256 of its file. */
export interface Pin {
  id: string;
  sha256: string;
}

function pinnedBy(id: string, found: string, site: readonly Pin[]): PinnedBy {
  const names = (pin: Pin) => pin.id === id && pin.sha256 === found;
  if (PINS.some(names)) return 'build';
  return site.some(names) ? 'site' : 'nobody';
}

/** A site's list: id → SHA-256 of its `manifest.json`, or several of them; and how many entries are none. */
export function pinsOf(value: unknown): { pins: Pin[]; strange: number } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { pins: [], strange: value === undefined ? 0 : 1 };
  const named = Object.entries(value).flatMap(([id, hashes]: [string, unknown]) =>
    (Array.isArray(hashes) ? (hashes as unknown[]) : [hashes]).map((sha256) => ({ id, sha256 })),
  );
  const pins = named.filter((one): one is Pin => typeof one.sha256 === 'string' && /^[0-9a-f]{64}$/.test(one.sha256));
  return { pins, strange: named.length - pins.length };
}

export interface Opening {
  /** Manifests that the site vouches for, beside those of the build. */
  site?: readonly Pin[];
  /** Whether a model that nobody vouches for may be used: never under the name of one of the build. */
  ownModels?: boolean;
  /** SHA-256 in hexadecimal: Node has its own, a page `hashInScript`. */
  hash: (bytes: Uint8Array) => string;
}

function parsed(id: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new DiffusionError('MODEL_MANIFEST', { measured: `${id}: the manifest is not JSON`, cause });
  }
}

/**
 * Reads `manifest.json` of a model. Weights are verified by the hash that stands in it, so it is what the trust in a model hangs on: numbers in it
 * (σ of the data, units, thresholds) change every pixel while the weights stay the genuine ones.
 *
 * @throws DiffusionError MODEL_MANIFEST, MODEL_UNPINNED
 */
export function openManifest(id: string, bytes: Uint8Array, { site = [], ownModels = false, hash }: Opening): Manifest {
  if (bytes.length > MOST_MANIFEST_BYTES)
    throw new DiffusionError('MODEL_MANIFEST', {
      measured: `${id}: a manifest of ${bytes.length} bytes`,
      allowed: `${MOST_MANIFEST_BYTES}`,
    });
  const manifest = readManifest(id, parsed(id, bytes));
  const found = hash(bytes);
  const pinned = pinnedBy(id, found, site);
  const known = [...PINS, ...site].filter((pin) => pin.id === id);
  if (pinned === 'nobody' && (known.length > 0 || !ownModels))
    throw new DiffusionError('MODEL_UNPINNED', {
      measured: `${id}: manifest.json with SHA-256 ${found.slice(0, 12)}…`,
      ...(known.length > 0 && { allowed: known.map((pin) => `${pin.sha256.slice(0, 12)}…`).join(' or ') }),
    });
  return { ...manifest, origin: { sha256: found, pinned } };
}

/** A model that could not be taken. */
export interface Lacking {
  id: string;
  error: ErrorData;
}

/** Models by their ids, and those that cannot be taken with the reason: one that is broken hides no other. */
export async function eachOf(
  ids: readonly string[],
  take: (id: string) => Promise<Manifest>,
): Promise<{ manifests: Manifest[]; lacking: Lacking[] }> {
  const manifests: Manifest[] = [];
  const lacking: Lacking[] = [];
  for (const [k, read] of (await Promise.allSettled(ids.map(take))).entries()) {
    if (read.status === 'fulfilled') manifests.push(read.value);
    else lacking.push({ id: ids[k] ?? '', error: DiffusionError.from(read.reason, 'MODEL_MISSING').toData() });
  }
  return { manifests, lacking };
}

/**
 * Of the models that could not be taken, the first that may be the one for a task (and a modality): it is what a reader has to hear of then, and not that
 * those which are left were made for something else. What a model is for is known of those of the build; any other may be the one.
 */
export function lackingFor(lacking: readonly Lacking[], task: string, modality?: string): Lacking | undefined {
  return lacking.find(({ id }) => {
    const pin = PINS.find((one) => one.id === id);
    return !pin || (pin.tasks.includes(task) && (modality === undefined || pin.modalities.includes(modality)));
  });
}

/** Models that do a task. @throws DiffusionError why the one that may do it could not be taken, where there is no other */
export function modelsDoing(manifests: readonly Manifest[], lacking: readonly Lacking[], task: string): Manifest[] {
  const able = manifests.filter(({ tasks }) => tasks.some((name) => name === task));
  const other = able.length > 0 ? undefined : lackingFor(lacking, task);
  if (other) throw DiffusionError.fromData(other.error);
  return able;
}
