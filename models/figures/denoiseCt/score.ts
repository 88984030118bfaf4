import { mean } from '../denoiseMr/summarise';
import type { Picture } from '../metrics/picture';
import { ssimAgainst } from '../metrics/ssim';
import { WINDOW, type Score } from './types';

/** Pixels of a tissue below which its bias says nothing. */
const FEWEST = 200;
/** HU, of the PSNR. */
const RANGE = 600;

/** What does not depend on the method. */
export interface Reference {
  picture: Picture;
  /** 0, or 1 + the number of a tissue. */
  tissue: Picture;
  organs: Picture;
  patient: Picture;
  ssim: (picture: Picture) => number;
}

/** Means over pixels of one result of one slice. */
export interface SliceScore {
  organs: number;
  patient: number;
  window: number;
  ssim: number;
  bias: number[];
}

const [LOW, HIGH] = WINDOW;
const clipped = (value: number) => Math.min(HIGH, Math.max(LOW, value));
/** The window as 0 to 1. */
const windowed = (picture: Picture): Picture => ({
  ...picture,
  data: Float64Array.from(picture.data, (value) => (clipped(value) - LOW) / (HIGH - LOW)),
});

export function reference(picture: Picture, tissue: Picture, organs: Picture, patient: Picture): Reference {
  return { picture, tissue, organs, patient, ssim: ssimAgainst(windowed(picture), organs) };
}

/** One result against the reference, in HU² and HU; tissues without enough pixels are NaN. */
export function scoreSlice({ picture, tissue, organs, patient, ssim }: Reference, result: Picture, tissues: number): SliceScore {
  const sums = { organs: 0, patient: 0, window: 0 };
  const counts = { organs: 0, patient: 0 };
  const bias = Array.from({ length: tissues }, () => ({ sum: 0, count: 0 }));
  picture.data.forEach((x, i) => {
    const z = result.data[i] ?? NaN;
    const own = bias[(tissue.data[i] ?? 0) - 1];
    if (own) {
      own.sum += z - x;
      own.count += 1;
    }
    if (organs.data[i]) {
      sums.organs += (z - x) ** 2;
      counts.organs += 1;
    }
    if (patient.data[i]) {
      sums.patient += (z - x) ** 2;
      sums.window += (clipped(z) - clipped(x)) ** 2;
      counts.patient += 1;
    }
  });
  return {
    organs: sums.organs / counts.organs,
    patient: sums.patient / counts.patient,
    window: sums.window / counts.patient,
    ssim: ssim(windowed(result)),
    bias: bias.map(({ sum, count }) => (count >= FEWEST ? sum / count : NaN)),
  };
}

const digits = (value: number, places: number) => Number(value.toFixed(places));

/** Mean over the slices of a kind of noise. */
export function summarise(set: string, method: string, strength: number | null, scores: readonly SliceScore[]): Score {
  const over = (of: (score: SliceScore) => number, places: number) => digits(mean(scores.map(of)), places);
  const tissues = scores[0]?.bias.length ?? 0;
  return {
    set,
    method,
    strength,
    rmse: over(({ organs }) => Math.sqrt(organs), 2),
    psnr: over(({ organs }) => 10 * Math.log10(RANGE ** 2 / organs), 3),
    ssim: over(({ ssim }) => ssim, 4),
    rmsePatient: over(({ patient }) => Math.sqrt(patient), 2),
    rmseWindow: over(({ window }) => Math.sqrt(window), 2),
    bias: Array.from({ length: tissues }, (_, k) => {
      const found = scores.map(({ bias }) => bias[k] ?? NaN).filter(Number.isFinite);
      if (found.length === 0) return null;
      return {
        mean: digits(mean(found), 2),
        worst: digits(
          found.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)),
          2,
        ),
      };
    }),
  };
}
