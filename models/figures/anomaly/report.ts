import { table } from '../evaluate/markdown';
import { DISEASE, LESION_SIZES, MAIN, MODEL, SIZES, SPOT, type Figures, type Method } from './types';

/** Pooled and per slice, on the main set. */
const GOAL = [0.8, 0.68] as const;

const shown = ({ kind, title }: Method) => (kind === 'ours' ? `**${title}**` : title);
const titles = ({ methods }: Figures) => new Map(methods.map((method) => [method.id, shown(method)]));

const protocol = ({ model, prior, versions }: Figures) => `
**What was measured.** Axial FLAIR slices of 1 mm without skull; the brain is what is not zero. Hand-drawn masks of acute stroke (SOOP, one level of the head; slices of \`mr\`, and
further ones of \`mr-more\`), of MS lesions (slices of one patient's volume, each as a series of its own, at all levels), white-matter disease of six elderly heads (every third slice, marked by a program, brain masks by \`brain-mask\`), automatic masks of one glioma; slices of SOOP without an acute
lesion for the false positives. Slices with lesions hold at least 100 lesion pixels. Old infarcts and white-matter disease are bright too and are not in the stroke masks, so 1 is out of reach.
AUPRC: average precision over the pixels of the brain, pooled over all slices of a set, and the mean of the slices' own. AUROC and the best Dice (over all cuts) are pooled.

Ours is \`${model.id}\` ${model.version} (SHA-256 \`${model.sha256.slice(0, 12)}…\`) through the product's anomaly task. The template of the healthy mean and of the z-score by position is made of lesion-free training
slices, which lie in the same standard space (SOOP only).

The literature's methods run in the product's engine with a prior of the kind that the papers train and of the size of ours: \`${prior.id}\` ${prior.version} (SHA-256 \`${prior.sha256.slice(0, 12)}…\`), a denoiser that
was trained on the same slices, lesions left out of its loss, to take out Gaussian and simplex noise (AnoDDPM's octaves, scaled to unit variance), and that is told where the brain is. **It was trained for less than half an hour on one CPU
thread**, far less than the papers train theirs, so these rows say what the method gives at the cost of ours, not what it reaches at its best. Noise is added up to σ (in brain medians) and taken back in steps: Gaussian noise by DDPM
(small variance: the large one of AnoDDPM's 250 steps would leave noise over so few), simplex noise by DDIM. σ and steps are, for each noise, those with the best AUPRC of the mean residual on the training's own dev subjects
(\`models/flair-brain-noising/choice.csv\`); σ 0.75 in 4 steps stands beside them: AnoDDPM's step 250 of 1000. The score is the slice less the reconstruction where it is brighter, smoothed 2 mm; the Mahalanobis distance
(arXiv:2407.12474, one variance per pixel, not less than 0.05) is that over the deviation of 8 reconstructions. These scores ran on every fifth stroke, MS and lesion-free slice; there all scores stand beside them. The map that the
product makes by this prior is the mean of 8 from simplex noise.

Versions: ${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}.`;

function goal({ detections }: Figures): string {
  const ours = detections.find(({ set, part, method }) => set === MAIN && part === 'all' && method === MODEL);
  if (!ours) return '';
  const short = [GOAL[0] - ours.pooled, GOAL[1] - ours.perSlice].map((gap) => (gap <= 0 ? 'reached' : `${gap.toFixed(3)} short`));
  return `Goal on the stroke slices: ${GOAL[0]} pooled (${short[0]}), ${GOAL[1]} per slice (${short[1]}).`;
}

function detectionTable(figures: Figures): string {
  const { sets, methods, detections } = figures;
  const rows = sets.flatMap(({ title, part, slices, chance }) =>
    methods.flatMap((method) => {
      const found = detections.find((d) => d.set === title && d.part === part && d.method === method.id);
      if (!found) return [];
      const numbers = [found.pooled, found.perSlice, found.auroc, found.dice].map((value) => value.toFixed(3));
      return [[`${title}${part === 'fifth' ? ', every fifth' : ''} (${slices}; ${chance.toFixed(3)})`, shown(method), ...numbers]];
    }),
  );
  return table(['set (slices; chance)', 'score', 'AUPRC pooled', 'AUPRC per slice', 'AUROC', 'best Dice'], rows);
}

