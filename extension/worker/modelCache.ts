import { DiffusionError } from '../../src/core/errors';
import type { LoadedModel } from '../../src/execution/runtime';
import type { Manifest } from '../../src/models/manifest';
import { readManifest } from '../../src/models/manifest';
import { verifyModel } from '../../src/models/verify';

const CACHE = 'ohif-diffusion-models';

async function fetchOrThrow(id: string, url: URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw new DiffusionError('MODEL_MISSING', { measured: `${id}: no answer from the server`, cause });
  });
  if (!response.ok) throw new DiffusionError('MODEL_MISSING', { measured: `${id}: HTTP ${response.status}` });
  return response;
}

/** @throws DiffusionError MODEL_MISSING, MODEL_MANIFEST */
export async function fetchManifest(modelsUrl: URL, id: string): Promise<Manifest> {
  const response = await fetchOrThrow(id, new URL(`${id}/manifest.json`, modelsUrl), { cache: 'no-cache' });
  const json: unknown = await response.json().catch((cause: unknown) => {
    throw new DiffusionError('MODEL_MANIFEST', { measured: `${id}: the manifest is not JSON`, cause });
  });
  return readManifest(id, json);
}

/** The browser's cache, where there is one: private windows and insecure pages have none, and then each start fetches. */
async function openCache(): Promise<Cache | undefined> {
  if (typeof caches === 'undefined') return undefined;
  return caches.open(CACHE).catch(() => undefined);
}

/**
 * Bytes are verified each time, also those from the cache; an altered cache entry is dropped and fetched once more.
 *
 * @throws DiffusionError MODEL_MISSING, MODEL_ALTERED
 */
export async function fetchModel<M extends Manifest>(modelsUrl: URL, manifest: M): Promise<LoadedModel<M>> {
  const url = new URL(`${manifest.id}/${manifest.file.name}?sha256=${manifest.file.sha256}`, modelsUrl);
  const cache = await openCache();
  const cached = await cache?.match(url);
  if (cached) {
    const bytes = new Uint8Array(await cached.arrayBuffer());
    try {
      verifyModel(manifest, bytes);
      return { manifest, bytes };
    } catch {
      await cache?.delete(url);
    }
  }
  const response = await fetchOrThrow(manifest.id, url);
  const bytes = new Uint8Array(await response.arrayBuffer());
  verifyModel(manifest, bytes);
  await cache?.put(url, new Response(bytes)).catch(() => undefined);
  return { manifest, bytes };
}
