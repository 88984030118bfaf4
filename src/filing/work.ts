import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { finished, type Steps } from '../core/steps';
import type { Provenance } from '../results/provenance';
import type { Slices } from '../results/slices';

/** Per slice along the normal, row-major: not 0 inside; undefined where the slice has nothing inside. */
export type Masks = readonly (Uint8Array | Float32Array | undefined)[];

export interface WorkParts {
  provenance: Provenance;
  /** SOP Instance UIDs of the source along the normal, each with its frame where it has several (`uid#frame`). */
  sourceUids: readonly string[];
  /** Major version of the engine: within one, the same settings give the same pixels. */
  engineMajor: number;
  /** What was filled, or a brain that was given. */
  region?: Masks | undefined;
  /** Of the layer that was asked for: two devices may differ in a last digit, and other pixels are another work. */
  pixels?: Slices | undefined;
  /** Which slices were made, where the run was stopped. */
  finished?: readonly boolean[] | undefined;
}

/** SHA-256 of what lies inside, the same for any number that says so. */
function* maskHash(masks: Masks): Steps<string> {
  const hash = sha256.create();
  for (const [k, mask] of masks.entries()) {
    const inside = mask && Uint8Array.from(mask, (value) => (value > 0 ? 1 : 0));
    if (inside?.includes(1)) hash.update(new TextEncoder().encode(`${k}:`)).update(inside);
    yield;
  }
  return bytesToHex(hash.digest());
}

/** Every so many-th value is looked at: enough to see that another device has rounded otherwise, and quick for a long series. */
const STRIDE = 61;

/** SHA-256 of a sample of the pixels. */
function* sampleHash(slices: Slices): Steps<string> {
  const hash = sha256.create();
  for (const slice of slices) {
    const sample = Float32Array.from({ length: Math.ceil(slice.length / STRIDE) }, (_, n) => slice[n * STRIDE] ?? 0);
    hash.update(new Uint8Array(sample.buffer));
    yield;
  }
  return bytesToHex(hash.digest());
}

/** Measured on the pixels, alike on every machine but for the last digits. */
const measured = (value: number) => value.toPrecision(7);

/** What a manifest that does not come with the engine says changes pixels as well; of the others the engine's version tells. */
const ownManifests = (made: Provenance): string[] =>
  [made.model, made.task === 'anomaly' ? made.mask.model : undefined].flatMap((model) =>
    model?.manifest !== undefined && model.pinned !== 'build' ? [model.manifest] : [],
  );

/** The settings that change pixels, task by task; a new one belongs here. Not the backend, the times, or what was found. */
function settingsOf(made: Provenance): unknown[] {
  if (made.task === 'anomaly') {
    const { noising, mask, map } = made;
    const drawn = noising && [noising.noise, noising.sigma, noising.steps, noising.samples, noising.seed];
    return [drawn, mask.source, mask.model?.sha256, map.smoothingMm, map.cut, map.direction];
  }
  const drawn = [made.steps === 1 ? 'mean' : made.sampler, made.steps, made.seed, made.samples, made.scaling, measured(made.unit)];
  if (made.task === 'inpaint') return [...drawn, made.resampling?.jumpLength, made.resampling?.passes];
  const levels = made.levels?.map(({ slice, sigma, unit }) => [slice, measured(sigma), measured(unit)]);
  // Named only where there are several: works from before there were turns keep their key.
  return [...drawn, measured(made.sigma), made.strength, made.magnitude, levels, ...(made.turns ? [`${made.turns} turns`] : [])];
}

/**
 * Key of a work: SHA-256, in hexadecimal, of all that makes its pixels what they are. The same source, model, settings, region and engine
 * have the same key whenever they are run; wherever, as far as the devices make the same pixels.
 */
export function* workKeySteps({ provenance, sourceUids, engineMajor, region, finished: made, pixels }: WorkParts): Steps<string> {
  const { task, model, independent } = provenance;
  const whole = made === undefined || !made.includes(false);
  const parts = [
    ...[1, engineMajor, task, model.sha256, sourceUids, settingsOf(provenance)],
    ...[
      independent?.untouched,
      region && (yield* maskHash(region)),
      whole ? undefined : made.map(Number).join(''),
      pixels && (yield* sampleHash(pixels)),
    ],
    ...ownManifests(provenance),
  ];
  // JSON keeps what is missing as null, so that no two lists of parts read alike.
  return bytesToHex(sha256(new TextEncoder().encode(JSON.stringify(parts))));
}

/** The same, at one go. */
export const workKey = (parts: WorkParts): string => finished(workKeySteps(parts));

/** `0` of `0.1.0`. */
export const majorOf = (version: string): number => Number.parseInt(version, 10) || 0;
