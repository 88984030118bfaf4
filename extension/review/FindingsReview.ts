import { type Finding, findFindings, type Findings, paintFinding } from '../../src/results/findings';
import type { Verdict } from '../../src/results/review';
import type { Along } from '../../src/volume/Stack';
import { frameOf } from '../host/activeSeries';
import { displaySetByUID } from '../host/displaySets';
import { jumpEverywhere } from '../host/jump';
import { resultSlices } from '../host/resultImages';
import { writeSegmentation } from '../host/segmentations';
import { ui } from '../i18n';
import { isScore, type OverlayMap } from '../overlay/look';
import type { OverlayControl } from '../overlay/OverlayControl';
import type { Delivery } from '../run/RunData';
import type { RunData } from '../run/RunData';
import type { ResultRow } from '../results/rows';
import { Store } from '../run/Store';
import type { Said } from './ResultVerdicts';

/** What the reader said of a finding; kept while the threshold moves. */
export interface Mark extends Said {
  /** Id of the segmentation that it was written to. */
  segmentationId?: string;
}

export interface Review extends Findings {
  /** What the findings were made with. */
  map: OverlayMap;
  threshold: number;
  /** By the id of the finding. */
  marks: Readonly<Record<string, Mark>>;
}

/** The finding that keys act on: the one last jumped to, or that has the focus in the list. */
export interface Current {
  runId: string;
  findingId: string;
}

/** By run. */
export type ReviewState = Readonly<Record<string, Review>>;

/** ml: smaller regions are not listed; a sphere of 4.6 mm. */
export const LEAST_MILLILITRES = 0.05;
const MOST = 30;
/** Time that the threshold must rest before the list is made anew. */
const REST_MS = 200;

/** Where a voxel lies in the patient, mm. @throws DiffusionError MISSING_SLICE */
export const pointOf = ({ stack }: Delivery, { slice, row, column }: Finding['centre']): [number, number, number] => [
  ...stack.toWorld(slice as Along, [column, row]),
];

/** Position of a slice as the viewer counts it, from 1. */
export const slicePosition = ({ stack }: Delivery, slice: number): number => stack.listedAt(slice) + 1;

/** The regions that lie above the threshold of the overlay, and what the reader thinks of them. */
export class FindingsReview {
  readonly store = new Store<{ reviews: ReviewState; current: Current | undefined }>({ reviews: {}, current: undefined });
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(
    private readonly runs: RunData,
    private readonly overlay: OverlayControl,
  ) {}

  /** Makes the list of a run; again, when the threshold has rested, if there is one already. */
  update(row: ResultRow): void {
    const look = this.overlay.look(row);
    const known = this.store.get().reviews[row.id];
    clearTimeout(this.timers.get(row.id));
    if (!known || look?.map !== known.map) this.find(row);
    else if (look.range.threshold !== known.threshold)
      this.timers.set(
        row.id,
        setTimeout(() => this.find(row), REST_MS),
      );
  }

  mark(runId: string, findingId: string, patch: Mark): void {
    const { reviews } = this.store.get();
    const review = reviews[runId];
    if (!review) return;
    const marks = { ...review.marks, [findingId]: { ...review.marks[findingId], ...patch } };
    this.store.set({ reviews: { ...reviews, [runId]: { ...review, marks } } });
  }

  /** Keys act on this finding from now on. */
  choose(runId: string, findingId: string): void {
    const { current } = this.store.get();
    if (current?.runId !== runId || current.findingId !== findingId) this.store.set({ current: { runId, findingId } });
  }

  /** Says a verdict, or takes it back where it was said before. */
  judge(runId: string, findingId: string, verdict: Verdict): void {
    const before = this.store.get().reviews[runId]?.marks[findingId]?.verdict;
    this.mark(runId, findingId, { verdict: before === verdict ? undefined : verdict });
  }

