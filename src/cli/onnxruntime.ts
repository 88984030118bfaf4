import './quiet';
import type { Runtime } from '../execution/runtime';

/** Warnings of the library are for its makers. */
const ERRORS_ALONE = 'error';

/** onnxruntime-node, loaded with its first use, telling nobody of it. */
export async function nodeRuntime(): Promise<{ runtime: Runtime; version: string }> {
  const onnxruntime = await import('onnxruntime-node');
  onnxruntime.env.logLevel = ERRORS_ALONE;
  return { runtime: onnxruntime as unknown as Runtime, version: onnxruntime.env.versions.node ?? 'unknown' };
}
