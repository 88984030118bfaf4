import { isPicture, type Kind } from '../../src/results/kinds';
import { activeSeries } from '../host/activeSeries';
import { imagesOf } from '../host/displaySets';
import { changeNote } from '../results/tag';
import type { SideBySide } from '../host/sideBySide';
import type { OverlayControl } from '../overlay/OverlayControl';
import type { MeasureRequest, Readings } from '../worker/protocol';
import { addLayer } from '../run/deliver';
import type { Delivery, RunData } from '../run/RunData';
import { symmetricWindow, windowOfPixels } from '../run/windows';
import type { ResultRow } from '../results/rows';
import type { WorkbenchState } from '../run/state';
import type { Store } from '../run/Store';
import { arrangementOf, type Extra, type LayoutId } from './layouts';
import { pointOfInterest } from './interest';
import { drawnRegion, type RegionReading, sampleOf } from './measures';
import { type LiveSet, LivePixels } from './LivePixels';
import { Picture } from './Picture';

/** What a reader does with a result once it is there. Nothing here evaluates a network: all follows from what the run has kept. */
export class Comparison {
  private readonly pictures = new Map<string, Picture>();
  private readonly live = new LivePixels();
  private readonly readings = new Map<string, Promise<Readings | undefined>>();
  private readonly sets = new Map<string, LiveSet>();
  /** Parts that are being made. */
  private readonly adding = new Map<string, Promise<string | undefined>>();

  constructor(
    private readonly store: Store<WorkbenchState>,
    private readonly runs: RunData,
    private readonly overlay: Pick<OverlayControl, 'layerFor' | 'look'>,
    private readonly panes: Pick<SideBySide, 'arrange'>,
    /** In the worker: it takes seconds. */
    private readonly measureSlices: (request: MeasureRequest) => Promise<Readings>,
  ) {}

  /** Measures of the picture at a strength beside its source; the same promise for the same question, until it fails. */
  measure(runId: string, strength: number): Promise<Readings | undefined> {
    const [picture, delivery] = [this.picture(runId), this.runs.get(runId)];
    if (!picture || !delivery) return Promise.resolve(undefined);
    const key = `${runId} ${strength}`;
    const known = this.readings.get(key);
    if (known) return known;
    const asked = this.measureSlices(sampleOf(delivery, picture, strength)).catch(() => {
      this.readings.delete(key);
      return undefined;
    });
    this.readings.set(key, asked);
    return asked;
  }

  /** The picture of a run at the strength that was chosen last. */
  picture(runId: string): Picture | undefined {
    const delivery = this.runs.get(runId);
    if (!delivery) return undefined;
    const known = this.pictures.get(runId) ?? new Picture(delivery);
    this.pictures.set(runId, known);
    return known;
  }

  /** Of the closed outline that the reader drew last on the source or on the picture. */
  measureDrawn(runId: string): RegionReading | undefined {
    const [row, picture, delivery] = this.all(runId);
    return row && picture && delivery && drawnRegion(delivery, picture, row.uid);
  }

  /** Strength after the run: picture and difference change where they are, and say so wherever they describe themselves. */
  blend(runId: string, strength: number): void {
    const [row, picture, delivery] = this.all(runId);
    if (!row || !picture || picture.blended || delivery?.result.provenance.task !== 'denoise') return;
    picture.strength = strength;
    picture.peeking = false;
    const provenance = (delivery.result.provenance = { ...delivery.result.provenance, strength });
    this.refresh(row);
    this.note(row, (kind) => ({ provenance, peeking: false, ...(kind !== 'uncertainty' && { strength }) }));
  }

  /** Shows the source in place of the picture, in the same viewports and with nothing moved; `on` false ends it. */
  peek(runId: string, on: boolean): void {
    const [row, picture] = [this.row(runId), this.picture(runId)];
    if (!row || !picture || picture.peeking === on) return;
    picture.peeking = on;
    this.refresh(row);
    // The row's own note may be that of a map.
    this.change(row.id, { note: { ...row.note, peeking: on } });
    this.note(row, (kind) => (isPicture(kind) ? { peeking: on } : {}));
  }

  /** Whether the run made a part. */
  has(runId: string, kind: Kind): boolean {
    return this.runs.get(runId)?.result.layers.some((layer) => layer.kind === kind) ?? false;
  }

  /** Whether there is a picture of the patient that can take turns with its source. */
  canPeek = ({ sets }: ResultRow): boolean => (Object.keys(sets) as Kind[]).some(isPicture);

  /** The result that a viewport shows a part of, else the newest of the series it shows. */
  rowFor(viewportId?: string): ResultRow | undefined {
    const series = activeSeries(viewportId);
    if (!series) return undefined;
    const { results } = this.store.get();
    return results.find(({ id }) => id === series.result?.runId) ?? results.findLast(({ note }) => note.sourceUID === series.displaySetUID);
  }

