import { DiffusionError } from '../../src/core/errors';
import type { Runtime } from '../../src/execution/runtime';
import { DownloadError } from './download';

/** What is set of onnxruntime-web before its first session. */
export interface WebRuntime extends Runtime {
  env: { logLevel?: unknown; wasm: { wasmPaths?: unknown; wasmBinary?: unknown; numThreads?: number | undefined } };
}

/** The builds of onnxruntime-web, and the module that each of them loads by itself at its first session, with a .wasm of the same name. */
const BUILDS = {
  webgpu: { file: 'ort.webgpu.min.mjs', core: 'ort-wasm-simd-threaded.asyncify' },
  wasm: { file: 'ort.wasm.min.mjs', core: 'ort-wasm-simd-threaded' },
} as const;
type Build = keyof typeof BUILDS;

/** How the runtime says, at the first session, that its own module or its .wasm could not be loaded. From then on it refuses every session. */
const NOT_LOADED = /^no available backend found/;

/** Whether a session failed because of the runtime's files, not of the model. */
const notLoaded = (error: unknown): boolean =>
  error instanceof DiffusionError && error.cause instanceof Error && NOT_LOADED.test(error.cause.message);

/**
 * onnxruntime-web from our own versioned folder: OHIF serves another copy, whose settings must not meet ours. One build per worker, as long as
 * it loads: a build that failed once is not asked again, and the next try is a new copy of it (a browser may remember that an address failed).
 */
export class RuntimeFiles {
  private loaded: { build: Build; runtime: Promise<WebRuntime> } | undefined;
  private failures = 0;

  /**
   * @param load imports a module by its address
   * @param bytesOf gives a file as its bytes, and tells of each part that arrives
   * @param threads of the wasm provider
   */
  constructor(
    private readonly load: (address: string) => Promise<WebRuntime>,
    private readonly bytesOf: (address: string, signed?: () => void) => Promise<Uint8Array>,
    private readonly threads: () => number,
  ) {}

  /**
   * Gives the runtime to who makes a session of it.
   *
   * @param folder address of the runtime's files, ending in a slash
   * @throws DiffusionError RUNTIME_MISSING, and what `work` throws
   */
  async with<T>(folder: URL, build: Build, work: (runtime: Runtime) => Promise<T>, signed?: () => void): Promise<T> {
    // The WebGPU build holds the CPU provider too, so a fallback needs no second build.
    const kept = this.loaded && (this.loaded.build === build || build === 'wasm') ? this.loaded : undefined;
    const loaded = (this.loaded = kept ?? { build, runtime: this.fetched(folder, build, signed) });
    try {
      const runtime = await loaded.runtime;
      const done = await work(runtime);
      // Compiled by now.
      runtime.env.wasm.wasmBinary = undefined;
      return done;
    } catch (error) {
      const missing = error instanceof DiffusionError && error.code === 'RUNTIME_MISSING';
      if (!missing && !notLoaded(error)) throw error;
      this.failures += 1;
      if (this.loaded === loaded) this.loaded = undefined;
      throw missing ? error : new DiffusionError('RUNTIME_MISSING', { measured: `${BUILDS[loaded.build].core}.wasm`, cause: error });
    }
  }

  private async fetched(folder: URL, build: Build, signed?: () => void): Promise<WebRuntime> {
    const { file, core } = BUILDS[build];
    const address = (name: string) => new URL(this.failures > 0 ? `${name}?again=${this.failures}` : name, folder).href;
    const missing = (name: string) => (cause: unknown) => {
      const why = cause instanceof DownloadError ? `: ${cause.reason}` : '';
      throw new DiffusionError('RUNTIME_MISSING', { measured: `${name}${why}`, cause });
    };
    // The runtime waits for its files without an end and without a sign: so they are here before it asks for them.
    for (const name of [file, `${core}.mjs`]) await this.bytesOf(address(name), signed).catch(missing(name));
    const wasm = await this.bytesOf(address(`${core}.wasm`), signed).catch(missing(`${core}.wasm`));
    const ort = await this.load(address(file)).catch(missing(file));
    ort.env.logLevel = 'error';
    ort.env.wasm.wasmPaths = { mjs: address(`${core}.mjs`) };
    ort.env.wasm.wasmBinary = wasm;
    ort.env.wasm.numThreads = this.threads();
    return ort;
  }
}
