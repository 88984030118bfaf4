import { table } from '../evaluate/markdown';
import { SPECTRUM_FILE } from './draw';
import { gainTable, goals, summary } from './goals';
import { mean } from './summarise';
import { SHOWN_PERCENT, SMALL, type Figures } from './types';

const protocol = ({ model, sampler, percents, versions, methods }: Figures) => `
**What was measured.** Middle axial slices of volumes (single slices of SOOP) that serve as the clean image, in units of their 98th percentile.
Rician noise of ${percents.join(', ')} % of that unit was added (seeds fixed by slice and level). They are scans and hold noise of
their own (1.4 to 2.1 % in the series of \`mr-clinical\`, says their README), so a method that takes that away too is charged for it. PSNR (peak 1) and SSIM (Gaussian window of 1.5 pixels, range 1)
count inside the head only; pixels that are exactly zero in the source count nowhere. Ours is \`${model.id}\` ${model.version} (SHA-256 \`${model.sha256.slice(0, 12)}…\`)
through the product's engine, strength 1, sampler ${sampler}; every slice is an image of its own, with the intensity unit and the noise level that the engine
itself finds. One evaluation is the posterior mean (the product's default). The classical methods get scikit-image's estimate of σ and nothing
tuned on these slices; TV, wavelet, Gaussian, scikit-image's NLM and BM3D do not correct the Rician bias. MPPCA and Patch2Self were not run: they
need a series of volumes of the same anatomy (4-D, as in diffusion imaging), and every image here is a single volume or slice.
Slices of one subject are not independent, so the standard errors (±) are lower bounds.

Versions: ${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}. ${methods.some(({ id }) => id === 'bm3d') ? 'BM3D is free for research only; it is measured here, not shipped.' : ''}`;

function sets({ sets: all }: Figures): string {
  return table(
    ['set', 'slices', 'contrast', 'skull'],
    all.map(({ title, slices, contrasts, skull }) => [title, String(slices), contrasts.join(', '), skull.join(', ')]),
  );
}

function scores({ sets: all, methods, percents, scores: found }: Figures): string {
  const rows = all.flatMap(({ title, slices }) =>
    methods.map((method) => {
      const cells = percents.map((percent) => {
        const score = found.find((s) => s.set === title && s.method === method.id && s.percent === percent);
        return score ? `${score.psnr.toFixed(2)} / ${score.ssim.toFixed(3)}` : '–';
      });
      return [`${title} (${slices})`, method.kind === 'ours' ? `**${method.title}**` : method.title, ...cells];
    }),
  );
  return table(['set (slices)', 'method', ...percents.map((p) => `${p} %: PSNR dB / SSIM`)], rows);
}

function lesions({ methods, percents, lesions: found }: Figures): string {
  const titles = new Map([
    ['clean', 'clean'],
    ...methods.map(({ id, title, kind }) => [id, kind === 'ours' ? `**${title}**` : title] as const),
  ]);
  const keys = [...new Set(found.map(({ set, method }) => `${set}|${method}`))];
  const percent = (share: number | null) => (share === null ? '–' : (100 * share).toFixed(1));
  const rows = keys.map((key) => {
    const here = found.filter(({ set, method }) => `${set}|${method}` === key);
    const cells = percents.map((p) => here.find((score) => score.percent === p));
    const first = here[0];
    const about = `${first?.set} (${first?.lesions}, ${first?.smallLesions} small)`;
    return [
      about,
      titles.get(first?.method ?? '') ?? '',
      ...cells.map((s) => (s ? `${percent(s.kept)} / ${percent(s.keptSmall)} / ${s.cnr.toFixed(2)}` : '–')),
    ];
  });
  return table(['set (lesions)', 'method', ...percents.map((p) => `${p} %: contrast kept % / small lesions % / CNR`)], rows);
}

function edges({ sets: all, methods, scores: found }: Figures): string {
  const rows = methods.map(({ id, title }) => {
    const cells = all.map(
      (set) => found.find((s) => s.set === set.title && s.method === id && s.percent === SHOWN_PERCENT)?.edges.toFixed(3) ?? '–',
    );
    return [id === 'noisy' ? 'the noise itself' : title, ...cells];
  });
  return table(['removed by', ...all.map(({ title }) => title)], rows);
}

function bands({ methods, spectrum: { curves, frequencies } }: Figures): string {
  const limits = [0, 1 / 6, 2 / 6, 0.5];
  const rows = methods
    .filter(({ id }) => id !== 'noisy')
    .map(({ id, title }) => {
      const inBand = (low: number, high: number) =>
        mean(
          curves
            .filter(({ method }) => method === id)
            .flatMap(({ ratio }) => ratio.filter((_, k) => (frequencies[k] ?? 0) >= low && (frequencies[k] ?? 0) < high)),
        );
      return [title, ...[0, 1, 2].map((k) => inBand(limits[k] ?? 0, limits[k + 1] ?? 0.5).toFixed(2))];
    });
  return table(['method', 'below 0.17 cycles per pixel', '0.17 to 0.33', '0.33 to 0.5'], rows);
}

