import type { ErrorData } from '../../src/core/errors';
import type { RegionNote } from '../../src/results/provenance';
import type { Stack } from '../../src/volume/Stack';
import type { Masks } from '../../src/volume/region/grow';
import type { ActiveSeries } from '../host/activeSeries';
import { onDrawing } from '../host/drawing';
// What is stored with a result is English in every viewer: see i18n/index.ts.
import { en } from '../i18n/en';
import { type Candidate, factsOf, grown, nothingDrawn, type RegionFacts, settle } from '../regions/candidates';
import { DrawingTools } from '../regions/drawingTools';
import { type View, viewOf } from '../regions/onSeries';
import { Store } from '../run/Store';
import type { Region } from '../../src/tasks/Task';

export type Purpose = keyof typeof en.inpaint.purposes;

const dicom = en.inpaint;

export const MARGIN = [0, 5] as const;

/** What the Inpaint tab shows of the active series. */
export interface InpaintState {
  regions: readonly RegionFacts[];
  chosenId: string | undefined;
  /** Of the chosen region with its margin; undefined without one. */
  grown: { millilitres: number; slices: number } | undefined;
  /** mm by which the region is made larger on all sides. */
  margin: number;
  purpose: Purpose;
}

/** A region with the margin around it. */
interface Sized {
  masks: Masks | undefined;
  problem: ErrorData | undefined;
  size: { millilitres: number; slices: number } | undefined;
}

/** Strokes of a brush come in bursts. */
const SETTLE_MS = 250;

const NOTHING = { regions: [], chosenId: undefined, grown: undefined } as const;

/** What is to be filled: looks at what the reader has drawn on a series, and hands it to the run as it is at that moment. */
export class Inpainting {
  readonly store = new Store<InpaintState>({ ...NOTHING, margin: 0, purpose: 'unstated' });
  readonly tools = new DrawingTools();
  /** Regions found by something else, by display set. */
  private readonly findings = new Map<string, Candidate[]>();
  /** What the state shows. */
  private looked: View | undefined;
  /** By series and viewport, until something is drawn: looking reads all label images. */
  private readonly views = new Map<string, View>();
  private last: { view: View; id: string | undefined; margin: number; sized: Sized } | undefined;
  private stop: (() => void) | undefined;

  /** @param changed called, at most every SETTLE_MS, when something else could be filled than before */
  constructor(private readonly changed: () => void) {}

  /** Listens to the viewer's drawing tools. */
  open(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onDrawing(() => {
      this.views.clear();
      clearTimeout(timer);
      timer = setTimeout(this.changed, SETTLE_MS);
    });
    this.stop = () => {
      stop();
      clearTimeout(timer);
    };
  }

  close(): void {
    this.stop?.();
  }

  /** A region that was found by something else, in the viewer's order; it is the chosen one from now on. */
  add(displaySetUID: string, masks: Masks, label: string, kind: 'finding' | 'given' = 'finding'): void {
    const before = this.findings.get(displaySetUID) ?? [];
    const region: Candidate = { id: `${kind} ${before.length + 1}`, kind, label, masks };
    this.findings.set(displaySetUID, [...before, region]);
    this.views.clear();
    this.store.set({ chosenId: region.id });
  }

  /** Takes over what was drawn, where that has changed or another series is looked at. */
  look(series: ActiveSeries | undefined, stack: Stack | undefined): void {
    const view = this.view(series, stack);
    if (view === this.looked) return;
    const chosenId = view && this.choiceOn(view);
    this.looked = view;
    this.store.set(view ? { regions: view.facts, chosenId } : NOTHING);
    this.measure();
  }

  choose(patch: Partial<Pick<InpaintState, 'chosenId' | 'margin' | 'purpose'>>): void {
    this.store.set(patch);
    this.measure();
    this.changed();
  }

  /** Why the region that a look would choose cannot be filled (undefined when it can), and in how many slices it lies. Changes nothing. */
  judge(series: ActiveSeries | undefined, stack: Stack | undefined): { problem: ErrorData | undefined; slices: number | undefined } {
    const view = this.view(series, stack);
    if (!view) return { problem: undefined, slices: undefined };
    const { problem, size } = this.sized(view, this.choiceOn(view));
    return { problem, slices: size?.slices };
  }

  /** The chosen region of the series last looked at with its margin, and what its provenance says; undefined without one. */
  take(): { region: Region; about: RegionNote } | undefined {
    const { regions, chosenId, margin, purpose } = this.store.get();
    const chosen = regions.find(({ id }) => id === chosenId);
    const masks = this.looked && this.sized(this.looked, chosenId).masks;
    if (!chosen || !masks) return undefined;
    // Slices without anything inside are left out: the engine works on the others only.
    const region = masks.map((mask) => (mask?.includes(1) ? mask.slice() : undefined));
    return {
      region,
      about: {
        source: dicom.kinds[chosen.kind],
        marginMm: margin,
        purpose: purpose === 'unstated' ? '' : dicom.purposes[purpose],
      },
    };
  }

  private view(series: ActiveSeries | undefined, stack: Stack | undefined): View | undefined {
    const plane = series?.planes[0];
    if (!series || !stack || !plane) return undefined;
    const { displaySetUID, viewportId } = series;
    const key = `${displaySetUID} ${viewportId}`;
    const grid = { rows: plane.rows, columns: plane.columns, stack };
    const view = this.views.get(key) ?? viewOf(series, grid, this.findings.get(displaySetUID) ?? []);
    this.views.set(key, view);
    return view;
  }

  /** The region of a view that is filled unless the reader chooses another. */
  private choiceOn(view: View): string | undefined {
    const { regions: before, chosenId } = this.store.get();
    if (view === this.looked) return chosenId;
    const wasHere = this.looked?.series.displaySetUID === view.series.displaySetUID;
    // A segment that was empty until now is as new as one that was not there.
    const known = wasHere ? before.filter(({ problem }) => !problem).map(({ id }) => id) : undefined;
    return settle(view.facts, known, chosenId);
  }

  private sized(view: View, id: string | undefined): Sized {
    const { margin } = this.store.get();
    const { last } = this;
    if (last?.view === view && last.id === id && last.margin === margin) return last.sized;
    const sized = sizeOf(view, id, margin);
    this.last = { view, id, margin, sized };
    return sized;
  }

  private measure(): void {
    const size = this.looked && this.sized(this.looked, this.store.get().chosenId).size;
    this.store.set({ grown: size && { millilitres: size.millilitres, slices: size.slices } });
  }
}

function sizeOf({ found, facts, grid }: View, chosenId: string | undefined, margin: number): Sized {
  const region = found.regions.find(({ id }) => id === chosenId);
  const known = facts.find(({ id }) => id === chosenId);
  if (!region || !known) return { masks: undefined, problem: nothingDrawn(found), size: undefined };
  if (known.problem || margin === 0) return { masks: region.masks, problem: known.problem, size: known };
  const masks = grown(region.masks, grid, margin);
  const size = factsOf({ id: '', kind: 'finding', label: '', masks }, grid);
  return { masks, problem: size.problem, size };
}
