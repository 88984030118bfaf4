import { gaussian } from './gaussian';
import type { Picture } from './picture';

const SIGMA = 1.5;
const RADIUS = 5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/**
 * Structural similarity (Wang et al. 2004) with a Gaussian window of 1.5 pixels, data range 1, averaged over the pixels where `inside` is
 * not zero. The same as scikit-image's structural_similarity with gaussian_weights and use_sample_covariance=False. The part that depends
 * on the clean picture alone is computed once.
 */
export function ssimAgainst(clean: Picture, inside: Picture): (picture: Picture) => number {
  const { rows, columns } = clean;
  const filter = (values: Float64Array) => gaussian(values, rows, columns, SIGMA, RADIUS);
  const x = Float64Array.from(clean.data);
  const meanX = filter(x);
  const meanXX = filter(x.map((value) => value * value));
  return (picture) => {
    const y = Float64Array.from(picture.data);
    const meanY = filter(y);
    const meanYY = filter(y.map((value) => value * value));
    const meanXY = filter(y.map((value, i) => value * (x[i] ?? 0)));
    let [sum, count] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      if (!inside.data[i]) continue;
      const [mx, my] = [meanX[i] ?? 0, meanY[i] ?? 0];
      const [vx, vy, vxy] = [(meanXX[i] ?? 0) - mx * mx, (meanYY[i] ?? 0) - my * my, (meanXY[i] ?? 0) - mx * my];
      sum += ((2 * mx * my + C1) * (2 * vxy + C2)) / ((mx * mx + my * my + C1) * (vx + vy + C2));
      count += 1;
    }
    return sum / count;
  };
}
