import { edges } from '../../src/volume/region/edges';
import { imagesIn } from '../host/displaySets';
import { drawOutlines, type Outline } from '../host/drawOutlines';
import { partnerOf } from '../host/resultImages';
import type { RunData } from '../run/RunData';
import type { ResultRow } from '../results/rows';
import { Store } from '../run/Store';

/** Outlines of what was made anew, in every viewport that shows the source or a part of the result; on until the reader turns them off. */
export class Outlines {
  /** Ids of the runs whose outline is drawn. */
  readonly store = new Store<{ shown: readonly string[] }>({ shown: [] });
  private readonly drawn = new Map<string, ReadonlyMap<string, Outline>>();
  private stop: (() => void) | undefined;

  constructor(private readonly runs: RunData) {}

  show(row: ResultRow): void {
    const delivery = this.runs.get(row.id);
    if (!delivery?.region) return;
    const { region, series } = delivery;
    const own = new Map<string, Outline>();
    series.imageIds.forEach((imageId, index) => {
      const [mask, plane] = [region[index], series.planes[index]];
      if (mask && plane) own.set(imageId, { plane, edges: edges(mask, plane.rows, plane.columns) });
    });
    for (const uid of new Set([...Object.values(row.sets), ...row.samples])) {
      for (const imageId of imagesIn(uid)) {
        const outline = own.get(partnerOf(imageId, '') ?? '');
        if (outline) own.set(imageId, outline);
      }
    }
    this.drawn.set(row.id, own);
    this.redraw();
  }

  /** Without an id: all. */
  hide(runId?: string): void {
    if (runId === undefined) this.drawn.clear();
    else this.drawn.delete(runId);
    this.redraw();
  }

  close(): void {
    this.hide();
  }

  private redraw(): void {
    this.stop?.();
    this.stop =
      this.drawn.size > 0 ? drawOutlines((imageId) => [...this.drawn.values()].flatMap((own) => own.get(imageId) ?? [])) : undefined;
    this.store.set({ shown: [...this.drawn.keys()] });
  }
}