function cost({ methods }: Figures): string {
  const rows = methods
    .filter(({ kind }) => kind !== 'noisy')
    .map(({ title, evaluations, gflop, seconds }) => [
      title,
      String(evaluations ?? '–'),
      gflop?.toFixed(1) ?? '–',
      seconds?.toPrecision(2) ?? '–',
    ]);
  return table(['method', 'evaluations', 'GFLOP per slice', 'CPU seconds per slice'], rows);
}

function noiseFound({ sets: all, percents, noiseFound: found }: Figures): string {
  const cell = (set: string, percent: number) => found.find((f) => f.set === set && f.percent === percent)?.ratio.toFixed(2) ?? '–';
  return table(
    ['set', ...percents.map((p) => `${p} %`)],
    all.map(({ title }) => [title, ...percents.map((p) => cell(title, p))]),
  );
}

function pictures({ pictures: found, methods }: Figures): string {
  const title = (id: string) => methods.find((method) => method.id === id)?.title ?? id;
  return found
    .map(({ file, set, id, classical, psnr }) => {
      const values = Object.entries(psnr).map(([method, value]) => `${title(method)} ${value.toFixed(2)} dB`);
      return `${set}: \`${id}\`; ${values.join(', ')}.\n\n![noisy, ${title(classical)}, ours, clean, removed by ours](figures/${file})`;
    })
    .join('\n\n');
}

/** Markdown of the section. */
export function reportDenoiseMr(figures: Figures): string {
  return [
    protocol(figures).trim(),
    sets(figures),
    '### Goals',
    'One evaluation against the classical methods with the highest mean PSNR, and the highest mean SSIM, on that set and level. The goals were set against baselines without BM3D; both comparisons stand here.',
    summary(figures),
    goals(figures),
    '### Ours over the best classical method, by contrast',
    'PSNR, then SSIM; BM3D included. Slices of all sets sorted by contrast and skull.',
    gainTable(figures.gainsByContrast, figures.methods, 'contrast (slices)'),
    'By set:',
    gainTable(figures.gains, figures.methods, 'set (slices)'),
    '### All methods',
    scores(figures),
    '### Lesions',
    `Hand-drawn masks: acute stroke (SOOP), MS lesions (ms-cross, whose T1, T2 and contrast-enhanced slices carry them too). Contrast: mean of the lesion less mean of the tissue 2 to 5 pixels around it. "Contrast kept": slope through the origin of the contrast after against the contrast in the clean slice, over all lesions of at least 5 pixels, and over those below ${SMALL} pixels; 100 % is what a reader would want. CNR: contrast over the standard deviation of the surroundings, median of its magnitude; where it is above that of the clean slice, the surroundings are smoother than they were. The noise itself moves the contrast of small lesions at random.`,
    lesions(figures),
    '### Anatomy in what was removed',
    `Correlation, inside the head at ${SHOWN_PERCENT} %, of what a method removed with the edges of the clean slice (the slice less itself blurred by one pixel): 0 is no anatomy, a blur gives most. The noise itself gives slightly less than 0, because magnitude noise brightens what is dark. An estimate that averages over what a noisy pixel could have been takes weak edges too, so it is not 0 for any good method. Mean over the slices.`,
    edges(figures),
    `Noise power spectrum at ${SHOWN_PERCENT} %: power of what was removed over power of the noise added, by spatial frequency. 1 removes as much as was added, above 1 also takes anatomy, below 1 leaves noise.`,
    bands(figures),
    `![noise power removed over added, by set](figures/${SPECTRUM_FILE})`,
    '### Cost',
    'GFLOP: convolutions and dense layers of the ONNX graph (a multiplication and an addition are two), at the size of the slices after padding, mean over the slices. CPU seconds: all threads together, on a machine that was doing other work; for ours they include threads that wait.',
    cost(figures),
    '### Noise level found by the engine, over the level added',
    'Median over the slices. The scan has noise of its own, and fine anatomy reads as noise; the network was trained with this very reading.',
    noiseFound(figures),
    '### Pictures',
    `For each set the slice whose PSNR (ours, ${SHOWN_PERCENT} %) is the median of the set. From left: noisy, the best classical method of the set, ours with one evaluation, clean, what ours removed (same width of window, grey is 0).`,
    pictures(figures),
  ].join('\n\n');
}
