import { activeViewportId, displaySetOf } from '../host/activeSeries';
import { displaySetByUID, noteOf } from '../host/displaySets';
import {
  addLayer,
  companionsOf,
  layersOf,
  asVolume,
  isStack,
  onLayersChange,
  onlyPicture,
  paintLayer,
  registerColours,
  shownEverywhere,
} from '../host/layers';
import { drawnOnce } from '../host/redraw';
import { resultSlices } from '../host/resultImages';
import type { OverlaySettings } from '../host/settings';
import type { RunData } from '../run/RunData';
import type { ResultRow } from '../results/rows';
import { orNotify } from '../i18n/notices';
import { Store } from '../run/Store';
import { COLORMAPS, coloursOf, rgbPoints, SIGNED_COLORMAP } from './colormaps';
import { FIRST_LOOK, firstRange, isScore, type Look, moveRange, mapsOf, OVERLAY_MAPS, type OverlayMap, type Range, paintOf } from './look';

/** ms; a slow graphics device takes a fraction of it. */
const PATIENCE = 2_000;
/** ms: the picture that is told of may be one that was begun before the change. */
const SETTLED = 400;

export interface OverlayState {
  /** By run. */
  looks: Readonly<Record<string, Look>>;
  /** Runs whose overlay is on screen. */
  shown: readonly string[];
}

export type LookChange = Partial<Pick<Look, 'map' | 'opacity' | 'colormap'> & Range>;

/**
 * Maps of a result as colours on its source. What the state says is read from the viewports: whoever takes the layer away (another layout,
 * another series, the viewer's own menu), the panel knows.
 */
export class OverlayControl {
  readonly store = new Store<OverlayState>({ looks: {}, shown: [] });
  private stop: (() => void) | undefined;
  /** Threshold and upper end of the maps that are not chosen now, by run. */
  private readonly ranges = new Map<string, Pick<Look, 'range' | 'limits'>>();
  /** Viewports that were stacks before a layer made volumes of them. */
  private readonly wereStacks = new Set<string>();
  private turn: Promise<void> = Promise.resolve();

  /** @param site how overlays start here, where the site says so */
  constructor(
    private readonly runs: RunData,
    private readonly site: OverlaySettings,
  ) {}

  /** Idempotent. */
  open(): void {
    if (this.stop) return;
    for (const { id, hex } of [...COLORMAPS, SIGNED_COLORMAP]) if (hex) registerColours(id, rgbPoints(coloursOf(hex)));
    this.stop = onLayersChange(() => this.refresh());
  }

  /** Stops listening to the viewer. */
  close(): void {
    this.stop?.();
    this.stop = undefined;
  }

  /** The look of a run's overlay; undefined where the result has nothing to lay over its source. */
  look(row: ResultRow): Look | undefined {
    const { opacity = FIRST_LOOK.opacity, colormap } = this.site;
    const known = COLORMAPS.find(({ id }) => id === colormap)?.id ?? FIRST_LOOK.colormap;
    return this.store.get().looks[row.id] ?? this.lookWith(row, mapsOf(row)[0], { opacity, colormap: known });
  }

  /** Acts at once, without an evaluation. A change of the map replaces the layer wherever it is on screen. */
  change(row: ResultRow, { map, opacity, colormap, ...range }: LookChange): void {
    const before = this.look(row);
    if (!before) return;
    const other = map !== undefined && map !== before.map && mapsOf(row).includes(map);
    const base = (other && this.lookWith(row, map, before)) || before;
    const look: Look = {
      ...base,
      opacity: Number.isFinite(opacity) ? Math.min(1, Math.max(0, opacity ?? 0)) : base.opacity,
      colormap: COLORMAPS.some(({ id }) => id === colormap) && colormap !== undefined ? colormap : base.colormap,
      range: moveRange(base.range, base.limits, range),
    };
    this.keep(row, look);
    if (other) void orNotify(() => this.inTurn(() => this.replace(row, before.map, look)));
    else this.paint(row.sets[look.map], look);
  }

  /** On every viewport that shows the source; where none does, the active one shows it. */
  show(row: ResultRow): Promise<void> {
    return this.inTurn(() => this.showNow(row));
  }

  private async showNow(row: ResultRow): Promise<void> {
    const look = this.look(row);
    const uid = look && row.sets[look.map];
    if (!look || uid === undefined || this.store.get().shown.includes(row.id)) return;
    this.open();
    this.keep(row, look);
    const { sourceUID } = row.note;
    const onSource = shownEverywhere().filter(({ uids }) => uids[0] === sourceUID);
    const active = activeViewportId();
    const places = onSource.length > 0 ? onSource.map(({ viewportId }) => viewportId) : active ? [active] : [];
    for (const viewportId of places) await this.lay(viewportId, sourceUID, uid, look);
    for (const { viewportId, uids } of companionsOf(sourceUID)) {
      if (isStack(viewportId)) this.wereStacks.add(viewportId);
      await asVolume(viewportId, uids[0] ?? '');
    }
    this.refresh();
  }

