import type { Picture } from './picture';

/** Peak signal-to-noise ratio in dB for a peak of 1, over the pixels where `inside` is not zero. */
export function psnr(clean: Picture, picture: Picture, inside: Picture): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < clean.data.length; i++) {
    if (!inside.data[i]) continue;
    sum += ((picture.data[i] ?? 0) - (clean.data[i] ?? 0)) ** 2;
    count += 1;
  }
  return -10 * Math.log10(sum / count);
}
