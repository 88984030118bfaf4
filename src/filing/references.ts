/** An instance as a reference names it. */
export interface InstancePointer {
  SOPClassUID: string;
  SOPInstanceUID: string;
  SeriesInstanceUID: string;
  /** Of a multi-frame instance, from 1. */
  frame?: number | undefined;
}

/** A dataset, or an item of a sequence, in dcmjs' natural form; a sequence of one item may stand without its array. */
type Item = Record<string, unknown>;

const isItem = (value: unknown): value is Item =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  Object.prototype.toString.call(value) === '[object Object]';

const itemsOf = (value: unknown): Item[] => (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isItem);

const uidOf = ({ ReferencedSOPInstanceUID: uid }: Item): string | undefined => (typeof uid === 'string' ? uid : undefined);

/** Every item of a dataset, itself too, each once. */
function* walk(item: Item, seen = new Set<Item>()): Generator<Item> {
  if (seen.has(item)) return;
  seen.add(item);
  yield item;
  for (const [keyword, value] of Object.entries(item)) {
    // What the viewer keeps beside the attributes.
    if (keyword.startsWith('_')) continue;
    for (const inner of itemsOf(value)) yield* walk(inner, seen);
  }
}

/** SOP Instance UIDs of everything that a dataset refers to. */
export const referencedInstances = (dataset: object): Set<string> =>
  new Set([...walk(dataset as Item)].flatMap((item) => uidOf(item) ?? []));

/** Sequences of series, and what lists their instances: evidence, Common Instance Reference, structure sets. */
const INSTANCE_LISTS = ['ReferencedSOPSequence', 'ReferencedInstanceSequence', 'ContourImageSequence'] as const;

const listIn = (item: Item) => INSTANCE_LISTS.find((keyword) => item[keyword] !== undefined);
const isSeries = (item: Item) => typeof item.SeriesInstanceUID === 'string' && listIn(item) !== undefined;

type TargetOf = (sopInstanceUid: string) => InstancePointer | undefined;

/** Series with their instances, each under the series that it now belongs to. One entry per instance: frames are not listed here. */
function regrouped(series: readonly Item[], targetOf: TargetOf): Item[] {
  const made = new Map<string, { item: Item; list: string; instances: Map<string, Item> }>();
  for (const item of series) {
    const list = listIn(item) ?? INSTANCE_LISTS[0];
    for (const entry of itemsOf(item[list])) {
      const uid = uidOf(entry) ?? '';
      const target = targetOf(uid);
      const seriesUid = target?.SeriesInstanceUID ?? String(item.SeriesInstanceUID);
      const group = made.get(seriesUid) ?? { item: { ...item, SeriesInstanceUID: seriesUid }, list, instances: new Map<string, Item>() };
      const { ReferencedFrameNumber: _, ...pointer } = entry;
      const moved = target && { ...pointer, ReferencedSOPClassUID: target.SOPClassUID, ReferencedSOPInstanceUID: target.SOPInstanceUID };
      group.instances.set(target?.SOPInstanceUID ?? uid, moved ?? entry);
      made.set(seriesUid, group);
    }
  }
  return [...made.values()].map(({ item, list, instances }) => ({ ...item, [list]: [...instances.values()] }));
}

/**
 * Lets everything in a dataset that refers to one instance refer to another; instances without a target stay. Lists of series are put in
 * order: an instance is listed under the series that it is in. Changes the dataset.
 *
 * @param dataset in dcmjs' natural form: a report, a segmentation, a structure set
 */
export function redirectReferences(dataset: object, targetOf: TargetOf): void {
  for (const item of [...walk(dataset as Item)]) {
    for (const [keyword, value] of Object.entries(item)) {
      const series = itemsOf(value);
      if (!keyword.startsWith('_') && series.length > 0 && series.every(isSeries)) item[keyword] = regrouped(series, targetOf);
    }
  }
  for (const item of [...walk(dataset as Item)]) {
    const target = targetOf(uidOf(item) ?? '');
    if (!target) continue;
    item.ReferencedSOPClassUID = target.SOPClassUID;
    item.ReferencedSOPInstanceUID = target.SOPInstanceUID;
    if (target.frame === undefined) delete item.ReferencedFrameNumber;
    else item.ReferencedFrameNumber = target.frame;
  }
}

/** Measurements of pixel values (CID 7464): minimum, maximum, mean, standard deviation, peak; SNOMED CT and DCM. */
const PIXEL_VALUES = new Set(['255605001', '56851009', '373098007', '386136009', '126031']);

function measuresPixels(item: Item, moved: ReadonlySet<string>): boolean {
  const [name] = itemsOf(item.ConceptNameCodeSequence);
  if (item.ValueType !== 'NUM' || !PIXEL_VALUES.has(String(name?.CodeValue))) return false;
  const from = referencedInstances(item);
  // A measurement in space names no image: it may be of any.
  return from.size === 0 || [...from].some((uid) => moved.has(uid));
}

/**
 * Takes out of a report what was measured in the pixels of some instances: a mean of a result must not stand beside its source. Lengths, areas and
 * places stay. Changes the dataset.
 *
 * @returns how many were taken out
 */
export function dropPixelValues(dataset: object, moved: ReadonlySet<string>): number {
  let dropped = 0;
  for (const item of [...walk(dataset as Item)]) {
    const content = itemsOf(item.ContentSequence);
    const kept = content.filter((inner) => !measuresPixels(inner, moved));
    if (kept.length === content.length) continue;
    dropped += content.length - kept.length;
    item.ContentSequence = kept;
  }
  return dropped;
}
