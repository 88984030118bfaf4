import { DiffusionError } from '../core/errors';
import type { DenoiserManifest } from '../models/manifest';
import type { Executor } from './Executor';

/** Little-endian float32 in base64 → numbers. */
export function decodeFloats(base64: string): Float32Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/**
 * Runs the stored input of the manifest through the backend and compares with the stored output, before anything is shown.
 *
 * @returns the largest difference as a share of the output's range
 * @throws DiffusionError SELF_TEST_FAILED
 */
export async function selfTest(executor: Executor, { selfTest: stored }: DenoiserManifest): Promise<number> {
  const [input, expected] = [decodeFloats(stored.input), decodeFloats(stored.output)];
  const rows = [{ evaluateAt: stored.sigma, sigma: 0, a: 0, b: [1], c: [] }];
  const lane = await executor.open(stored, rows);
  try {
    lane.load(input, { seed: 0, slice: 0 });
    for (const row of rows) await lane.step(row);
    const found = await lane.read();
    const range = expected.reduce((m, v) => Math.max(m, v), -Infinity) - expected.reduce((m, v) => Math.min(m, v), Infinity);
    const worst = found.reduce((m, v, i) => Math.max(m, Number.isFinite(v) ? Math.abs(v - (expected[i] ?? NaN)) : Infinity), 0) / range;
    if (!(worst <= stored.tolerance)) {
      throw new DiffusionError('SELF_TEST_FAILED', {
        measured: `difference ${worst.toExponential(1)} of the range`,
        allowed: `${stored.tolerance}`,
      });
    }
    return worst;
  } finally {
    await lane.dispose();
  }
}
