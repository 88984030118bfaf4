import { DiffusionError, type Remark } from '../core/errors';

/** Share of a volume whose values are looked at; more would not change what they say. */
const SAMPLED = 200_000;
/** HU of the air around and in a patient, with its noise. */
const AIR = [-1100, -850] as const;
/** HU: the thin lung and whatever else lies next above air; there is far less of it in any CT. */
const ABOVE_AIR = [-850, -600] as const;
/** Least share of air: even of what lies inside a body some is. */
const LEAST_AIR = 0.002;
/** Below it there is no tissue and no air, but padding, or the negative half of a phase image. */
const NO_TISSUE = -3100;
/** Soft tissue whose HU have got 1,000 or 1,024 added to them. */
const SHIFTED = [850, 1150] as const;
/** Soft tissue differs by this share of such values, MR by more: (upper - lower quartile) / median of what is above half the median. */
const CT_SPREAD = 0.25;
/** A brain window, 0 to 80 or 100 HU, goes no higher; MR of one voxel in 200 does. */
const WINDOW_TOP = 130;
/** Other windows that begin at 0 HU or above: the share of voxels at their upper edge, how high that is, and how high soft tissue. */
const WINDOW = { atTop: 0.003, top: 400, tissue: 150 } as const;
/** Where 8-bit images end. */
const BYTE_TOP = 255;

/** What the values of a volume look like. */
export interface ValueSigns {
  /** HU with air in them; magnitudes; undefined where both could be. */
  looks: 'CT' | 'MR' | undefined;
  /** Share of air near -1,000. */
  air: number;
  /** Median of what is above 12 % of the brightest. */
  tissue: number;
  /** Soft tissue far above 0 HU, if it is CT. */
  shifted: boolean;
}

function sampled(slices: readonly Float32Array[]): Float32Array {
  const count = slices.reduce((sum, slice) => sum + slice.length, 0);
  // An odd step does not fall on the same columns of each row.
  const step = Math.max(1, Math.floor(count / SAMPLED)) | 1;
  const values = new Float32Array(Math.ceil(count / step));
  let [n, next] = [0, 0];
  for (const slice of slices) {
    for (; next < slice.length; next += step) values[n++] = slice[next] ?? 0;
    next -= slice.length;
  }
  return values.subarray(0, n).sort();
}

/** How many of sorted values lie below a limit. */
function below(sorted: Float32Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? NaN) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const quantile = (sorted: Float32Array, share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
const above = (sorted: Float32Array, limit: number) => sorted.subarray(below(sorted, limit));

/** What made a volume, by all of its values: one of them says nothing. */
export function signsOf(slices: readonly Float32Array[]): ValueSigns {
  const values = sampled(slices);
  const share = ([from, to]: readonly [number, number]) => (below(values, to) - below(values, from)) / values.length;
  const [lowest, highest, bright] = [quantile(values, 0), quantile(values, 1), quantile(values, 0.995)];
  const air = share(AIR);
  // A padding value alone may lie lower.
  const tooLow = below(values, NO_TISSUE) - (lowest < NO_TISSUE ? below(values, lowest + 1) : 0);
  const foreground = above(values, 0.12 * bright);
  const tissue = quantile(foreground, 0.5);
  const body = above(foreground, 0.5 * tissue);
  const spread = (quantile(body, 0.75) - quantile(body, 0.25)) / tissue;
  const shifted = lowest >= 0 && tissue >= SHIFTED[0] && (tissue > SHIFTED[1] ? lowest > 0.12 * bright : spread < CT_SPREAD);
  if (tooLow < 0.001 * values.length && air >= LEAST_AIR && air > share(ABOVE_AIR)) return { looks: 'CT', air, tissue, shifted: false };
  const atTop = (values.length - below(values, highest)) / values.length;
  const edged = atTop > WINDOW.atTop && highest <= WINDOW.top && highest !== BYTE_TOP && tissue < WINDOW.tissue;
  const windowed = bright <= WINDOW_TOP || edged;
  // What interpolation leaves below zero is little.
  const negative = below(values, 0) / values.length > 0.01 || lowest < -0.05 * bright;
  const magnitudes = !negative && !shifted && !windowed && lowest <= 0.12 * bright;
  return { looks: magnitudes ? 'MR' : undefined, air, tissue, shifted };
}

/** Last words of names of files as BIDS has them, by modality (BIDS 1.10, appendix "entity table"). */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  MR: [
    ...['T1W', 'T2W', 'PDW', 'FLAIR', 'T2STARW', 'T2STAR', 'INPLANET1', 'INPLANET2', 'PDT2', 'PDT2W', 'UNIT1', 'ANGIO', 'SWI', 'FLASH'],
    ...['MEGRE', 'MESE', 'VFA', 'IRT1', 'MP2RAGE', 'MPM', 'DWI', 'BOLD', 'SBREF', 'ASL', 'M0SCAN', 'CBV', 'DEFACEMASK', 'MRI', 'MR'],
  ],
  CT: ['CT', 'CBCT', 'CTA'],
  PT: ['PET'],
};
const MODALITIES = Object.keys(SUFFIXES);
const wordsOf = (name: string) =>
  name
    .replace(/\.(nii|hdr|img)?(\.gz)?$/i, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/);

