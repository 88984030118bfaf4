import type { Quoted } from '../evaluate/section';
import { bestClassical, ourRows } from './best';
import type { Figures } from './types';

/** For the model's manifest. */
export const quoteDenoiseCt = ({ sets, scores, tissues }: Figures): Quoted[] =>
  sets.flatMap(({ title, slices }) => {
    const { all, byDefault, best } = ourRows(scores, title);
    const values: Record<string, number | undefined> = {
      'PSNR in organs, dB (range 600 HU), k = 0': all.psnr,
      'PSNR in organs, dB (range 600 HU), k = 0.25': byDefault.psnr,
      [`gain over the best classical method, dB, k = ${best.strength}`]: best.psnr - bestClassical(scores, title).psnr,
    };
    tissues.forEach((tissue, k) => (values[`bias in ${tissue}, HU, largest single slice, k = 0`] = all.bias[k]?.worst));
    const set = `val, ${title}, ${slices} slices`;
    return Object.entries(values).flatMap(([measure, value]) =>
      value === undefined ? [] : [{ set, measure, value: Number(value.toFixed(2)) }],
    );
  });
