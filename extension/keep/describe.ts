import type { ResultRow } from '../results/rows';
import { en } from '../i18n/en';
import type { OverlayState } from '../overlay/OverlayControl';
import { resultName } from '../results/name';
import type { ReviewState } from '../review/FindingsReview';
import type { Said } from '../review/ResultVerdicts';
import type { Delivery } from '../run/RunData';
import type { RunSettings } from '../worker/settings';
import { hashOf } from './hashes';
import { type Kept, keptWords, type Lost } from './kept';

/** Where the mask was looked at and left as the model had found it, the model finds it again. */
const untouched = (source: string) => source.endsWith(en.anomaly.brain.checked(''));

/** Why a result cannot be made again once the page was left; undefined where it can. */
export function lostOf(
  { note, settings }: Pick<ResultRow, 'note' | 'settings'>,
  delivery: Pick<Delivery, 'region' | 'work'> | undefined,
): Lost | undefined {
  const { provenance, partial } = note;
  // Its pixels lie in the archive.
  if (delivery?.work !== undefined) return undefined;
  if (provenance.task === 'inpaint') return 'region';
  if (provenance.task === 'anomaly' && delivery?.region && !untouched(provenance.mask.source)) return 'mask';
  return partial || !settings ? 'partial' : undefined;
}

const madeWith = ({ modelId, strength, steps, sampler, seed, samples, turns }: RunSettings) => ({
  ...{ modelId, strength, steps, sampler, seed, samples, turns },
});

interface Around {
  /** Hash of the images that it was made from. */
  source: string;
  delivery: Pick<Delivery, 'region' | 'work'>;
  pixels: string | undefined;
  looks: OverlayState['looks'];
  reviews: ReviewState;
  said: Readonly<Record<string, Said>>;
}

/** What is kept of a result. undefined for one that can neither be made again nor opened. */
export function describe(row: ResultRow, { source, delivery, pixels, looks, reviews, said }: Around): Kept | undefined {
  const { id, task, note, settings } = row;
  const { work } = delivery;
  if (!settings && work === undefined) return undefined;
  const { provenance } = note;
  const lost = lostOf(row, delivery);
  const look = looks[id];
  const findings = Object.entries(reviews[id]?.marks ?? {}).flatMap(([finding, mark]) => {
    const words = keptWords(mark);
    return words ? [[finding, words] as const] : [];
  });
  return {
    ...{ id: hashOf(id), source, task, name: resultName(note) },
    model: { id: provenance.model.id, sha256: provenance.model.sha256 },
    ...(settings && work === undefined && { settings: madeWith(settings) }),
    ...(work !== undefined && { work }),
    backend: provenance.backend.used,
    confirmed: (provenance.outside?.length ?? 0) > 0,
    ...(pixels !== undefined && { pixels }),
    ...(lost && { lost }),
    ...(note.strength !== undefined && { strength: note.strength }),
    ...(look && { look: { map: look.map, opacity: look.opacity, colormap: look.colormap, ...look.range } }),
    said: keptWords(said[id] ?? {}) ?? {},
    findings: Object.fromEntries(findings),
  };
}
