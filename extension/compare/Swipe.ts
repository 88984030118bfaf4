import { isPicture, type Kind } from '../../src/results/kinds';
import { layerName } from '../i18n/describe';
import { activeViewportId, focusSeries } from '../host/activeSeries';
import { SHARED } from '../host/pane';
import type { SideBySide } from '../host/sideBySide';
import { type Divider, showDivider } from '../host/swipeDivider';
import { ui } from '../i18n';
import { paneName, type ResultRow } from '../results/rows';
import type { WorkbenchState } from '../run/state';
import { Store } from '../run/Store';
import type { Comparison } from './Comparison';

const STEP = 0.02;
/** With Shift. */
const LEAP = 0.1;

const MOVES: ReadonlyMap<string, (share: number, step: number) => number> = new Map([
  ['ArrowLeft', (share: number, step: number) => share - step],
  ['ArrowRight', (share: number, step: number) => share + step],
  ['Home', () => 0],
  ['End', () => 1],
]);

/** Where a key moves a divider: its place as a share of the width, 0 to 1; undefined for keys that are not its own. */
export function keyed(share: number, key: string, far: boolean): number | undefined {
  const wanted = MOVES.get(key)?.(share, far ? LEAP : STEP);
  return wanted === undefined ? undefined : Math.min(1, Math.max(0, wanted));
}

/** The picture of the patient that a run made, and what it is. */
function pictureOf({ uid, note, sets }: ResultRow): [kind: Kind, uid: string] | undefined {
  if (isPicture(note.kind)) return [note.kind, uid];
  return (Object.entries(sets) as [Kind, string][]).find(([kind]) => isPicture(kind));
}

/** Original and result in one place, with a divider between them: two viewports of the whole grid's size, linked, each clipped at it. */
export class Swipe {
  /** The run that is on screen like this. */
  readonly store = new Store<{ runId: string | undefined }>({ runId: undefined });
  /** Where the reader left the divider. */
  private share = 0.5;
  private divider: Divider | undefined;

  constructor(
    private readonly results: Store<WorkbenchState>,
    private readonly comparison: Pick<Comparison, 'peek' | 'rowFor'>,
    private readonly panes: Pick<SideBySide, 'arrange' | 'showPair'>,
    /** Beside the name of the result, always. */
    private readonly warning: string,
  ) {}

  /** Of what a viewport shows, or of the newest result of its series. Returns false where there is none. */
  async toggle(viewportId?: string): Promise<boolean> {
    const row = this.comparison.rowFor(viewportId);
    if (row) await this.toggleRun(row.id);
    return row !== undefined;
  }

  async toggleRun(runId: string): Promise<void> {
    const row = this.results.get().results.find(({ id }) => id === runId);
    if (this.store.get().runId === runId) await this.end();
    else if (row) await this.begin(row);
  }

  private async begin(row: ResultRow): Promise<void> {
    const [kind, uid] = pictureOf(row) ?? [];
    if (kind === undefined || uid === undefined) return;
    this.comparison.peek(row.id, false);
    const name = layerName({ kind, sample: row.note.sample });
    const stopTelling = this.results.subscribe(() => {
      const now = this.results.get().results.find(({ id }) => id === row.id);
      this.divider?.tell(now?.note.peeking ? ui.compare.divider.original : name);
    });
    const ids = await this.panes.arrange({
      sourceUID: row.note.sourceUID,
      panes: [
        { role: 'original', displaySetUIDs: [row.note.sourceUID], window: SHARED },
        { role: 'result', displaySetUIDs: [uid], window: SHARED },
      ],
      columns: 2,
      fromViewportId: activeViewportId(),
      fallbackWindow: row.window,
      // As volumes a map can be laid in colour over the original, and both halves stay of one kind.
      volumes: row.task === 'anomaly',
      stacked: true,
      onClosed: () => {
        stopTelling();
        this.divider?.remove();
        this.divider = undefined;
        this.store.set({ runId: undefined });
      },
    });
    if (!ids) return stopTelling();
    const [left = '', right = ''] = ids;
    this.divider = showDivider({
      viewportIds: [left, right],
      share: this.share,
      texts: { ...ui.compare.divider, left: ui.compare.divider.original, right: name, warning: this.warning },
      keyed,
      onMove: (share) => (this.share = share),
      onEscape: () => void this.end(),
    });
    // Panes that cannot be cut are of no use upon each other.
    if (!this.divider) return this.beside(row, uid);
    this.store.set({ runId: row.id });
    // Where both lie upon each other the reader works on the original.
    focusSeries(row.note.sourceUID);
  }

  /** Back to the two pictures beside each other. */
  private async end(): Promise<void> {
    const row = this.results.get().results.find(({ id }) => id === this.store.get().runId);
    const [, uid] = (row && pictureOf(row)) ?? [];
    if (row && uid !== undefined) await this.beside(row, uid);
  }

  private async beside({ id, uid, note, window }: ResultRow, resultUID: string): Promise<void> {
    const name = resultUID === uid ? paneName(id, 'pair') : undefined;
    await this.panes.showPair({ name, sourceUID: note.sourceUID, resultUID, fromViewportId: activeViewportId(), fallbackWindow: window });
  }
}
