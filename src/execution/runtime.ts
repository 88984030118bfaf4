import type { DenoiserManifest, Manifest } from '../models/manifest';

/**
 * The part of onnxruntime-web and onnxruntime-node that the engine uses. The runtime is passed in: the browser's copy comes from its own
 * versioned folder, Node's from its package, and neither is imported here.
 */
export interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
  dispose(): void;
}

export interface RuntimeSession {
  run(feeds: Record<string, RuntimeTensor>, fetches?: Record<string, RuntimeTensor>): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}

export interface Runtime {
  InferenceSession: { create(model: Uint8Array, options: Record<string, unknown>): Promise<RuntimeSession> };
  Tensor: {
    new (type: 'float32', data: Float32Array, dims: readonly number[]): RuntimeTensor;
    fromGpuBuffer(buffer: GPUBuffer, options: { dataType: 'float32'; dims: readonly number[] }): RuntimeTensor;
  };
}

/** A model whose manifest was read and whose bytes were verified. */
export interface LoadedModel<M extends Manifest = DenoiserManifest> {
  manifest: M;
  bytes: Uint8Array;
}

/** Names of the graph's free dimensions, as models/training/export.py writes them. */
export const FREE_DIMENSIONS = { batch: 'b', rows: 'h', columns: 'w' } as const;