/**
 * The modality that the name of a file tells: by its last word, else by any.
 *
 * @param contrasts that the name tells: only MR has such
 */
export function modalityInName(name: string, contrasts: readonly string[]): string | undefined {
  const words = wordsOf(name);
  const of = (word = '') => MODALITIES.find((modality) => SUFFIXES[modality]?.includes(word));
  const last = of(words.at(-1));
  if (last) return last;
  const told = new Set([...words.map(of), ...(contrasts.length > 0 ? ['MR'] : [])].filter((one) => one !== undefined));
  return told.size === 1 ? [...told][0] : undefined;
}

/** What is known of what made a volume. */
export interface Evidence {
  /** By a person. */
  asked: string | undefined;
  /** By the JSON file beside it. */
  sidecar: string | undefined;
  name: string | undefined;
  values: ValueSigns;
}

/** A CT model reads HU: what it says of anything else is wrong by as much. */
function checkHounsfield({ shifted, air, tissue }: ValueSigns): Remark[] {
  if (shifted)
    throw new DiffusionError('CT_NOT_HU', { measured: `tissue at about ${tissue.toFixed(0)}`, allowed: 'soft tissue near 0 to 100 HU' });
  return air >= LEAST_AIR ? [] : [{ code: 'CT_CLIPPED' }];
}

/**
 * What made a NIfTI file, which has no place to say it.
 *
 * @returns the modality, how it is known, and what is to be said of the values
 * @throws DiffusionError MODALITY_UNKNOWN, MODALITY_DIFFERS, CT_NOT_HU
 */
export function modalityOf({ asked, sidecar, name, values }: Evidence): { modality: string; known: string; said: Remark[] } {
  const told = [
    [sidecar, 'its JSON file'],
    [name, 'its name'],
  ].filter((claim): claim is [string, string] => claim[0] !== undefined);
  // Magnitudes speak against HU, and against nothing else.
  const heard = values.looks === 'CT' || told.every(([modality]) => modality === 'MR' || modality === 'CT');
  const claims = values.looks && heard ? [...told, [values.looks, 'its values'] as const] : told;
  const found = (modality: string, known: string) => ({ modality, known, said: modality === 'CT' ? checkHounsfield(values) : [] });
  if (asked !== undefined) return found(asked, '--modality');
  const [first] = claims;
  if (!first) throw new DiffusionError('MODALITY_UNKNOWN', { allowed: 'a name such as sub-01_T1w.nii.gz or sub-01_ct.nii.gz' });
  const agreed = claims.every(([modality]) => modality === first[0]);
  if (!agreed) throw new DiffusionError('MODALITY_DIFFERS', { measured: claims.map((claim) => claim.join(' by ')).join(', ') });
  return found(first[0], claims.map(([, by]) => by).join(', '));
}
