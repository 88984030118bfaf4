import { DiffusionError } from '../../src/core/errors';
import { chooseBackend, fallBack, type AdapterFacts } from '../../src/execution/choose';
import type { Executor } from '../../src/execution/Executor';
import { Network } from '../../src/execution/network';
import { OnnxExecutor } from '../../src/execution/onnx';
import type { LoadedModel, Runtime } from '../../src/execution/runtime';
import { networkSelfTest, selfTest } from '../../src/execution/selfTest';
import { WebGpuExecutor } from '../../src/execution/webgpu';
import type { OnceManifest, SampledManifest } from '../../src/models/manifest';
import type { BackendDescription } from '../../src/results/provenance';
import type { BackendPreference } from './protocol';

/** Set by webpack from onnxruntime-web's package.json; the files lie in a folder of that name. */
declare const ORT_VERSION: string;
export const ORT = ORT_VERSION;

/** The limits that a convolution network needs beyond WebGPU's small defaults. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** Shared memory, and with it threads, exists only on cross-origin isolated pages; one thread must work everywhere. */
export const threads = (): number => (self.crossOriginIsolated ? Math.min(4, Math.max(1, navigator.hardwareConcurrency)) : 1);

const requestAdapter = async (): Promise<GPUAdapter | undefined> =>
  (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)) ?? undefined;

export async function adapterFacts(): Promise<AdapterFacts> {
  const adapter = await requestAdapter();
  const label = adapter && [adapter.info.vendor, adapter.info.architecture, adapter.info.description].filter(Boolean).join(' ');
  return {
    api: 'gpu' in navigator && Boolean(navigator.gpu),
    adapter: adapter && { label: label || 'unnamed adapter', software: adapter.info.isFallbackAdapter },
  };
}

interface WebRuntime extends Runtime {
  env: { logLevel: string; wasm: { wasmPaths: string; numThreads: number } };
}

let loading: { file: string; runtime: Promise<WebRuntime> } | undefined;

/** onnxruntime-web from our own versioned folder: OHIF serves another copy, whose settings must not meet ours. One build per worker. */
function loadRuntime(assetsUrl: URL, used: 'webgpu' | 'wasm'): Promise<Runtime> {
  const file = used === 'webgpu' ? 'ort.webgpu.min.mjs' : 'ort.wasm.min.mjs';
  // The WebGPU build holds the CPU provider too, so a fallback needs no second build.
  if (loading && (loading.file === file || used === 'wasm')) return loading.runtime;
  const folder = new URL(`ort/${ORT}/`, assetsUrl);
  const runtime = (import(/* webpackIgnore: true */ new URL(file, folder).href) as Promise<WebRuntime>).then((ort) => {
    ort.env.logLevel = 'error';
    ort.env.wasm.wasmPaths = folder.href;
    ort.env.wasm.numThreads = threads();
    return ort;
  });
  loading = { file, runtime };
  return runtime;
}

async function webgpuExecutor(assetsUrl: URL, model: LoadedModel<SampledManifest>, description: BackendDescription): Promise<Executor> {
  const runtime = await loadRuntime(assetsUrl, 'webgpu');
  const adapter = await requestAdapter();
  if (!adapter) throw new DiffusionError('BACKEND_UNAVAILABLE', { measured: 'no WebGPU adapter' });
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits }).catch((cause: unknown) => {
    throw new DiffusionError('BACKEND_UNAVAILABLE', { measured: 'the adapter gave no device', cause });
  });
  return WebGpuExecutor.create(runtime, device, model, description);
}

async function tested(executor: Executor, model: LoadedModel<SampledManifest>): Promise<Executor> {
  try {
    await selfTest(executor, model.manifest);
    return executor;
  } catch (error) {
    await executor.dispose().catch(() => undefined);
    throw error;
  }
}

/**
 * An executor that passed the model's self-test. Asked for `auto`, a WebGPU failure falls back to wasm and says so; asked for by hand, it
 * is an error.
 *
 * @throws DiffusionError MODEL_RUNTIME, SELF_TEST_FAILED, BACKEND_UNAVAILABLE
 */
export async function makeExecutor(assetsUrl: URL, model: LoadedModel<SampledManifest>, asked: BackendPreference): Promise<Executor> {
  const description = chooseBackend(asked, await adapterFacts(), threads());
  const wasm = async (described: BackendDescription) =>
    tested(await OnnxExecutor.create(await loadRuntime(assetsUrl, 'wasm'), model, described), model);
  if (description.used !== 'webgpu') return wasm(description);
  try {
    return await tested(await webgpuExecutor(assetsUrl, model, description), model);
  } catch (thrown) {
    const error = DiffusionError.from(thrown, 'MODEL_RUNTIME');
    if (asked === 'webgpu') throw error;
    return wasm(fallBack(description, error.sentence.replace(/\.$/, '').toLowerCase(), threads()));
  }
}

/** Networks that are evaluated once per slice run on the CPU provider: they are small, and their first and last steps are on the CPU anyway. */
export const cpuBackend = (asked: BackendPreference): BackendDescription => ({
  asked,
  used: 'wasm',
  reason: 'models of one evaluation run on the CPU',
  device: `${threads()} thread${threads() === 1 ? '' : 's'}`,
});

/**
 * A network that passed its self-test.
 *
 * @throws DiffusionError MODEL_RUNTIME, SELF_TEST_FAILED
 */
export async function makeNetwork(assetsUrl: URL, model: LoadedModel<OnceManifest>): Promise<Network> {
  const network = await Network.create(await loadRuntime(assetsUrl, 'wasm'), model, 'wasm');
  try {
    await networkSelfTest(network, model.manifest);
    return network;
  } catch (error) {
    await network.dispose().catch(() => undefined);
    throw error;
  }
}
