import { at } from '../core/at';
import type { Volume } from '../volume/Volume';
import { scaleOf } from './inside';
import { imageOnly } from './imageOnly';
import { structureOf, type Structure } from './removal';

/** What was taken away from the picture: source − result, slice by slice, in the source's units. */
export function difference(source: readonly Float32Array[], result: readonly Float32Array[]): Float32Array<ArrayBuffer>[] {
  return source.map((slice, k) => {
    const made = at(result, k);
    return Float32Array.from(slice, (value, i) => value - made[i]!);
  });
}

/**
 * Above these a removal is structured. Chosen on the drawn heads of tests/results/difference.test.ts (noise of 1.5 to 8 % of the maximum,
 * white and soft by up to 1 pixel, even and rising fourfold across the head): removed noise gave at most 0.15, 0.24 and 7.7; a blur of
 * 2 pixels at least 0.63 (edges), 10 % less brightness at least 0.42 (coarse), a lesion 5 pixels wide and 5 σ bright in noise soft by 0.6 pixels at
 * least 9.5 (peak); mr-brain-restore on two real series reached 7.6 (peak). What these do not see: small lesions in noise as soft as themselves (soft by 1 pixel: 5 to 7).
 */
const BOUNDS = { edges: 0.3, coarse: 0.35, peak: 8.5 } as const satisfies Structure;
/** What each of them stands for, for the reader. */
const MEANING = {
  edges: 'edges',
  coarse: 'brightness over larger areas',
  peak: 'a spot that stands out of the noise',
} as const satisfies Record<keyof Structure, string>;
const KINDS = Object.keys(BOUNDS) as (keyof Structure)[];
/** Slices named in a warning. */
const NAMED = 5;

export interface Removal {
  /** Per slice the largest of its measures as a share of its bound: above 1 is structured. Undefined where too little is tissue. */
  slices: (number | undefined)[];
  /** The largest of them; 0 where no slice could be judged. */
  series: number;
  /** One sentence for the reader, where a slice is above 1. */
  warning?: string;
}

/** `3, 4, 9 and 12 more`: of many slices the worst are named. */
function name(slices: readonly number[], shares: readonly (number | undefined)[], numbers: readonly number[]): string {
  const worst = [...slices].sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0)).slice(0, NAMED);
  const named = worst.map((k) => numbers[k] ?? k + 1).sort((a, b) => a - b);
  const more = slices.length - named.length;
  return `${slices.length === 1 ? 'slice' : 'slices'} ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * Whether what was removed looks like noise, or knows the picture: edges, shading, lesions. A hint to look at the difference, not a proof:
 * it cannot say whether the structure was anatomy or an artefact.
 *
 * @param result on the source's grid and in its units
 * @param numbers of the slices, for the reader; without them they are counted from 1
 * @throws DiffusionError BAD_PIXELS, EMPTY_IMAGE
 */
export function structuredRemoval(
  seen: Pick<Volume, 'slices' | 'rows' | 'columns' | 'units' | 'padding'>,
  made: readonly Float32Array[],
  numbers: readonly number[] = seen.slices.map((_, k) => k + 1),
): Removal {
  const { source, result } = imageOnly(seen, made);
  const { slices, rows, columns, units } = source;
  const scale = scaleOf(slices, units);
  const found = slices.map((slice, k) => {
    const removed = at(difference([slice], [at(result, k)]), 0);
    return structureOf(slice, removed, rows, columns, scale, units !== 'HU');
  });
  const shares = found.map((structure) => structure && Math.max(...KINDS.map((kind) => structure[kind] / BOUNDS[kind])));
  const series = Math.max(0, ...shares.map((share) => share ?? 0));
  if (series <= 1) return { slices: shares, series };
  const structured = shares.flatMap((share, k) => ((share ?? 0) > 1 ? [k] : []));
  const kinds = KINDS.filter((kind) => found.some((structure) => structure && structure[kind] > BOUNDS[kind]));
  const what = kinds.map((kind) => MEANING[kind]).join(', ');
  return {
    slices: shares,
    series,
    warning: `What was removed is more than noise (${what}; ${name(structured, shares, numbers)}). Look at the difference before you rely on the result.`,
  };
}