  /** For layouts that place the layer themselves: its display set. It is painted as soon as a viewport has it. */
  layerFor(row: ResultRow): string | undefined {
    const look = this.look(row);
    const uid = look && row.sets[look.map];
    if (!look || uid === undefined) return undefined;
    this.open();
    this.keep(row, look);
    return uid;
  }

  hide(row: ResultRow): Promise<void> {
    return this.inTurn(() => this.hideNow(row));
  }

  private async hideNow(row: ResultRow): Promise<void> {
    const { sourceUID } = row.note;
    const layers = Object.values(row.sets);
    for (const { viewportId } of layersOf(layers)) await onlyPicture(viewportId, sourceUID, this.wereStacks.delete(viewportId), layers);
    for (const { viewportId, uids } of companionsOf(sourceUID))
      if (this.wereStacks.delete(viewportId)) await onlyPicture(viewportId, uids[0] ?? '', true);
    this.refresh();
  }

  /** Units of a run's source. */
  unitsOf(runId: string): string {
    return this.runs.get(runId)?.source.units ?? 'arbitrary';
  }

  forget(row: ResultRow): void {
    const { [row.id]: _, ...looks } = this.store.get().looks;
    for (const map of OVERLAY_MAPS) this.ranges.delete(`${row.id} ${map}`);
    this.store.set({ looks, shown: this.store.get().shown.filter((id) => id !== row.id) });
  }

  /** One change of layers after the other, each drawn before the next: the viewer throws where a volume goes that it has not drawn yet. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.turn.then(work);
    this.turn = done
      .catch(() => undefined)
      .then(async () => {
        await Promise.all([drawnOnce(PATIENCE), new Promise((resolve) => setTimeout(resolve, SETTLED))]);
      });
    return done;
  }

  private async lay(viewportId: string, sourceUID: string, layerUID: string, look: Look): Promise<void> {
    if (isStack(viewportId)) this.wereStacks.add(viewportId);
    await addLayer(viewportId, sourceUID, layerUID, paintOf(look));
  }

  private lookWith(row: ResultRow, map: OverlayMap | undefined, style: Pick<Look, 'opacity' | 'colormap'>): Look | undefined {
    const set = map && displaySetByUID(row.sets[map]);
    if (!map || !set) return undefined;
    const key = `${row.id} ${map}`;
    const run = this.runs.get(row.id);
    const range = this.ranges.get(key) ?? this.startRange(map, resultSlices(set.SeriesInstanceUID), run?.manifest, run?.peaks[map]);
    this.ranges.set(key, range);
    return { opacity: style.opacity, colormap: style.colormap, map, ...range };
  }

  private startRange(...from: Parameters<typeof firstRange>): Pick<Look, 'range' | 'limits'> {
    const { range, limits } = firstRange(...from);
    const { threshold } = this.site;
    return { range: threshold !== undefined && isScore(from[0]) ? moveRange(range, limits, { threshold }) : range, limits };
  }

  private keep(row: ResultRow, look: Look): void {
    this.ranges.set(`${row.id} ${look.map}`, { range: look.range, limits: look.limits });
    this.store.set({ looks: { ...this.store.get().looks, [row.id]: look } });
  }

  private async replace(row: ResultRow, before: OverlayMap, look: Look): Promise<void> {
    const uid = row.sets[look.map];
    const places = layersOf([row.sets[before] ?? '']);
    if (uid !== undefined) for (const { viewportId } of places) await this.lay(viewportId, row.note.sourceUID, uid, look);
    this.refresh();
  }

  private paint(uid: string | undefined, look: Look): void {
    if (uid === undefined) return;
    for (const { viewportId } of layersOf([uid])) paintLayer(viewportId, uid, paintOf(look));
  }

  /** Reads what is on screen, and paints layers that a viewport has just been given. */
  private refresh(): void {
    if (!this.stop) return;
    const { looks, shown: before } = this.store.get();
    const shown = new Set<string>();
    for (const { viewportId, uids } of shownEverywhere()) {
      for (const uid of uids.slice(1)) {
        const note = noteOf(uid);
        const look = note && looks[note.runId];
        if (!note || look?.map !== note.kind || displaySetOf(viewportId)?.displaySetInstanceUID !== note.sourceUID) continue;
        shown.add(note.runId);
        paintLayer(viewportId, uid, paintOf(look));
      }
    }
    if ([...shown].join() !== before.join()) this.store.set({ shown: [...shown] });
  }
}
