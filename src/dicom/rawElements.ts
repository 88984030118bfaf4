import { DiffusionError } from '../core/errors';
import { finished } from '../core/steps';
import { type Encoding, IMPLICIT } from './encoding';
import { type Budget, type ByteSource, type Head, type Items, type Listener, type Plan, tagText, Walk } from './walk';

/** An element by its place in the file; of one at which reading ended nothing is held. */
export interface RawElement extends Pick<Head, 'vr' | 'from' | 'to'> {
  /** Of a sequence. */
  items?: RawDataset[];
}
/** By tag: eight upper-case hexadecimal digits. */
export interface RawDataset {
  elements: Map<string, RawElement>;
  encoding: Encoding;
}

/** Says of a tag whether the standard calls it a sequence; a file in Implicit VR does not, nor does one that wrote it as UN. */
export type IsSequence = (tag: string) => boolean;

/** Reads data sets as trees of places. @throws DiffusionError DICOM_DAMAGED */
class RawReader {
  private readonly budget: Budget;

  /** @param most of elements and items: what was sent as unknown is tried in two encodings, and in each all that it holds */
  constructor(
    private readonly bytes: Uint8Array | ByteSource,
    private readonly isSequence: IsSequence,
    /** Of a data set that is no item: reading ends with the first of these, and does not believe its length. */
    private readonly until: readonly string[],
    most: number,
  ) {
    this.budget = { most, met: 0 };
  }

  dataset(start: number, encoding: Encoding): RawDataset {
    const dataset: RawDataset = { elements: new Map(), encoding };
    finished(this.walk(start).dataset(encoding, this.into(dataset, 0)));
    return dataset;
  }

  private walk(start: number): Walk {
    return new Walk(this.bytes, start, true, this.budget);
  }

  /** Listens to a data set that stands in so many sequences. */
  private into({ elements, encoding }: RawDataset, depth: number): Listener {
    return {
      element: (head) => {
        const tag = tagText(head.tag);
        const raw: RawElement = head;
        elements.set(tag, raw);
        if (depth === 0 && this.until.includes(tag)) {
          raw.to = raw.from;
          return 'stop';
        }
        return this.plan(head, raw, tag, encoding, depth);
      },
    };
  }

  private plan(head: Head, raw: RawElement, tag: string, encoding: Encoding, depth: number): Plan {
    const { vr, open } = head;
    const unknown = vr === 'UN' || vr === undefined;
    if (open ? !unknown && vr !== 'SQ' : vr !== 'SQ' && !(unknown && this.isSequence(tag))) return 'pass';
    if (vr === 'UN' && !open) {
      raw.items = this.unknownItems(head, encoding, depth);
      return 'pass';
    }
    // What is unknown and has no length is a sequence in Implicit VR (PS3.5 6.2.2, note 2).
    return this.itemsInto((raw.items = []), vr === 'UN' ? IMPLICIT : encoding, depth + 1);
  }

  private itemsInto(items: RawDataset[], encoding: Encoding, depth: number): Items {
    const item = () => {
      const dataset: RawDataset = { elements: new Map(), encoding };
      items.push(dataset);
      return this.into(dataset, depth);
    };
    return { encoding, item };
  }

  /** The items of a sequence that was written as UN, with its length: they are in Implicit VR; some writers leave them as they were. */
  private unknownItems(head: Head, encoding: Encoding, depth: number): RawDataset[] | undefined {
    // That it fits is looked at later.
    if (head.to > this.bytes.byteLength) return undefined;
    for (const inside of [IMPLICIT, encoding]) {
      const items: RawDataset[] = [];
      try {
        finished(this.walk(head.from).sequence(head, this.itemsInto(items, inside, depth + 1), depth));
        return items;
      } catch (thrown) {
        // The other way, or not at all: nobody needs what was sent as unknown.
        if (!(thrown instanceof DiffusionError)) throw thrown;
      }
    }
    return undefined;
  }
}

/**
 * The elements of a data set by their places, and of the sequences in it.
 *
 * @param until tags of elements with which reading ends; their lengths are not believed
 * @param most elements and items that are read, by default as many as no file of the size has
 * @throws DiffusionError DICOM_DAMAGED
 */
export const rawDataset = (
  { bytes, start, encoding }: { bytes: Uint8Array | ByteSource; start: number; encoding: Encoding },
  isSequence: IsSequence,
  until: readonly string[],
  most = bytes.byteLength,
): RawDataset => new RawReader(bytes, isSequence, until, most).dataset(start, encoding);
