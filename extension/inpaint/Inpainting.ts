import type { ErrorData } from '../../src/core/errors';
import type { StackOrder } from '../../src/volume/gate';
import type { RegionNote } from '../../src/results/provenance';
import type { Masks } from '../../src/volume/region/grow';
import type { ActiveSeries } from '../host/activeSeries';
import { outlinesOn } from '../regions/outlines';
import { contourSegmentsOn } from '../regions/contourSegments';
import { onDrawing } from '../host/drawing';
import { segmentsOn } from '../regions/segments';
// What is stored with a result is English in every viewer: see i18n/index.ts.
import { en } from '../i18n/en';
import { Store } from '../run/Store';
import type { Region } from '../worker/protocol';
import {
  factsOf,
  type Grid,
  grown,
  nothingDrawn,
  problemOf,
  type RegionFacts,
  settle,
  withAllOutlines,
  activeFirst,
  type Candidates,
  type Candidate,
} from '../regions/candidates';

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

/** What a run fills, and what its provenance says of it. */
export interface TakenRegion {
  region: Region;
  about: RegionNote;
}

/** Strokes of a brush come in bursts. */
const SETTLE_MS = 250;

const NOTHING = { regions: [], chosenId: undefined, grown: undefined } as const;

/** What is to be filled: looks at what the reader has drawn on a series, and hands it to the run as it is at that moment. */
export class Inpainting {
  readonly store = new Store<InpaintState>({ ...NOTHING, margin: 0, purpose: 'unstated' });
  private readonly findings = new Map<string, Candidate[]>();
  private found: { series: ActiveSeries; grid: Grid; found: Candidates } | undefined;
  private stale = true;

  /** @param changed called, at most every SETTLE_MS, when something else could be filled than before */
  constructor(private readonly changed: () => void) {}

  /** Listens to the viewer's drawing tools; returns the undoing. */
  open(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onDrawing(() => {
      this.stale = true;
      clearTimeout(timer);
      timer = setTimeout(this.changed, SETTLE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
      this.findings.clear();
      this.found = undefined;
      this.stale = true;
      this.store.set(NOTHING);
    };
  }

  /** A region that was found by something else, in the viewer's order; it is the chosen one from now on. */
  add(displaySetUID: string, masks: Masks, label: string, kind: 'finding' | 'given' = 'finding'): void {
    const before = this.findings.get(displaySetUID) ?? [];
    const region: Candidate = { id: `${kind} ${before.length + 1}`, kind, label, masks };
    this.findings.set(displaySetUID, [...before, region]);
    this.store.set({ chosenId: region.id });
    this.stale = true;
  }

  /** Looks again, where something was drawn or another series is looked at. */
  look(series: ActiveSeries | undefined, stack: StackOrder | undefined): void {
    const plane = series?.planes[0];
    if (!series || !stack || !plane) {
      this.found = undefined;
      if (this.store.get().regions.length > 0) this.store.set(NOTHING);
      return;
    }
    const same = this.found?.series.displaySetUID === series.displaySetUID && this.found.series.viewportId === series.viewportId;
    if (same && !this.stale) return;
    const { regions: before, chosenId: chosen } = this.store.get();
    const grid = { rows: plane.rows, columns: plane.columns, stack };
    const [segments, contours] = [segmentsOn(series.imageIds, series.viewportId), contourSegmentsOn(series, stack.spacing[2])];
    const outlines = outlinesOn(series, stack.spacing[2]);
    const drawn = [...activeFirst([...segments.regions, ...contours.regions]), ...outlines.regions];
    const found = {
      regions: withAllOutlines([...drawn, ...(this.findings.get(series.displaySetUID) ?? [])]),
      elsewhere: segments.elsewhere + contours.elsewhere + outlines.elsewhere,
    };
    const wasHere = this.found?.series.displaySetUID === series.displaySetUID;
    this.found = { series, grid, found };
    this.stale = false;
    const regions = found.regions.map((region) => factsOf(region, grid));
    // A segment that was empty until now is as new as one that was not there.
    const known = wasHere ? before.filter(({ problem }) => !problem).map(({ id }) => id) : undefined;
    const chosenId = settle(regions, known, chosen);
    this.store.set({ regions, chosenId });
    this.measure();
  }

  choose(patch: Partial<Pick<InpaintState, 'chosenId' | 'margin' | 'purpose'>>): void {
    this.store.set(patch);
    this.measure();
    this.changed();
  }

  /** Why the chosen region of the series last looked at cannot be filled; undefined when it can. */
  problem(): ErrorData | undefined {
    if (!this.found) return undefined;
    const { regions, chosenId, margin } = this.store.get();
    const chosen = regions.find(({ id }) => id === chosenId);
    if (!chosen) return nothingDrawn(this.found.found);
    return chosen.problem ?? (margin > 0 ? problemOf(this.masks() ?? [], this.found.grid) : undefined);
  }

  /** The chosen region with its margin; undefined without one. */
  take(): TakenRegion | undefined {
    const { regions, chosenId, margin, purpose } = this.store.get();
    const chosen = regions.find(({ id }) => id === chosenId);
    const masks = this.masks();
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

  private masks(): Masks | undefined {
    const { chosenId, margin } = this.store.get();
    const region = this.found?.found.regions.find(({ id }) => id === chosenId);
    return region && this.found && grown(region.masks, this.found.grid, margin);
  }

  private measure(): void {
    const { regions, chosenId, margin } = this.store.get();
    const chosen = regions.find(({ id }) => id === chosenId);
    const masks = margin > 0 && chosen && !chosen.problem ? this.masks() : undefined;
    const size = masks && this.found ? factsOf({ id: '', kind: 'finding', label: '', masks }, this.found.grid) : chosen;
    this.store.set({ grown: size && { millilitres: size.millilitres, slices: size.slices } });
  }
}
