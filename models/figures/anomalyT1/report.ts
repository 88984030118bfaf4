import { table } from '../evaluate/markdown';
import { METHODS, SPOT, type MethodId, type T1Figures } from './types';

const protocol = ({ model }: T1Figures) => `
**What was measured.** \`${model.id}\` ${model.version} (SHA-256 \`${model.sha256.slice(0, 12)}…\`) on axial T1 slices of \`val\` without contrast agent, 1 mm or resampled to it, skull
taken off by the masks at hand, each slice as a series of its own through the product's anomaly task. There is no set of T1 lesions with masks but one MS patient (drawn on all contrasts:
many of these lesions are hardly darker than what is around them) and one glioma (automatic masks). So most of the table is about things put into healthy slices by the training's own maker with another seed:
a check that the model works on heads it has not seen, **not a promise about disease**. AUPRC: average precision over the pixels of the brain, pooled over all slices of a set, and the mean of the
slices' own; best Dice over all cuts. Fluid and grey matter are dark on T1, so darkness alone is a weak score.`;

function detection({ found }: T1Figures): string {
  const rows = found.map(({ set, slices, chance, method, pooled, perSlice, dice, diceAtCut }) => {
    const title = METHODS[method as MethodId];
    const numbers = [pooled, perSlice, dice].map((value) => value.toFixed(3));
    return [
      `${set} (${slices}; ${chance.toFixed(3)})`,
      diceAtCut === null ? title : `**${title}**`,
      ...numbers,
      diceAtCut?.toFixed(3) ?? '',
    ];
  });
  return table(['set (slices; chance)', 'score', 'AUPRC pooled', 'AUPRC per slice', 'best Dice', "Dice at the manifest's cut"], rows);
}

function positives({ quiet }: T1Figures): string {
  const rows = quiet.map(({ set, band, slices, share, spots, free }) => [
    set,
    band ? `${band[0]} to ${band[1]} mm` : '**all**',
    `${(100 * share).toFixed(2)} %`,
    spots.toFixed(2),
    `${free} of ${slices}`,
  ]);
  const head = ['slices as they are', 'below the top of the brain', "brain above the manifest's cut"];
  return table([...head, `spots of at least ${SPOT} pixels per slice`, 'slices without any'], rows);
}

const cases = ({ pictures }: T1Figures) =>
  pictures
    .map(({ file, set, id, quantile, auprc }) => {
      const value = auprc === null ? '' : `; AUPRC ${auprc.toFixed(2)}`;
      const panels = `slice${auprc === null ? '' : ', mask'}, restored, our map, darkness`;
      return `${set}, ${Math.round(100 * quantile)} % from the best: \`${id}\`${value}.\n\n![${panels}](figures/${file})`;
    })
    .join('\n\n');

/** Markdown of the section. */
export const reportT1Anomaly = (figures: T1Figures): string =>
  [
    protocol(figures).trim(),
    '### Anomaly, T1: all scores',
    detection(figures),
    '### Anomaly, T1: what is marked where nothing was put',
    'The volunteers count as healthy; many of the elderly have white-matter disease, without masks.',
    positives(figures),
    '### Anomaly, T1: cases',
    'At fixed quantiles of each set, by the AUPRC of our map or by the share of the brain above the cut; not chosen by hand. Our map: 0 to 4, -log10 of the share of healthy pixels above; darkness: 0 to 1 median below the median.',
    cases(figures),
  ].join('\n\n');