  /** The same of the finding that keys act on. @returns whether there is one */
  judgeCurrent(verdict: Verdict): boolean {
    const { current, reviews } = this.store.get();
    const listed = current && reviews[current.runId]?.findings.some(({ id }) => id === current.findingId);
    if (listed) this.judge(current.runId, current.findingId, verdict);
    return listed ?? false;
  }

  /** Jumps to the finding that comes `by` places after the last one, and from either end to the other. @returns whether the result has one */
  async step(row: ResultRow, by: 1 | -1): Promise<boolean> {
    if (!this.store.get().reviews[row.id]) this.update(row);
    const { reviews, current } = this.store.get();
    const findings = reviews[row.id]?.findings ?? [];
    const at = current?.runId === row.id ? findings.findIndex(({ id }) => id === current.findingId) : -1;
    const next = findings.at(at < 0 ? (by > 0 ? 0 : -1) : (at + by) % findings.length);
    if (next) await this.jump(row, next);
    return next !== undefined;
  }

  /** Puts back what the reader had said of the findings of a result before. */
  restore(row: ResultRow, marks: Readonly<Record<string, Mark>>): void {
    this.find(row);
    Object.entries(marks).forEach(([findingId, mark]) => this.mark(row.id, findingId, mark));
  }

  /** Every viewport of the patient's position shows the finding; where none can, the source is opened with the overlay first. */
  async jump(row: ResultRow, finding: Finding): Promise<void> {
    const delivery = this.runs.get(row.id);
    if (!delivery) return;
    this.choose(row.id, finding.id);
    const point = pointOf(delivery, finding.centre);
    const frame = frameOf(delivery.series.imageIds);
    if (jumpEverywhere(frame, point) > 0) return;
    await this.overlay.show(row);
    jumpEverywhere(frame, point);
  }

  /** As a segment on the source, for OHIF's own tools. */
  async addSegment(row: ResultRow, finding: Finding, n: number): Promise<void> {
    const masks = this.masksOf(row, finding);
    if (!masks) return;
    const segmentationId = await writeSegmentation({ sourceUID: row.note.sourceUID, label: ui.findings.segment(n), masks });
    if (segmentationId !== undefined) this.mark(row.id, finding.id, { segmentationId });
  }

  /** The voxels of a finding in the viewer's order; undefined once its run is gone. */
  masksOf(row: ResultRow, finding: Finding): (Uint8Array | undefined)[] | undefined {
    const delivery = this.runs.get(row.id);
    if (!delivery) return undefined;
    const { rows, columns, slices } = delivery.source;
    const [first, last] = finding.slices;
    const maps = slices.map((_, k) => (k >= first && k <= last ? new Uint8Array(rows * columns) : undefined));
    paintFinding(finding, columns, maps);
    return delivery.stack.masksListed(maps);
  }

  forget(runId: string): void {
    clearTimeout(this.timers.get(runId));
    this.timers.delete(runId);
    const { current, reviews: before } = this.store.get();
    const { [runId]: _, ...reviews } = before;
    this.store.set({ reviews, current: current?.runId === runId ? undefined : current });
  }

  close(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  private find(row: ResultRow): void {
    const look = this.overlay.look(row);
    const delivery = this.runs.get(row.id);
    const uid = look && row.sets[look.map];
    const set = displaySetByUID(uid);
    if (!look || !delivery || !set || !isScore(look.map)) return;
    const { rows, columns, spacing } = delivery.source;
    const slices = delivery.stack.masksAlong(resultSlices(set.SeriesInstanceUID)).map((slice) => slice ?? new Float32Array(rows * columns));
    const { threshold } = look.range;
    const options = { threshold, leastMillilitres: LEAST_MILLILITRES, most: MOST };
    const found = findFindings({ slices, rows, columns }, spacing, options);
    const { reviews } = this.store.get();
    this.store.set({ reviews: { ...reviews, [row.id]: { ...found, map: look.map, threshold, marks: reviews[row.id]?.marks ?? {} } } });
  }
}
