import { DiffusionError } from '../core/errors';
import { preconditioning } from '../diffusion/parameterisation';
import type { OnceManifest, SampledManifest } from '../models/manifest';
import { conditionRegion } from './condition';
import type { Executor } from './Executor';
import type { Evaluates, Pictures } from './network';
import { isFlat } from './picture';

/** Little-endian float32 in base64 → numbers. */
export function decodeFloats(base64: string): Float32Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** What the network itself adds must be so many tolerances wide, or one that answers zeros, or any constant, would pass. */
const TELLING = 5;

const failed = (measured: string, allowed: string) => new DiffusionError('SELF_TEST_FAILED', { measured, allowed });

const rangeOf = (values: Float32Array): number => {
  const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  return high - low;
};

/** @throws DiffusionError SELF_TEST_FAILED for a stored picture that a network which does nothing would reproduce */
function checkStored(name: string, expected: Float32Array): void {
  if (!expected.every(Number.isFinite)) throw failed(`a stored ${name} of what are no numbers`, 'finite numbers');
  if (isFlat(expected)) throw failed(`a stored ${name} that is ${expected[0]} everywhere`, 'a picture');
}

/**
 * @param found of the size of `expected`
 * @returns the largest difference as a share of the range of `expected`
 * @throws DiffusionError SELF_TEST_FAILED
 */
function compare(found: Float32Array, expected: Float32Array, tolerance: number): number {
  const worst = expected.reduce((m, value, i) => Math.max(m, Math.abs(value - found[i]!)), 0) / rangeOf(expected);
  if (worst <= tolerance) return worst;
  throw new DiffusionError('SELF_TEST_FAILED', { measured: `difference ${worst.toExponential(1)} of the range`, allowed: `${tolerance}` });
}

/**
 * Runs the stored input of the manifest through the backend and compares with the stored output, before anything is shown.
 *
 * @returns the largest difference as a share of the output's range
 * @throws DiffusionError SELF_TEST_FAILED, OUTPUT_NOT_FINITE
 */
export async function selfTest(executor: Executor, { selfTest: stored, parameterisation }: SampledManifest): Promise<number> {
  const [input, expected] = [decodeFloats(stored.input), decodeFloats(stored.output)];
  checkStored('output', expected);
  const { cSkip } = preconditioning(parameterisation, stored.sigma);
  const own = rangeOf(expected.map((value, i) => value - cSkip * input[i]!));
  const least = TELLING * stored.tolerance * rangeOf(expected);
  if (!(own > least))
    throw failed(`a stored output to which the network adds ${own.toExponential(1)}`, `more than ${least.toExponential(1)}`);
  const rows = [{ evaluateAt: stored.sigma, sigma: 0, a: 0, b: [1], c: [] }];
  const lane = await executor.open(stored, rows);
  try {
    const region = stored.known === undefined ? undefined : conditionRegion(decodeFloats(stored.known));
    lane.load({ state: input, noise: { seed: 0, slice: 0 }, region });
    for (const row of rows) await lane.step(row);
    return compare(await lane.read(), expected, stored.tolerance);
  } finally {
    await lane.dispose();
  }
}

function outputOf(outputs: Pictures, name: string): Float32Array {
  const found = outputs[name];
  if (!found) throw new DiffusionError('MODEL_RUNTIME', { measured: `no output ${name}, but ${Object.keys(outputs).join(', ')}` });
  return found;
}

/** Stored pictures by the names of the graph. */
function storedPictures(manifest: OnceManifest) {
  if (manifest.kind === 'restorer') return manifest.selfTest;
  const { graph, selfTest: stored } = manifest;
  return { ...stored, inputs: { [graph.input]: stored.input }, outputs: { [graph.output]: stored.output } };
}

/**
 * The same for a network that is evaluated once; of several outputs the worst counts.
 *
 * @throws DiffusionError SELF_TEST_FAILED, OUTPUT_NOT_FINITE, MODEL_RUNTIME (an output of the manifest that the network does not have)
 */
export async function networkSelfTest(network: Evaluates, manifest: OnceManifest): Promise<number> {
  const { rows, columns, tolerance, ...stored } = storedPictures(manifest);
  const inputs = Object.fromEntries(Object.entries(stored.inputs).map(([name, text]) => [name, decodeFloats(text)]));
  const expected = Object.entries(stored.outputs).map(([name, text]) => [name, decodeFloats(text)] as const);
  for (const [name, picture] of expected) checkStored(name, picture);
  const outputs = await network.run(inputs, rows, columns);
  return Math.max(...expected.map(([name, picture]) => compare(outputOf(outputs, name), picture, tolerance)));
}
