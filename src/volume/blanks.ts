import { believedPadding } from './amidImage';
import { surveyed, type Survey } from './survey';
import { countIn, shareBelow, ValueHistogram, type ValueBin } from './ValueHistogram';
import type { ValueRange, VolumeGrid } from './Volume';

/** One value that stands for `no image`, though no tag says so. */
export interface EvidentValue {
  value: number;
  /** Of the pixels that no tag calls padding. */
  share: number;
}

/** Which pixels of a series hold no image. */
export interface Blanks {
  /** By a tag (Pixel Padding Value, Pixel Padding Range Limit), per slice. */
  declared: readonly (readonly ValueRange[])[];
  /** By what the pixels are. */
  evident: readonly EvidentValue[];
  /** So many pixels are exactly zero that they are masked: air, or a skull that was taken off. */
  zeros: boolean;
  /** The values of all other pixels, rising. */
  image: readonly ValueBin[];
}

/** Share of a series that is exactly zero where it was masked; of integers with noise a few are zero by chance. */
const MASKED = 0.05;
/** A padding value fills this share of a series, text and frames at least this many pixels. */
const [PADDED, WRITTEN] = [1e-3, 16];
/** The next value of the image is further away than this share of what the image spans. */
const APART = 0.25;
/** So many times as high as any other value: no lesion that somebody drew is. */
const FAR = 2;
/** At the end of a scale (255, 4095, …): as often there as so many times all values a little below it (WITHIN of it), since saturated tissue fades. */
const [OFTENER, WITHIN] = [4, 0.8];
/** A drawn image of fewer values has no constant that stands out. */
const MANY = 24;
/** HU: what CT can store as tissue, air or metal, and a step that none of these has to its neighbour. */
const [HU_LEAST, HU_MOST, HU_APART] = [-1024, 3071, 200];

interface Ends {
  image: ValueBin[];
  evident: EvidentValue[];
}

const single = (bin: ValueBin | undefined): bin is ValueBin => bin !== undefined && bin.least === bin.most;

/** A value far below all others, or the only one below zero in a magnitude series. */
function isBelow(bin: ValueBin, rest: readonly ValueBin[], all: number, ct: boolean): boolean {
  const next = rest[0]?.least ?? NaN;
  if (bin.count < PADDED * all) return false;
  if (ct) return bin.most < HU_LEAST && next - bin.most > HU_APART;
  return bin.most < 0 && (next >= 0 || next - bin.most > APART * (shareBelow(rest, 0.99) - next));
}

const endsScale = (value: number) => value >= 255 && Number.isInteger(Math.log2(value + 1));

/** A value far above all others, or at the end of the scale with hardly any a little below it: padding, text, a frame. */
function isAbove(bin: ValueBin, rest: readonly ValueBin[], all: number, ct: boolean): boolean {
  const next = rest.at(-1)?.most ?? NaN;
  if (bin.count < WRITTEN || bin.least <= 0) return false;
  if (ct) return bin.least > HU_MOST && bin.least - next > HU_APART;
  if (bin.least > FAR * next) return true;
  const near = countIn(rest.filter(({ most }) => most > WITHIN * bin.least));
  return endsScale(bin.least) && bin.count > OFTENER * near && bin.count > PADDED * all;
}

/** Takes single values off both ends of the values for as long as they stand apart. */
function peeled(bins: readonly ValueBin[], ct: boolean): Ends {
  const [image, all] = [[...bins], countIn(bins)];
  const evident: EvidentValue[] = [];
  const peel = (take: () => ValueBin | undefined, put: (bin: ValueBin) => void, isEvident: typeof isBelow) => {
    for (let bin = take(); bin; bin = take()) {
      if (!single(bin) || image.length < MANY || !isEvident(bin, image, all, ct)) return put(bin);
      evident.push({ value: bin.least, share: bin.count / all });
    }
  };
  peel(
    () => image.shift(),
    (bin) => void image.unshift(bin),
    isBelow,
  );
  peel(
    () => image.pop(),
    (bin) => void image.push(bin),
    isAbove,
  );
  return { image, evident };
}

/** In CT zero is water: a mask where it is far more frequent than its neighbours together. */
function masksZero(bins: readonly ValueBin[], all: number, ct: boolean): boolean {
  const zero = bins.find(({ least, most }) => least === 0 && most === 0)?.count ?? 0;
  if (zero < MASKED * all) return false;
  const near = countIn(bins.filter(({ least, most }) => least >= -20 && most <= 20)) - zero;
  return !ct || zero > OFTENER * near;
}

/**
 * Which pixels hold no image: padding that a tag declares, and what is evident: a constant far below or above everything (padding, text,
 * frames), masked zeros. One look.
 *
 * @throws DiffusionError BAD_PIXELS
 */
export function* blanksSurvey(grid: Pick<VolumeGrid, 'modality' | 'padding'>): Survey<Blanks> {
  const { modality } = grid;
  const padding = yield* believedPadding(grid);
  const values = new ValueHistogram();
  yield { visit: (slice, index) => values.add(slice, index, padding[index]) };
  const bins = values.bins();
  const ct = modality === 'CT';
  const { image, evident } = peeled(bins, ct);
  const zeros = masksZero(image, countIn(image), ct);
  return { declared: padding, evident, zeros, image: zeros ? image.filter(({ most, least }) => most !== 0 || least !== 0) : image };
}

/** What a pixel without image holds for statistics and networks: air. */
const airOf = (modality: string) => (modality === 'CT' ? -1000 : 0);

/** Tells pixels without image, of one slice. */
export function blankIn({ declared, evident, zeros }: Blanks, index: number) {
  const ranges = declared[index] ?? [];
  const values = evident.map(({ value }) => value);
  const isPadding = (value: number) => ranges.some(([low, high]) => value >= low && value <= high) || values.includes(value);
  return { isPadding, isBlank: (value: number) => isPadding(value) || (zeros && value === 0) };
}

/** Tells the pixels of one slice that are given air: masked zeros are air already, unless zero is water. */
export const isFilledIn = (blanks: Blanks, index: number, modality: string) =>
  blankIn(blanks, index)[airOf(modality) === 0 ? 'isPadding' : 'isBlank'];

/** A slice with air where it holds no image; the slice itself where it holds image everywhere. */
export function withAir(slice: Float32Array, blanks: Blanks, index: number, modality: string): Float32Array {
  const air = airOf(modality);
  const isFilled = isFilledIn(blanks, index, modality);
  if (!slice.some(isFilled)) return slice;
  return slice.map((value) => (isFilled(value) ? air : value));
}

/** A sample of values without those that evidently are padding: for windows, which they would tear open. */
export function withoutPadding(sample: Float32Array, modality = ''): Float32Array {
  const { isPadding } = blankIn(surveyed(blanksSurvey({ modality }), [sample]), 0);
  return sample.filter((value) => !isPadding(value));
}
