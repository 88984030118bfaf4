import { DiffusionError } from '../../src/core/errors';
import { finished } from '../../src/core/steps';
import { plainText } from '../../src/dicom/fileBody';
import { Walk } from '../../src/dicom/walk';
import { isUid, LEAST_BYTES, NotDicom, UnreadableFile } from './header';
import type { Incoming } from './incoming';
import type { InstanceStore } from './instanceStore';
import type { Instance } from './partTen';
import { systemCode } from './systemCode';

/** Failure reasons, PS3.18 table I.2-2 and PS3.7 annex C. */
const failure = { processing: 0x0110, duplicate: 0x0111, outOfResources: 0xa700, cannotUnderstand: 0xc000 } as const;

/** Why an instance was not stored. */
export interface Refusal {
  readonly reason: number;
  /** In words, without what the file says of a patient. */
  readonly because: string;
  readonly sopClassUid?: string;
  readonly sopInstanceUid?: string;
}

/** So much of a part says whether it is DICOM, and which instance. */
const HEAD_BYTES = 4096;
/** Media Storage SOP Class and Instance UID. */
const UIDS = [0x00020002, 0x00020003];
/** No room: on the disk, for this user, or for a file of this size. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** One part of a store request, on its way to disk. What is wrong with it is its own affair: the other parts go on. */
export class PartFile {
  private head = Buffer.alloc(0);
  private incoming: Incoming | undefined;
  private refusal: Refusal | undefined;

  constructor(private readonly to: InstanceStore) {}

  async write(piece: Buffer): Promise<void> {
    if (this.refusal) return;
    if (this.incoming) return this.attempt(() => this.incoming?.write(piece));
    const { head } = this;
    this.head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES - head.length)]);
    if (this.head.length < LEAST_BYTES) return;
    // What is no DICOM never reaches the disk.
    if (!isPartTen(this.head)) return this.refuse(new NotDicom());
    await this.attempt(async () => {
      this.incoming = await this.to.receive();
      await this.incoming.write(head);
      await this.incoming.write(piece);
    });
  }

  async finish(): Promise<void> {
    if (!this.incoming) this.refuse(new NotDicom());
    await this.attempt(() => this.incoming?.finish());
  }

  async store(study: string | undefined): Promise<Instance | Refusal> {
    const { incoming } = this;
    let stored: Instance | undefined;
    await this.attempt(async () => {
      if (!incoming) return;
      const { outcome, instance } = await this.to.keep(incoming, study);
      if (outcome === 'conflict')
        this.refusal = { ...uidsOf(instance), reason: failure.duplicate, because: 'other bytes are stored under its UID' };
      else if (outcome === 'otherStudy')
        this.refusal = { ...uidsOf(instance), reason: failure.processing, because: 'it is of another study than the address' };
      else stored = instance;
    });
    // Before the answer: whoever hears that something was refused finds nothing of it.
    await this.discard();
    return this.refusal ?? stored ?? { reason: failure.processing, because: 'it was not stored' };
  }

  async discard(): Promise<void> {
    await this.incoming?.discard();
  }

  private async attempt(act: () => Promise<void> | undefined): Promise<void> {
    if (this.refusal) return;
    try {
      await act();
    } catch (error) {
      this.refuse(error);
    }
  }

  /** @throws what is neither the file's fault nor the disk's */
  private refuse(error: unknown): void {
    if (this.refusal) return;
    const code = systemCode(error);
    if (!(error instanceof UnreadableFile) && code === undefined) throw error;
    const named = namedIn(this.head);
    if (error instanceof UnreadableFile) this.refusal = { ...named, reason: failure.cannotUnderstand, because: error.message };
    else if (NO_ROOM.has(code ?? ''))
      this.refusal = { ...named, reason: failure.outOfResources, because: 'there is no room left where it would be stored' };
    else this.refusal = { ...named, reason: failure.processing, because: `it could not be written (${code})` };
  }
}

const isPartTen = (head: Buffer) => head.toString('latin1', LEAST_BYTES - 4, LEAST_BYTES) === 'DICM';
const uidsOf = ({ sopClassUid, sopInstanceUid }: Instance) => ({ sopClassUid, sopInstanceUid });

/** Which instance it would have been, as far as the file's own header says it. */
function namedIn(head: Buffer): { sopClassUid?: string; sopInstanceUid?: string } {
  const said = new Map<number, string>();
  const told = (tag: number) => ({ whole: (value: Uint8Array) => void said.set(tag, plainText(value)) });
  try {
    finished(new Walk(head, LEAST_BYTES).meta({ element: ({ tag }) => (UIDS.includes(tag) ? told(tag) : 'pass') }));
  } catch (error) {
    // Of a header that is cut off, what came before.
    if (!(error instanceof DiffusionError)) throw error;
  }
  const [sopClassUid, sopInstanceUid] = UIDS.map((tag) => said.get(tag) ?? '');
  return { ...(isUid(sopClassUid ?? '') && { sopClassUid }), ...(isUid(sopInstanceUid ?? '') && { sopInstanceUid }) };
}
