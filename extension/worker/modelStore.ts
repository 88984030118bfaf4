const CACHE = 'ohif-diffusion-models';

/** Where there is none (private windows, insecure pages, storage that is full or switched off) each start fetches: no failure of storage is one of a run. */
async function open(): Promise<Cache | undefined> {
  try {
    return await globalThis.caches?.open(CACHE);
  } catch {
    return undefined;
  }
}

/** Models in the browser's cache, by address. What is kept is not believed: who takes it verifies it, and drops what was altered. */
export const modelStore = {
  async take(url: URL): Promise<Uint8Array | undefined> {
    try {
      const kept = await (await open())?.match(url);
      return kept && new Uint8Array(await kept.arrayBuffer());
    } catch {
      return undefined;
    }
  },

  async put(url: URL, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await (await open())?.put(url, new Response(bytes)).catch(() => undefined);
  },

  async drop(url: URL): Promise<void> {
    await (await open())?.delete(url).catch(() => undefined);
  },
};
