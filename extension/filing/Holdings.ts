import type { Filing } from '../../src/filing/Filing';
import type { InstancePointer } from '../../src/filing/references';
import type { ResultRow } from '../results/rows';
import type { RunData } from '../run/RunData';
import { type Archived, archivedWith, together } from './archived';
import { filedPointer } from './filedPointer';

export interface HoldingsParts {
  runs: Pick<RunData, 'get'>;
  row(runId: string): ResultRow | undefined;
}

interface Held {
  archived: Archived;
  /** Of the picture that lies there; undefined where nothing of this visit's result was verified yet. */
  picture?: { strength: number | undefined };
}

/** What the archive holds of the results of a visit: of those that were filed in it, and of those that were opened from there. */
export class Holdings {
  /** By run. */
  private readonly held = new Map<string, Held>();

  constructor(private readonly parts: HoldingsParts) {}

  of(runId: string): Archived | undefined {
    return this.held.get(runId)?.archived;
  }

  /** A result was read from there: its pictures lie there as they are on screen. */
  opened({ id, note }: Pick<ResultRow, 'id' | 'note'>, archived: Archived): void {
    this.held.set(id, { archived, picture: { strength: note.strength } });
  }

  /** A search has found what lies there of a work. A picture at another strength is another work, with a report of its own. */
  found(runId: string, work: string, there: Archived | undefined): Archived | undefined {
    const before = this.held.get(runId);
    const archived = together(before?.archived.work === work ? before.archived : undefined, there);
    if (archived) this.held.set(runId, { ...before, archived });
    return archived;
  }

  /** A filing was verified, with the picture at this strength. */
  filed(runId: string, filing: Filing, strength: number | undefined): void {
    this.held.set(runId, { archived: archivedWith(this.of(runId), filing), picture: { strength } });
  }

  forget(runId: string): void {
    this.held.delete(runId);
  }

  /** Whether the picture is no longer the one that lies there. */
  restrengthened({ id, note }: Pick<ResultRow, 'id' | 'note'>): boolean {
    const picture = this.held.get(id)?.picture;
    return picture !== undefined && picture.strength !== note.strength;
  }

  /** Whether a result lies there, and was not rejected. */
  rejectable(row: ResultRow): boolean {
    return row.filed?.verified === true && !this.of(row.id)?.rejected && !this.restrengthened(row);
  }

  /** UIDs of what of a result lies there as it is: it need not be sent. Of a work that was made again nothing is believed. */
  known({ id, filed }: Pick<ResultRow, 'id' | 'filed'>): ReadonlySet<string> {
    return new Set(filed ? this.of(id)?.instances.map(({ sopInstanceUid }) => sopInstanceUid) : []);
  }

  /** Where the archive holds an image of a result; undefined as long as it was not verified there. */
  pointer(imageId: string): InstancePointer | undefined {
    for (const [runId, { archived, picture }] of this.held) {
      const [row, delivery] = [this.parts.row(runId), this.parts.runs.get(runId)];
      if (!picture || !row || !delivery || this.restrengthened(row)) continue;
      const pointer = filedPointer(row, archived.series, delivery.stack, imageId);
      if (pointer) return pointer;
    }
    return undefined;
  }
}
