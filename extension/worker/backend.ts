import { DiffusionError } from '../../src/core/errors';
import { chooseBackend, fallBack, recovered, type AdapterFacts } from '../../src/execution/choose';
import type { Executor } from '../../src/execution/Executor';
import { Network } from '../../src/execution/network';
import { OnnxExecutor } from '../../src/execution/onnx';
import type { LoadedModel, Runtime } from '../../src/execution/runtime';
import { networkSelfTest, selfTest } from '../../src/execution/selfTest';
import { RecoveringExecutor } from '../../src/execution/recover';
import { KEPT, WebGpuExecutor } from '../../src/execution/webgpu';
import type { OnceManifest, SampledManifest } from '../../src/models/manifest';
import type { BackendDescription } from '../../src/results/provenance';
import { download } from './download';
import type { BackendPreference } from './settings';
import { RuntimeFiles, type WebRuntime } from './runtimeFiles';

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

const runtimes = new RuntimeFiles(
  (address) => import(/* webpackIgnore: true */ address) as Promise<WebRuntime>,
  (address, signed) => download(address, {}, signed),
  threads,
);
const runtimeFolder = (assetsUrl: URL) => new URL(`ort/${ORT}/`, assetsUrl);

async function webgpuExecutor(
  runtime: Runtime,
  model: LoadedModel<SampledManifest>,
  description: BackendDescription,
  kept: number,
): Promise<Executor> {
  const adapter = await requestAdapter();
  if (!adapter) throw new DiffusionError('BACKEND_UNAVAILABLE', { measured: 'no WebGPU adapter' });
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await adapter.requestDevice({ requiredLimits }).catch((cause: unknown) => {
    throw new DiffusionError('BACKEND_UNAVAILABLE', { measured: 'the adapter gave no device', cause });
  });
  return new WebGpuExecutor(runtime, device, model, description, kept);
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
 * An executor that passed the model's self-test. Asked for `auto`, a WebGPU failure falls back to wasm and says so, also in the middle of a run;
 * asked for by hand, it is an error.
 *
 * @param signed called for each part of a file that arrives
 * @throws DiffusionError RUNTIME_MISSING, MODEL_RUNTIME, SELF_TEST_FAILED, OUTPUT_NOT_FINITE, BACKEND_UNAVAILABLE, GPU_MEMORY, DEVICE_LOST
 */
export async function makeExecutor(
  assetsUrl: URL,
  model: LoadedModel<SampledManifest>,
  asked: BackendPreference,
  signed?: () => void,
): Promise<Executor> {
  const description = chooseBackend(asked, await adapterFacts(), threads());
  const folder = runtimeFolder(assetsUrl);
  const wasm = (described: BackendDescription, sign?: () => void) =>
    runtimes.with(folder, 'wasm', async (runtime) => tested(await OnnxExecutor.create(runtime, model, described), model), sign);
  const webgpu = (described: BackendDescription, kept: number, sign?: () => void) =>
    runtimes.with(folder, 'webgpu', async (runtime) => tested(await webgpuExecutor(runtime, model, described, kept), model), sign);
  if (description.used !== 'webgpu') return wasm(description, signed);
  const without = (error: DiffusionError) => fallBack(description, error.sentence.replace(/\.$/, '').toLowerCase(), threads());
  try {
    return new RecoveringExecutor(await webgpu(description, KEPT, signed), {
      again: (error, small) => webgpu(recovered(description, error), small ? 0 : KEPT, signed),
      without: asked === 'auto' ? (error) => wasm(without(error), signed) : undefined,
      replaying: signed,
    });
  } catch (thrown) {
    const error = DiffusionError.from(thrown, 'MODEL_RUNTIME');
    if (asked === 'webgpu') throw error;
    return wasm(without(error), signed);
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
 * @throws DiffusionError RUNTIME_MISSING, MODEL_RUNTIME, SELF_TEST_FAILED, OUTPUT_NOT_FINITE
 */
export async function makeNetwork(assetsUrl: URL, model: LoadedModel<OnceManifest>, signed?: () => void): Promise<Network> {
  const network = await runtimes.with(runtimeFolder(assetsUrl), 'wasm', (runtime) => Network.create(runtime, model, 'wasm'), signed);
  try {
    await networkSelfTest(network, model.manifest);
    return network;
  } catch (error) {
    await network.dispose().catch(() => undefined);
    throw error;
  }
}
