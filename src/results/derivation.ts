import { type Remark, remarkText } from '../core/errors';
import { type Kind, kindRow } from './kinds';
import { type AnomalyProvenance, type InpaintProvenance, inputText, isOutside, type Provenance, samplerText } from './provenance';

/** What one layer of a result adds to the provenance of its run. */
export interface LayerNote {
  /** From 1; where there are several pictures of one kind. */
  sample?: number | undefined;
  /** Positions of the finished slices, from 1 in rising order and as the series is viewed; undefined where all are. */
  finished?: readonly number[] | undefined;
}

/** `1–3, 7, 9–12` from positions in rising order. */
export function ranges(positions: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const position of positions) {
    const run = runs.at(-1);
    if (run && position === run[1] + 1) run[1] = position;
    else runs.push([position, position]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

/** `denoised`, `inpainted, sample 2`: what a layer is called wherever its name is stored. */
export const layerTitle = (kind: Kind, sample?: number): string =>
  sample === undefined ? kindRow(kind).title : `${kindRow(kind).title}, sample ${sample}`;

const plural = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
const millilitresText = (millilitres: number | undefined) => (millilitres === undefined ? '' : `${Number(millilitres.toPrecision(4))} ml`);
const inBrackets = (text: string) => (text ? ` (${text})` : '');

const sizeOf = ({ voxels, millilitres }: InpaintProvenance['region']) =>
  `${plural(voxels, 'voxel')}${inBrackets(millilitresText(millilitres))}`;

/** What the layer is, up to the name of the model. */
function subject(kind: Kind, made: Provenance, sample: number | undefined): string {
  const { title, picture, meaning } = kindRow(kind);
  const one = sample === undefined ? '' : ` (sample ${sample})`;
  const named = `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
  if (!picture) return `${named} (${meaning}), made with`;
  if (made.task !== 'inpaint' || kind !== 'inpainted') return `${named}${one} by`;
  return `A region of ${sizeOf(made.region)} was ${title}${one} by`;
}

/** `repaint with jumps of 10 and 10 passes, 50 steps`, or the mean that one step makes. */
function sampling(made: Exclude<Provenance, AnomalyProvenance>): string {
  if (made.steps === 1) return samplerText(made);
  const again = made.task === 'inpaint' ? made.resampling : undefined;
  return `${samplerText(made)}${again ? ` with jumps of ${again.jumpLength} and ${again.passes} passes` : ''}, ${made.steps} steps`;
}

/** `ddim, 10 steps, 40 evaluations per slice, seed 7, mean of 4 samples`; a sample has the seed of the first and what it is further. */
function drawing(kind: Kind, made: Exclude<Provenance, AnomalyProvenance>, sample?: number): string {
  const { evaluations, seed, samples } = made;
  const first = `${sampling(made)}, ${plural(evaluations, 'evaluation')} per slice`;
  if (samples === 1) return `${first}, seed ${seed}`;
  if (sample !== undefined) return `${first}, seed ${seed + sample - 1}, one of ${samples} samples`;
  return `${first}, seed ${seed}, ${kindRow(kind).picture ? 'mean of ' : ''}${samples} samples`;
}

/** How the numbers of the run came about, from the name of the model on. */
function method(kind: Kind, made: Provenance, sample: number | undefined): string {
  if (made.task === 'inpaint') return drawing(kind, made, sample);
  if (made.task === 'denoise') {
    // Samples are estimates; what is blended with the source is their mean.
    const blended = kind === 'uncertainty' ? '' : `, strength ${made.strength}`;
    const turned = made.turns
      ? `, ${kind === 'uncertainty' ? 'over' : 'mean of'} ${made.turns} turns of each slice (mirrored, transposed)`
      : '';
    return `${drawing(kind, made, sample)}${turned}, noise level ${made.sigma.toPrecision(4)} of the intensity unit${blended}`;
  }
  const { noising, evaluations, mask } = made;
  const times = noising
    ? `${noising.samples} reconstructions per slice from ${noising.noise} noise of ${noising.sigma} brain medians, seed ${noising.seed}, ` +
      plural(evaluations, 'evaluation')
    : `${plural(evaluations, 'evaluation')} per slice`;
  return `${times}; brain mask by ${mask.source}${inBrackets(millilitresText(mask.millilitres))}`;
}

/** Where each slice was an image of its own. */
function apart({ independent }: Provenance): string[] {
  if (!independent) return [];
  const { untouched } = independent;
  const left = untouched.length > 0 ? `; ${ranges(untouched.map((k) => k + 1))} along the normal were left as they are` : '';
  return [`Slices were worked on as images of their own${left}.`];
}

/** Where the slices are no whole, even stack: what is missing comes first, and what of the input was not used at all. */
function gapsOf({ gaps = [], input }: Provenance): string[] {
  const marked = gaps.length > 0 ? [`NO EVEN STACK: ${gaps.map(remarkText).join(' ')}`] : [];
  return input?.partial ? [...marked, `INCOMPLETE INPUT: ${inputText(input)}.`] : marked;
}

/** What a reader must know of the values. */
function values(kind: Kind, made: Provenance): string[] {
  if (made.task === 'inpaint') {
    const { slices, source, marginMm = 0, purpose } = made.region;
    const size = kind === 'inpainted' ? '' : `: ${sizeOf(made.region)}`;
    const from = source ? ` (${source}${marginMm > 0 ? `, made larger by ${marginMm} mm` : ''})` : '';
    const seen = 'what a result shows there was not seen by the scanner';
    return [
      `Made anew${size} on ${plural(slices, 'slice')}${from}: ${seen}; all other pixels are the source's.`,
      ...(purpose ? [`Purpose: ${purpose}.`] : []),
    ];
  }
  if (made.task === 'denoise' || kindRow(kind).unit !== 'evidence') return [];
  const { smoothingMm } = made.map;
  const smoothed = smoothingMm === undefined ? '' : `, smoothed ${smoothingMm} mm`;
  const score = `-log10 of the share of healthy pixels above${smoothed}; 0 where there is none`;
  return [kind === 'sum' ? `The sum of two scores (${score}): how rare it is has not been measured.` : `Scores are ${score}.`];
}

