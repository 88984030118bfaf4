import { distinct } from '../denoiseMr/summarise';
import { signed, table } from '../evaluate/markdown';
import { ORIGINAL } from './score';
import { GOAL, RIVAL, type Figures, type Method } from './types';

const shown = ({ kind, title }: Method) => (kind === 'ours' ? `**${title}**` : title);

const protocol = ({ models, versions, changedOutside: { changed, of } }: Figures) => `
**What was measured.** Healthy slices of volumes, and slices of SOOP without a stroke lesion, in units of their 98th percentile. In each a hole is cut: the largest
lesion of a \`val\` stroke mask, scaled to 800 mm² and put somewhere inside the brain (on heads with skull the outer 9 mm are left out), by a
rule whose seed is the number of the slice (\`models/figures/prepare_inpaint.py\`; the data hold T2 and PD without a lesion of two series only, and PD is the demo study). IXI was resampled to 1 mm linearly, which
makes it smoother and easier than a true 1 mm T1; it stands beside the same slices as stored. No method sees what was under the hole. SSIM (Gaussian window of
1.5 pixels, range 1; its map averaged over the pixels of the hole), PSNR (peak 1) and MSE count inside the hole only. A slice holds other things than one
could guess, so no method can reach what the original has; a sharp sample is charged for detail in the wrong place, a mean is not.

Ours: ${models.map(({ id, version, sha256 }) => `\`${id}\` ${version} (SHA-256 \`${sha256.slice(0, 12)}…\`)`).join(', ')}, through the product's engine.
RePaint has 12 levels, as the conditioned model has, and two settings of equal cost; the paper's (250 levels, jumps of 10, 10 passes) asks for some 4500 evaluations. Nothing was tuned on these slices.

Outside the holes ${changed} of ${of.toLocaleString('en-GB')} pixels differ from the source, all methods together.

Versions: ${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}.`;

function goals({ sets, methods, scores }: Figures): string {
  const ssim = (set: string, id: string) => scores.find((score) => score.set === set && score.method === id)?.ssim ?? NaN;
  const ours = methods.filter(({ kind }) => kind === 'ours');
  const rows = sets.map(({ title, slices }) => {
    const best = ours.reduce((a, b) => (ssim(title, b.id) > ssim(title, a.id) ? b : a));
    const gain = ssim(title, best.id) - ssim(title, RIVAL);
    const verdict = gain >= GOAL ? 'reached' : `${(GOAL - gain).toFixed(3)} short`;
    return [
      `${title} (${slices})`,
      ssim(title, RIVAL).toFixed(3),
      `${ssim(title, best.id).toFixed(3)} (${best.title})`,
      signed(gain, 3),
      verdict,
    ];
  });
  return table(['set (slices)', 'SSIM, biharmonic', 'best of ours', 'gain', `goal +${GOAL}`], rows);
}

function scoreTable({ sets, methods, scores }: Figures): string {
  const rows = sets.flatMap(({ title, slices, contrasts, pixels }) =>
    methods.map((method) => {
      const score = scores.find((s) => s.set === title && s.method === method.id);
      const cells = score ? [score.ssim.toFixed(3), score.psnr.toFixed(2), score.mse.toFixed(4)] : ['–', '–', '–'];
      return [`${title} (${slices}; ${contrasts.join(', ')}; ${pixels} pixels)`, shown(method), ...cells];
    }),
  );
  return table(['set (slices; contrast; hole)', 'method', 'SSIM', 'PSNR, dB', 'MSE'], rows);
}

function seamTable({ seams, methods }: Figures): string {
  const title = (id: string) => (id === ORIGINAL ? 'the original' : (methods.filter((m) => m.id === id).map(shown)[0] ?? id));
  const rows = seams.map(({ method, masks, meanWithin, highWithin, ratio }) => [
    title(method),
    `${meanWithin} of ${masks}`,
    `${highWithin} of ${masks}`,
    ratio.toFixed(2),
  ]);
  return table(['method', 'mean within', '95th percentile within', '95th percentile over that of the tissue, median'], rows);
}

const cost = ({ methods }: Figures) =>
  table(
    ['method', 'evaluations', 'GFLOP per slice', 'CPU seconds per slice'],
    methods.map((method) => [
      shown(method),
      String(method.evaluations ?? '–'),
      method.gflop?.toFixed(1) ?? '–',
      method.seconds.toPrecision(2),
    ]),
  );

const pictures = ({ pictures: found, methods }: Figures) =>
  found
    .map(({ file, set, id, ssim }) => {
      const values = distinct(methods.map((m) => m.id)).map((method) => ssim[method]?.toFixed(2) ?? '–');
      return `${set}: \`${id}\`; SSIM in the order of the panels ${values.join(', ')}.\n\n![original, hole, every method](figures/${file})`;
    })
    .join('\n\n');

/** Markdown of the section. */
export function reportInpaint(figures: Figures): string {
  return [
    protocol(figures).trim(),
    '### Inpainting: goal',
    goals(figures),
    '### Inpainting: all methods',
    scoreTable(figures),
    '### The seam',
    'Gradient: difference of neighbouring pixels. For each hole the pairs across its border (one inside, one outside), against the 95th percentile of the pairs inside healthy tissue of the same slice. "Mean within": holes whose mean across the border is at most that; "95th percentile within": the stricter reading, the 95th percentile against the 95th percentile, which the original itself passes only as often as said in its row.',
    seamTable(figures),
    '### Inpainting: cost',
    'Evaluations for one result; GFLOP as above.',
    cost(figures),
    '### Inpainting: pictures',
    'For each set the slice that is its median by the SSIM of all methods together. From left: original, hole, then the methods in the order of the tables.',
    pictures(figures),
  ].join('\n\n');
}
