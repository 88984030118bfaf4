import { signed, table } from '../evaluate/markdown';
import { bestClassical, ourRows, shownRows } from './best';
import { OURS, type Figures, type Score } from './types';

/** dB over the best classical method; HU in every slice, by tissue. */
const GOAL = 1;
const BIAS_GOALS: Readonly<Record<string, number>> = { air: 4, lung: 4, fat: 2, 'soft tissue': 2 };

const protocol = ({ model, versions, sets }: Figures) => `
**What was measured.** ${sets[0]?.slices ?? 0} slices of 512 × 512 of the \`val\` patients. Dose-reduction noise is simulated (filtered back-projection of noise, \`models/training/ct/simulate.py\`; seeds fixed by slice), with the kernel and the
deviation inside the patient that the name says; stored values end at −1024 HU. The slices hold 10 to 16 HU of their own. The reference is the slice before the noise; in the last two
sets it holds noise of its own, as a full dose does beside its quarter dose. RMSE, PSNR (range 600 HU) and SSIM (window −160 to 240 HU as 0 to 1, Gaussian window of 1.5 pixels) count in soft tissue and organs:
where the smoothed slice lies between −300 and 300 HU; two more columns count in the whole patient, over all values and in that window. Ours is \`${model.id}\` ${model.version} (SHA-256 \`${model.sha256.slice(0, 12)}…\`) through the product's engine, each slice a
series of its own with the level that the engine reads, one evaluation; k is the share of the removed that is put back, the product's strength is 1 − k, its default k = 0.25.

Classical methods have the strength of a sweep with the highest PSNR over these very slices and this noise, an advantage that ours does not have (only "best k" has it). Where the reference holds half the noise of the noisy slice
(the last two, and the first nearly so), k = 0.25 is about the best answer, for that noise is in both.

Versions: ${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}.`;

const label = ({ methods }: Figures, { method, strength }: Score) => {
  const title = methods.find(({ id }) => id === method)?.title ?? method;
  if (method === OURS) return `**${title}, k = ${strength}**`;
  return strength === null ? title : `${title}: ${strength}`;
};

function gains(figures: Figures): string {
  const { sets, scores, methods } = figures;
  const rows = sets.map(({ title }) => {
    const [rival, { all, byDefault, best }] = [bestClassical(scores, title), ourRows(scores, title)];
    const gain = (score: Score) => score.psnr - rival.psnr;
    const verdict = gain(best) >= GOAL ? 'reached' : `${(GOAL - gain(best)).toFixed(2)} short`;
    const name =
      methods
        .find(({ id }) => id === rival.method)
        ?.title.split(/[,(]/)[0]
        ?.trim() ?? '';
    return [title, name, signed(gain(all), 2), signed(gain(byDefault), 2), `${signed(gain(best), 2)} (k = ${best.strength})`, verdict];
  });
  return table(['noise', 'best classical', 'ours, k = 0', 'ours, k = 0.25', 'ours at its best k', `goal +${GOAL} dB`], rows);
}

function quality(figures: Figures): string {
  const rows = figures.sets.flatMap(({ title, slices }) =>
    shownRows(figures, title).map((score) => [
      `${title} (${slices})`,
      label(figures, score),
      score.rmse.toFixed(1),
      score.psnr.toFixed(2),
      score.ssim.toFixed(3),
      score.rmsePatient.toFixed(1),
      score.rmseWindow.toFixed(1),
    ]),
  );
  return table(['noise (slices)', 'method', 'RMSE, HU', 'PSNR, dB', 'SSIM', 'RMSE, patient', 'RMSE, patient, window'], rows);
}

function bias(figures: Figures): string {
  const { sets, tissues } = figures;
  const rows = sets.flatMap(({ title }) =>
    shownRows(figures, title).map((score) => [
      title,
      label(figures, score),
      ...score.bias.map((found) => (found ? `${signed(found.mean, 1)} (${signed(found.worst, 1)})` : '–')),
    ]),
  );
  return table(['noise', 'method', ...tissues], rows);
}

/** The worst slice of all, at k = 0 and at the default, against the goal. */
function worst({ sets, scores, tissues }: Figures): string {
  const rows = tissues.map((tissue, n) => {
    const of = (key: 'all' | 'byDefault') =>
      Math.max(...sets.map(({ title }) => Math.abs(ourRows(scores, title)[key].bias[n]?.worst ?? 0)));
    const limit = BIAS_GOALS[tissue] ?? Infinity;
    const verdict = of('all') <= limit ? 'reached' : `${(of('all') - limit).toFixed(1)} HU over`;
    return [tissue, of('all').toFixed(1), of('byDefault').toFixed(1), String(limit), verdict];
  });
  return table(['tissue', 'largest bias of a slice, k = 0, HU', 'k = 0.25, HU', 'goal', 'at k = 0'], rows);
}

const cost = ({ methods }: Figures) =>
  table(
    ['method', 'GFLOP per slice', 'CPU seconds per slice'],
    methods
      .filter(({ seconds }) => seconds !== null)
      .map(({ title, gflop, seconds }) => [title, gflop?.toFixed(1) ?? '–', seconds?.toPrecision(2) ?? '–']),
  );

/** Markdown of the section. */
export function reportDenoiseCt(figures: Figures): string {
  return [
    protocol(figures).trim(),
    '### CT: goal',
    'PSNR over the best classical method, dB.',
    gains(figures),
    'Bias in HU, worst slice of all kinds of noise.',
    worst(figures),
    '### CT: all methods',
    quality(figures),
    '### CT: bias',
    'HU against the reference: mean over slices (largest single slice). Noisy slices are too bright in air and lung because stored values end at −1024.',
    bias(figures),
    `Level that the engine reads, median, HU: ${figures.sets.map(({ title, level }) => `${title}: ${level}`).join('; ')}.`,
    '### CT: cost',
    'Ours: one evaluation; GFLOP as above. Classical methods work on the part of the slice that holds the patient.',
    cost(figures),
    '### CT: pictures',
    ...figures.pictures.map(
      ({ file, set, id, rival }) =>
        `${set}: \`${id}\`.\n\n![noisy, ${rival} at its best, ours, reference, removed by ours](figures/${file})`,
    ),
  ].join('\n\n');
}
