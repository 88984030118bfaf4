import { readSlices, type LoadedImage, type SliceLoader } from '../../extension/host/readSlices';

type Pixels = Float32Array | Int16Array;
const image = (pixels: Pixels, more: Partial<LoadedImage> = {}): LoadedImage => ({ getPixelData: () => pixels, ...more });
const scaled = (rescaleSlope: number, rescaleIntercept = 0) => ({ scaled: true, scalingParameters: { rescaleSlope, rescaleIntercept } });

/** A loader as cornerstone 5: a fresh image for each request, the cache untouched. */
function makeLoader(images: Record<string, LoadedImage>, more: Partial<SliceLoader> = {}) {
  const asked: object[] = [];
  const loader: SliceLoader = {
    load: (id, options) => {
      asked.push({ id, ...options });
      const found = images[id];
      return found ? Promise.resolve(found) : Promise.reject(new Error(`no ${id} of patient Doe`));
    },
    cached: () => undefined,
    loadPastCache: () => Promise.reject(new Error('not needed')),
    ...more,
  };
  return { loader, asked };
}

async function read(ids: string[], loader: SliceLoader, { length = 2, signal = new AbortController().signal } = {}) {
  const slices: number[][] = [];
  for await (const { index, pixels } of readSlices(ids, { length, signal, loader })) slices[index] = [...pixels];
  return slices;
}

describe('reading a series', () => {
  it('asks for floats past the cache, and takes what the loader rescaled as it is', async () => {
    const { loader, asked } = makeLoader({ a: image(Float32Array.of(1.5, 2.5), { preScale: scaled(0.5), slope: 0.5 }) });
    expect(await read(['a'], loader)).toEqual([[1.5, 2.5]]);
    expect(asked).toEqual([{ id: 'a', preScale: { enabled: true }, targetBuffer: { type: 'Float32Array' }, ignoreCache: true }]);
  });

  it('rescales stored values once, by the slope and intercept of each slice (PET)', async () => {
    const { loader } = makeLoader({
      a: image(Float32Array.of(10, 20), { slope: 0.5, intercept: -3 }),
      b: image(Float32Array.of(10, 20), { preScale: { scaled: false }, slope: 2, intercept: 0 }),
    });
    expect(await read(['a', 'b'], loader)).toEqual([
      [2, 7],
      [20, 40],
    ]);
  });

  it('reads past a cached image that lost its fractions (cornerstone 4)', async () => {
    const cut = image(Int16Array.of(1, 2), { preScale: scaled(0.5) });
    const { loader } = makeLoader(
      { a: cut },
      { cached: () => cut, loadPastCache: () => Promise.resolve(image(Float32Array.of(1.5, 2.5), { preScale: scaled(0.5) })) },
    );
    expect(await read(['a'], loader)).toEqual([[1.5, 2.5]]);
  });

  it('takes a cached image with whole factors, or of floats, as it is', async () => {
    const whole = image(Int16Array.of(-1024, 40), { preScale: scaled(1, -1024) });
    expect(await read(['a'], makeLoader({ a: whole }, { cached: () => whole }).loader)).toEqual([[-1024, 40]]);
    const floats = image(Float32Array.of(0.5, 1), { preScale: scaled(0.5) });
    expect(await read(['a'], makeLoader({ a: floats }, { cached: () => floats }).loader)).toEqual([[0.5, 1]]);
  });

  it('gives copies: the viewer keeps its own pixels', async () => {
    const own = Float32Array.of(1, 2);
    const { loader } = makeLoader({ a: image(own) });
    for await (const { pixels } of readSlices(['a'], { length: 2, signal: new AbortController().signal, loader })) pixels.fill(9);
    expect([...own]).toEqual([1, 2]);
  });

  it('names the slice that could not be read, and nothing of what the loader said', async () => {
    const { loader } = makeLoader({ a: image(Float32Array.of(1, 2)) });
    const error = await read(['a', 'gone'], loader).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: 'SLICE_UNREADABLE', measured: 'slice 2 of 2' });
    expect((error as Error).message).not.toMatch(/Doe/);
  });

  it('refuses a slice with the wrong number of pixels', async () => {
    const { loader } = makeLoader({ a: image(Float32Array.of(1, 2, 3)) });
    await expect(read(['a'], loader)).rejects.toMatchObject({ code: 'SLICE_UNREADABLE', allowed: '2' });
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    abort.abort();
    const { loader, asked } = makeLoader({ a: image(Float32Array.of(1, 2)) });
    await expect(read(['a'], loader, { signal: abort.signal })).rejects.toThrow(/abort/i);
    expect(asked).toEqual([]);
  });

  it('asks for a few slices ahead and gives them in order', async () => {
    const ids = Array.from({ length: 7 }, (_, k) => String(k));
    const delays = new Map(ids.map((id, k) => [id, 20 - 2 * k]));
    let [open, most] = [0, 0];
    const { loader } = makeLoader({});
    loader.load = async (id) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, delays.get(id)));
      open -= 1;
      return image(Float32Array.of(Number(id)));
    };
    expect(await read(ids, loader, { length: 1 })).toEqual(ids.map((id) => [Number(id)]));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });
});
