import { DiffusionError } from '../core/errors';
import type { Steps } from '../core/steps';
import { BEGINNING, type Encoding, encodingOf, IMPLICIT } from './encoding';
import { dictionaryVr } from './dictionary';
import { headerSteps } from './fileBody';
import { type Listener, tagText, Walk } from './walk';

/** Who listens to a file that comes in. Depth is 0 for the dataset itself, and grows with each item. */
export interface FileListener {
  /** The transfer syntax, before the dataset begins. @returns false where the rest is not to be read */
  syntax(uid: string): boolean;
  /** Whether the value of an element of the dataset itself is to be told, a sequence with all that lies in it; anything else is passed over. */
  wants(tag: string): boolean;
  /** A whole value; of an element in a sequence that is wanted, with the depth at which it stands. */
  value(tag: string, value: Uint8Array, depth: number): void;
  /** A part of the pixels, as it comes. */
  pixels(piece: Uint8Array): void;
}

const PIXELS = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010]);
const ITEM = 'FFFEE000';
const NOTHING = new Uint8Array(0);

/** Reads a Part 10 file as it comes, without holding it. Pixels are told in the pieces in which they come, and end the reading. */
export class FileScan {
  private readonly walk = new Walk(NOTHING, 0, false);
  private readonly reading: Steps<void>;
  /** The file is none of DICOM, or damaged. */
  strange = false;

  constructor(private readonly listener: FileListener) {
    this.reading = this.file();
    this.reading.next();
  }

  push(piece: Uint8Array): void {
    this.walk.add(piece);
    try {
      this.reading.next();
    } catch (thrown) {
      if (!(thrown instanceof DiffusionError)) throw thrown;
      this.strange = true;
    }
  }

  private *file(): Steps<void> {
    const header = yield* headerSteps(this.walk);
    this.strange = !header;
    if (!header) return;
    yield* this.walk.need(BEGINNING);
    const { encoding, transferSyntax } = encodingOf(header.transferSyntax, this.walk.peek(BEGINNING));
    if (this.listener.syntax(transferSyntax)) yield* this.walk.dataset(encoding, this.told(encoding, 0));
  }

  private told(encoding: Encoding, depth: number): Listener {
    const { listener } = this;
    return {
      element: ({ tag: number, vr, open }) => {
        if (depth === 0 && PIXELS.has(number)) return { last: (piece) => listener.pixels(piece) };
        const tag = tagText(number);
        if (depth === 0 && !listener.wants(tag)) return 'pass';
        if (!open && (vr ?? dictionaryVr(tag, false)) !== 'SQ') return { whole: (value) => listener.value(tag, value, depth) };
        listener.value(tag, NOTHING, depth);
        // What a writer did not know is implicit inside (PS3.5 6.2.2).
        const inside = vr === 'UN' ? IMPLICIT : encoding;
        const item = () => {
          listener.value(ITEM, NOTHING, depth + 1);
          return this.told(inside, depth + 1);
        };
        return { encoding: inside, item };
      },
    };
  }
}
