import { DiffusionError } from '../../src/core/errors';
import type { LoadedModel } from '../../src/execution/runtime';
import type { Manifest } from '../../src/models/manifest';
import { readManifest } from '../../src/models/manifest';
import { verifyModel } from '../../src/models/verify';
import { download, DownloadError } from './download';
import { modelStore } from './modelStore';

const missing = (id: string) => (cause: unknown) => {
  throw new DiffusionError('MODEL_MISSING', { measured: `${id}: ${cause instanceof DownloadError ? cause.reason : 'not fetched'}`, cause });
};

/**
 * @param signed called for each part that arrives
 * @throws DiffusionError MODEL_MISSING, MODEL_MANIFEST
 */
export async function fetchManifest(modelsUrl: URL, id: string, signed?: () => void): Promise<Manifest> {
  const bytes = await download(new URL(`${id}/manifest.json`, modelsUrl), { cache: 'no-cache' }, signed).catch(missing(id));
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new DiffusionError('MODEL_MANIFEST', { measured: `${id}: the manifest is not JSON`, cause });
  }
  return readManifest(id, json);
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
  const bytes = await download(url, {}, signed).catch(missing(manifest.id));
  verifyModel(manifest, bytes);
  await modelStore.put(url, bytes);
  return { manifest, bytes };
}