const range = (limits: readonly number[], n: number) =>
  limits[n + 1] === Infinity ? `${limits[n]} and more` : `${limits[n]} to ${(limits[n + 1] ?? 0) - 1}`;

function sizeTables(figures: Figures): string[] {
  const { sizes } = figures;
  const name = titles(figures);
  const head = SIZES.slice(0, -1).map((_, n) => `${range(SIZES, n)} (${sizes.slices[n]} slices)`);
  const slices = sizes.rows.map(({ method, perSlice }) => [name.get(method) ?? '', ...perSlice.map((value) => value?.toFixed(3) ?? '–')]);
  const lesionHead = LESION_SIZES.slice(0, -1).map((_, n) => `${range(LESION_SIZES, n)} (${sizes.lesions[n]})`);
  const touched = sizes.rows.map((row) => [name.get(row.method) ?? '', ...row.touched.map(String)]);
  return [
    table(['AUPRC per slice, by its lesion pixels (mm²)', ...head], slices),
    table(['lesions touched, by their pixels (mm²)', ...lesionHead], touched),
  ];
}

function positives(figures: Figures): string {
  const name = titles(figures);
  const rows = figures.falsePositives.map(({ method, cut, share, spots, elsewhere, free, slices }) => [
    name.get(method) ?? '',
    cut,
    `${(100 * share).toFixed(2)} %`,
    spots.toFixed(2),
    elsewhere.toFixed(2),
    `${free} of ${slices}`,
  ]);
  return table(
    ['score', 'cut', 'brain above the cut', `spots of at least ${SPOT} pixels per slice`, 'not suspected', 'slices without any'],
    rows,
  );
}

const cost = ({ methods }: Figures) =>
  table(
    ['score', 'evaluations', 'GFLOP per slice'],
    methods
      .filter(({ evaluations }) => evaluations > 0)
      .map((method) => [shown(method), String(method.evaluations), method.gflop.toFixed(1)]),
  );

const pictures = ({ pictures: found }: Figures) =>
  found
    .map(({ file, id, quantile, auprc }) => {
      const values = `ours ${auprc[MODEL]?.toFixed(2)}, brightness ${auprc.brightness?.toFixed(2)}`;
      return `${Math.round(100 * quantile)} % from the top: \`${id}\`; AUPRC ${values}.\n\n![slice, drawn lesion, restored, our map, brightness](figures/${file})`;
    })
    .join('\n\n');

/** Markdown of the section. */
export function reportAnomaly(figures: Figures): string {
  return [
    protocol(figures).trim(),
    '### Anomaly: all scores',
    goal(figures),
    detectionTable(figures),
    '### Anomaly: by size of the lesion',
    "Stroke slices. Touched: at least a tenth of the lesion's pixels lies above the cut, the manifest's for our map (chosen on other subjects), else the one with the best Dice on these very slices.",
    ...sizeTables(figures),
    '### Anomaly: false positives',
    `Slices without an acute lesion; they are old brains, seldom healthy ones. Not suspected: spots of which less than ${100 * DISEASE} % is suspected white-matter disease. That is told by brightness against the slice's own white and grey matter (\`models/training/healthy/disease.py\`), and what the training calls disease where nobody marked it: no reader looked. Old infarcts are among the rest.`,
    positives(figures),
    '### Anomaly: cost',
    cost(figures),
    '### Anomaly: cases',
    'By quantiles of our own AUPRC on the stroke slices, not chosen by hand. Our map: 0 to 4, -log10 of the share of healthy pixels above; brightness: 0 to 1 median above the median.',
    pictures(figures),
  ].join('\n\n');
}
