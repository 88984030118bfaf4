import { mean } from '../denoiseMr/summarise';
import { table } from '../evaluate/markdown';
import { bySet } from './measure';
import { GOALS, type Figures } from './types';

const protocol = ({ model, versions, gflop, seconds }: Figures) => `
**What was measured.** Every \`val\` series with a reference mask, through the product's task as the anomaly map uses it: read, turned, scaled, masked slice by slice and put back on the grid of the series by the
engine. All references are automatic (see the model's card), so a Dice here measures agreement with a tool. \`${model.id}\` ${model.version} (SHA-256 \`${model.sha256.slice(0, 12)}…\`), ${gflop.toFixed(2)} GFLOP per slice, ${seconds.toFixed(1)} CPU seconds per series, reading included.

Versions: ${Object.entries(versions)
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}.`;

function agreements({ agreements: found }: Figures): string {
  const rows = bySet(found).map(({ set, members, dice, lowest }) => {
    const percent = (key: 'missed' | 'outside') => `${(100 * mean(members.map((one) => one[key]))).toFixed(1)} %`;
    const volumes = members.map(({ millilitres }) => millilitres);
    const goal = GOALS[set.split(' ').at(-1) ?? ''];
    const verdict = goal === undefined ? 'none set' : dice >= goal ? `${goal}: reached` : `${goal}: ${(goal - dice).toFixed(3)} short`;
    const range = `${Math.min(...volumes)} to ${Math.max(...volumes)}`;
    return [set, String(members.length), dice.toFixed(3), lowest.toFixed(3), verdict, percent('missed'), percent('outside'), range];
  });
  return table(['set', 'series', 'Dice, mean', 'lowest', 'goal', 'reference missed', 'mask outside', 'volume, ml'], rows);
}

const shown = ({ shown: found }: Figures) =>
  table(
    ['series', 'slices', 'with a mask', 'volume, ml', 'warnings'],
    found.map(({ title, slices, filled, millilitres, warnings }) => [
      title,
      String(slices),
      String(filled),
      String(millilitres),
      warnings.join(' ') || 'none',
    ]),
  );

/** Markdown of the section. */
export function reportBrainMask(figures: Figures): string {
  const { tumourInside, neck, plausible } = figures;
  const tumour =
    tumourInside === null
      ? []
      : [`Tumour and oedema of the FLAIR glioma, boxes drawn by eye: ${(100 * tumourInside).toFixed(1)} % inside the mask.`];
  return [
    protocol(figures).trim(),
    agreements(figures),
    '### Brain mask: for the eye',
    `Red is the mask, green the reference where there is one. A series that covers the whole brain should lie between ${plausible.join(' and ')} ml; the DICOM series but the demo study are slabs of a few slices.`,
    shown(figures),
    ...figures.refused.map(({ title, reason }) => `${title}: refused by the product's gate (${reason}).`),
    ...tumour,
    `Demo study, lowest slices: ${neck.join(', ')} pixels in the mask.`,
    ...figures.shown.map(({ title, file }) => `${title}:\n\n![outlines on slices spread over the series](figures/${file})`),
  ].join('\n\n');
}
