import { countIn, shareBelow, type ValueBin } from './ValueHistogram';

/** Values above a gap this wide (a ratio) are no tissue, where they are few. The widest gap of an ordinary series is 1.21. */
const GAP = 1.25;
/** And it is this many times as wide as any below, down to half the value: coarse integers have gaps. */
const WIDER = 2;
/** Share of the values above zero that may lie above a gap. */
const FEW = 0.01;
/** A maximum further above the unit than this has a tail of its own (ordinary series: up to 2.7). */
const FAR = 3;
/** A crowd: this share of the values above zero, and no fewer than that, within one GAP below a value. */
const [CROWD, LEAST_CROWD] = [1e-3, 4];

/** The largest value below the lowest gap; that of all where there is none. */
function belowGap(positive: readonly ValueBin[]): number {
  const total = countIn(positive);
  const steps = positive.map(({ least }, k) => least - (positive[k - 1]?.most ?? 0));
  const isGap = (k: number) => {
    const { most } = positive[k - 1]!;
    if (positive[k]!.least <= GAP * most) return false;
    const near = steps.filter((_, j) => j < k && positive[j]!.least > most / 2);
    return steps[k]! > WIDER * Math.max(0, ...near);
  };
  let [top, above] = [positive.length - 1, 0];
  for (let k = positive.length - 1; k > 0; k--) {
    above += positive[k]!.count;
    if (above > FEW * total) break;
    if (isGap(k)) top = k - 1;
  }
  return positive[top]?.most ?? NaN;
}

/** The largest value that has a crowd below it; undefined where none has. */
function inCrowd(positive: readonly ValueBin[]): number | undefined {
  const enough = Math.max(LEAST_CROWD, CROWD * countIn(positive));
  for (let [k, first, crowd] = [positive.length - 1, positive.length, 0]; k >= 0; k--) {
    const { most } = positive[k]!;
    while (first > 0 && positive[first - 1]!.most * GAP >= most) crowd += positive[--first]!.count;
    if (crowd >= enough) return most;
    crowd -= positive[k]!.count;
  }
  return undefined;
}

/**
 * The largest value of a magnitude series that is not alone: a hot voxel, a marker or a metal spike has no say. Ordinary series keep their
 * maximum, to the last bit. Twin of models/training/intensity.py.
 *
 * @param above share of the top that counts as air, for the unit
 * @param percentile of the rest that is the unit
 */
export function topOf(bins: readonly ValueBin[], percentile: number, above: number): number {
  const positive = bins.filter(({ most }) => most > 0);
  const [top, crowd] = [belowGap(positive), inCrowd(positive)];
  if (crowd === undefined) return top;
  const unit = shareBelow(
    positive.filter(({ most }) => most > above * crowd && most <= crowd),
    percentile / 100,
  );
  return top > FAR * unit ? crowd : top;
}
