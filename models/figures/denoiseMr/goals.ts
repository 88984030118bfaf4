import { distinct } from './summarise';
import { signed, table } from '../evaluate/markdown';
import type { Figures, Gain } from './types';

/** Goal: dB over the best classical method, by noise level, on T1 with skull and FLAIR with and without. */
const GOAL: Record<number, number> = { 3: 1.5, 6: 1.5, 10: 2 };

const hasGoal = ({ contrasts, skull }: Figures['sets'][number]) =>
  contrasts.length === 1 && (contrasts[0] === 'FLAIR' || (contrasts[0] === 'T1' && skull.includes('on')));

/** Mean and its standard error. */
const decibel = ({ psnr, error }: Gain) => signed(psnr, 2) + (error === null ? '' : ` ± ${error.toFixed(2)}`);

/** "reached", or by how much not. */
function verdict({ percent, psnr }: Gain): string {
  const short = (GOAL[percent] ?? 0) - psnr;
  return short <= 0 ? 'reached' : `${short.toFixed(2)} short`;
}

/** The goals beside the figures. The baselines with which they were set did not include BM3D, hence two comparisons. */
export function goals({ sets, gains, gainsWithoutBm3d, methods }: Figures): string {
  const title = (id: string) => methods.find((method) => method.id === id)?.title ?? id;
  const rows = sets.filter(hasGoal).flatMap((set) =>
    gains
      .filter(({ group }) => group === set.title)
      .map((gain) => {
        const older = gainsWithoutBm3d.find(({ group, percent }) => group === gain.group && percent === gain.percent) ?? gain;
        const cell = (found: Gain) => [`${decibel(found)} (${title(found.best)})`, verdict(found)];
        const ssim = `${signed(gain.ssim, 3)} (${title(gain.bestSsim)})`;
        return [
          `${gain.group} (${gain.slices})`,
          `${gain.percent} %`,
          `+${(GOAL[gain.percent] ?? 0).toFixed(1)}`,
          ...cell(older),
          ...cell(gain),
          ssim,
        ];
      }),
  );
  const head = [
    'set (slices)',
    'noise',
    'goal, dB',
    'over the best of Gaussian, TV, wavelet, NLM',
    '',
    'over the best with BM3D',
    '',
    'SSIM over the highest',
  ];
  return table(head, rows);
}

/** How many goals were reached, and the widest miss. */
export function summary({ sets, gains, gainsWithoutBm3d, model }: Figures): string {
  const titles = sets.filter(hasGoal).map(({ title }) => title);
  const count = (found: readonly Gain[]) => {
    const rows = found.filter(({ group }) => titles.includes(group));
    const short = rows.map(({ percent, psnr }) => (GOAL[percent] ?? 0) - psnr);
    const reached = short.filter((value) => value <= 0).length;
    return `${reached} of ${rows.length} goals reached${reached < rows.length ? `, the others missed by up to ${Math.max(...short).toFixed(2)} dB` : ''}`;
  };
  return `Without BM3D ${count(gainsWithoutBm3d)}; with BM3D ${count(gains)}. How it was trained stands in \`models/${model.id}/CARD.md\`.`;
}

/** Gains of everything, sets with goals and without. */
export function gainTable(found: readonly Gain[], methods: Figures['methods'], head: string): string {
  const title = (id: string) => methods.find((method) => method.id === id)?.title ?? id;
  const percents = distinct(found.map(({ percent }) => percent));
  const rows = distinct(found.map(({ group }) => group)).map((group) => {
    const here = found.filter((gain) => gain.group === group);
    const cell = (gain: Gain | undefined) => (gain ? `${decibel(gain)} dB, ${signed(gain.ssim, 3)} (${title(gain.best)})` : '–');
    return [`${group} (${here[0]?.slices ?? 0})`, ...percents.map((p) => cell(here.find(({ percent }) => percent === p)))];
  });
  return table([head, ...percents.map((p) => `${p} %`)], rows);
}