/** The mark comes first, what exactly differs last: nothing cuts the mark off. */
function domain(made: Provenance): { mark: string[]; differs: string[] } {
  const { outside = [] } = made;
  if (!isOutside(made)) return { mark: [], differs: [] };
  const unlike = made.task === 'anomaly' ? made.map.unlike : undefined;
  const grey: Remark[] =
    unlike && unlike.distance > unlike.limit
      ? [{ code: 'GREY_LEVELS_DIFFER', measured: unlike.distance.toFixed(2), allowed: `up to ${unlike.limit}` }]
      : [];
  const told = outside.length > 0 ? '; confirmed by the reader' : '';
  return {
    mark: [`OUT OF DOMAIN: the series is not what the model was made for${told}.`],
    differs: [...outside, ...grey].map(remarkText),
  };
}

/** A model of somebody's own says so before what it made. */
function unpinned(made: Provenance): string[] {
  const models = [made.model, made.task === 'anomaly' ? made.mask.model : undefined];
  if (!models.some((model) => model?.pinned === 'nobody')) return [];
  return ['MODEL NOT PINNED: neither the software nor the site vouches for it.'];
}

/**
 * How a layer came about, in English whatever the viewer speaks: the text of Derivation Description (PS3.3 C.7.6.1.1.3), the same from
 * every shell. Holds what is needed to make it again, and nothing about the patient.
 */
export function derivationOf(kind: Kind, made: Provenance, { sample, finished }: LayerNote = {}): string {
  const { id, version, sha256, manifest } = made.model;
  const { mark, differs } = domain(made);
  const hashes = `SHA-256 ${sha256}${manifest === undefined ? '' : `, manifest ${manifest}`}`;
  const rest = kindRow(kind).picture ? "the source's pixels" : 'zeros';
  return [
    'AI-derived, research only, not for diagnosis.',
    ...mark,
    ...unpinned(made),
    `${subject(kind, made, sample)} ${id} ${version} (${hashes}), ${method(kind, made, sample)}.`,
    ...(finished ? [`PARTIAL: slices ${ranges(finished)} in viewing order; the others hold ${rest}.`] : []),
    ...apart(made),
    ...gapsOf(made),
    ...values(kind, made),
    'Stored as integers, values are rounded to the stored step.',
    ...differs,
  ].join(' ');
}