  /** Original ↔ result of what a viewport shows. Where no result of its series is on screen, the newest one is put there first. */
  async flicker(viewportId?: string): Promise<void> {
    const row = this.rowFor(viewportId);
    if (row) await this.flickerRun(row.id);
  }

  async flickerRun(runId: string): Promise<void> {
    const row = this.row(runId);
    if (!row || !this.canPeek(row)) return;
    if (this.onScreen(row)) this.peek(runId, !this.picture(runId)?.peeking);
    else await this.compare(runId, row.task === 'anomaly' ? 'anomaly' : 'one');
  }

  /** Adds the difference or the uncertainty to the viewer's series, once. Returns its display set; undefined where the run has none. */
  add(runId: string, kind: Extra): Promise<string | undefined> {
    const [row, picture, delivery] = this.all(runId);
    if (!row || !picture || !delivery || row.sets[kind] !== undefined) return Promise.resolve(row?.sets[kind]);
    const key = `${runId} ${kind}`;
    const made = this.adding.get(key) ?? this.make(row, kind, picture, delivery).finally(() => this.adding.delete(key));
    this.adding.set(key, made);
    return made;
  }

  /** Opens a layout of a run's parts; those it lacks are made. */
  async compare(runId: string, layout: LayoutId): Promise<void> {
    this.peek(runId, false);
    const row = this.row(runId);
    if (!row) return;
    const parts = { add: (kind: Extra) => this.add(runId, kind), overlay: () => this.overlay.layerFor(row) };
    const delivery = this.runs.get(runId);
    const pointOn = delivery && ((imageId: string | undefined) => pointOfInterest(delivery, this.overlay.look(row), imageId));
    await this.panes.arrange({ ...(await arrangementOf(layout, row, parts)), pointOn });
  }

  forget(runId: string): void {
    for (const uid of Object.values(this.row(runId)?.sets ?? {})) {
      const set = this.sets.get(uid);
      if (set) this.live.forget([set]);
      this.sets.delete(uid);
    }
    for (const key of this.readings.keys()) if (key.startsWith(`${runId} `)) this.readings.delete(key);
    this.pictures.delete(runId);
  }

  /** Slices that wait are written no more. */
  close(): void {
    this.live.forget([...this.sets.values()]);
  }

  private async make(row: ResultRow, kind: Extra, picture: Picture, delivery: Delivery): Promise<string | undefined> {
    const { strength } = picture;
    const slices =
      kind === 'difference' ? await picture.differences(strength) : delivery.result.layers.find((layer) => layer.kind === kind)?.slices;
    const window = slices && (kind === 'difference' ? symmetricWindow(slices) : await windowOfPixels(slices));
    // The reader may have removed the result meanwhile.
    if (!slices || !window || !this.row(row.id)) return undefined;
    const { uid } = addLayer(delivery, { kind, grid: delivery.stack.grid(delivery.source), slices }, window);
    this.change(row.id, { sets: { ...this.row(row.id)?.sets, [kind]: uid } });
    const now = this.row(row.id);
    if (now && picture.strength !== strength) this.refresh(now);
    return uid;
  }

  private all = (runId: string) => [this.row(runId), this.picture(runId), this.runs.get(runId)] as const;

  private row = (runId: string) => this.store.get().results.find(({ id }) => id === runId);

  private change(runId: string, patch: Partial<ResultRow>): void {
    this.store.set({ results: this.store.get().results.map((row) => (row.id === runId ? { ...row, ...patch } : row)) });
  }

  private note(row: ResultRow, patchOf: (kind: Kind) => Parameters<typeof changeNote>[1]): void {
    for (const [kind, uid] of Object.entries(row.sets) as [Kind, string][]) {
      const note = changeNote(uid, patchOf(kind));
      if (note && uid === row.uid) this.change(row.id, { note });
    }
  }

  private onScreen({ sets }: ResultRow): boolean {
    return (Object.entries(sets) as [Kind, string][]).some(([kind, uid]) => isPicture(kind) && imagesOf(uid).shown);
  }

  private refresh({ id, sets }: ResultRow): void {
    const picture = this.picture(id);
    if (!picture) return;
    const live = (Object.entries(sets) as [Kind, string][]).flatMap(([kind, uid]) => {
      if (!isPicture(kind) && kind !== 'difference') return [];
      const write = isPicture(kind) ? picture.writePicture.bind(picture) : picture.writeDifference.bind(picture);
      const set = this.sets.get(uid) ?? { imageIds: imagesOf(uid).imageIds, write };
      this.sets.set(uid, set);
      return [set];
    });
    this.live.refresh(live);
  }
}
