import type { sourcesInViewer } from '../host/displaySets';
import type { EngineState } from '../run/state';
import { hashOf } from './hashes';
import type { Kept, Lost } from './kept';
import { readStudy } from './storage';

/** A result that was there before the page was left. */
export interface Offer extends Kept {
  studyUID: string;
  /** The series that it was made from, where it is in the viewer. */
  series: { uid: string; label: string } | undefined;
  /** Why it cannot be made again; undefined where it can. */
  problem: Lost | 'series' | 'model' | 'archive' | undefined;
}

/** Stands for the images of a series, in their order. */
export const sourceOf = (instanceUIDs: readonly string[]): string => hashOf(...instanceUIDs);

type Source = ReturnType<typeof sourcesInViewer>[number];

/** Hashes of series: made once, a series may have a thousand images. Gone with the visit. */
export class Sources {
  private readonly hashes = new Map<string, string>();

  hash({ uid, instanceUIDs }: Pick<Source, 'uid' | 'instanceUIDs'>): string {
    const known = this.hashes.get(uid) ?? sourceOf(instanceUIDs());
    this.hashes.set(uid, known);
    return known;
  }
}

/** What was kept of the studies in the viewer that were not looked at yet; marks them as looked at. */
export function newOffers(sources: readonly Source[], looked: Set<string>): Offer[] {
  const fresh = [...new Set(sources.map(({ studyUID }) => studyUID))].filter((uid) => !looked.has(uid));
  fresh.forEach((uid) => looked.add(uid));
  return fresh.flatMap((studyUID) => readStudy(studyUID).map((kept) => ({ ...kept, studyUID, series: undefined, problem: undefined })));
}

/**
 * Which series each belongs to, and why it cannot be made again, or opened again, where that is so.
 *
 * @param works keys of the works that were found in the archive
 */
export function judged(
  offers: readonly Offer[],
  sources: readonly Source[],
  hashes: Sources,
  engine: EngineState,
  works: ReadonlySet<string>,
): Offer[] {
  const bySource = new Map(sources.map((one) => [hashes.hash(one), { uid: one.uid, label: one.label }]));
  return offers.map((offer) => {
    const series = bySource.get(offer.source);
    if (offer.work !== undefined) return { ...offer, series, problem: works.has(offer.work) ? undefined : 'archive' };
    const model = engine.state === 'ready' ? engine.models.find(({ id }) => id === offer.model.id) : undefined;
    // Other weights make other pixels, whatever they are called.
    const other = engine.state === 'ready' && model?.manifest.file.sha256 !== offer.model.sha256;
    return { ...offer, series, problem: offer.lost ?? (series ? undefined : 'series') ?? (other ? 'model' : undefined) };
  });
}
