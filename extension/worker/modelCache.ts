import { DiffusionError } from '../../src/core/errors';
import type { LoadedModel } from '../../src/execution/runtime';
import type { Manifest } from '../../src/models/manifest';
import { openManifest, type Pin } from '../../src/models/pinned';
import { MOST_MANIFEST_BYTES } from '../../src/models/schema';
import { hashInScript, verifyModel } from '../../src/models/verify';
import { download, DownloadError, TooLongError } from './download';
import { modelStore } from './modelStore';

const missing = (id: string, allowed?: number) => (cause: unknown) => {
  if (cause instanceof TooLongError && allowed !== undefined)
    throw new DiffusionError('MODEL_ALTERED', { measured: `${id}: ${cause.reason}`, allowed: `${allowed} bytes`, cause });
  throw new DiffusionError('MODEL_MISSING', { measured: `${id}: ${cause instanceof DownloadError ? cause.reason : 'not fetched'}`, cause });
};

/**
 * @param site manifests that the site vouches for
 * @param signed called for each part that arrives
 * @throws DiffusionError MODEL_MISSING, MODEL_MANIFEST, MODEL_UNPINNED
 */
export async function fetchManifest(
  modelsUrl: URL,
  id: string,
  { site = [], signed }: { site?: readonly Pin[]; signed?: () => void } = {},
): Promise<Manifest> {
  const url = new URL(`${encodeURIComponent(id)}/manifest.json`, modelsUrl);
  const bytes = await download(url, { cache: 'no-cache' }, signed, MOST_MANIFEST_BYTES).catch(missing(id));
  return openManifest(id, bytes, { site, hash: hashInScript });
}

/**
 * Bytes are verified each time, also those from the cache; an altered cache entry is dropped and fetched once more.
 *
 * @param signed called for each part that arrives
 * @throws DiffusionError MODEL_MISSING, MODEL_ALTERED
 */
export async function fetchModel<M extends Manifest>(modelsUrl: URL, manifest: M, signed?: () => void): Promise<LoadedModel<M>> {
  const url = new URL(`${manifest.id}/${manifest.file.name}?sha256=${manifest.file.sha256}`, modelsUrl);
  const kept = await modelStore.take(url);
  if (kept) {
    try {
      verifyModel(manifest, kept);
      return { manifest, bytes: kept };
    } catch {
      await modelStore.drop(url);
    }
  }
  const bytes = await download(url, {}, signed, manifest.file.bytes).catch(missing(manifest.id, manifest.file.bytes));
  verifyModel(manifest, bytes);
  await modelStore.put(url, bytes);
  return { manifest, bytes };
}
