import { DiffusionError } from '../../src/core/errors';
import type { AnomalyProvenance } from '../../src/results/provenance';
import { drawAsOutline, removeSegmentation, segmentationById, writeSegmentation } from '../host/segmentations';
// What is stored with a result or in a segmentation is English in every viewer: see i18n/index.ts.
import { en } from '../i18n/en';
import { labelsOn } from '../regions/segments';
import type { Masks } from '../../src/volume/region/grow';
import type { Region } from '../worker/protocol';
import type { WorkbenchState } from '../run/state';
import type { FoundBrain } from '../run/RunData';
import type { Store } from '../run/Store';

const dicom = en.anomaly.brain;

/** The series that a mask lies on, in the viewer's order. */
interface Series {
  displaySetUID: string;
  imageIds: readonly string[];
}

interface Shown {
  segmentationId: string;
  /** As it was when it was put on the images. */
  masks: Masks;
  source: AnomalyProvenance['mask'];
}

const union = (a: Uint8Array | undefined, b: Uint8Array | undefined) => (a && b ? a.map((v, i) => v | (b[i] ?? 0)) : (a ?? b));
const same = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
  (a === undefined || !a.includes(1)) === (b === undefined || !b.includes(1)) && (a === undefined || !b || a.every((v, i) => v === b[i]));

/** A pixel of any segment is inside. @returns undefined when the segmentation is gone @throws DiffusionError SLICE_UNREADABLE */
function readMask(segmentationId: string, imageIds: readonly string[]): Region | undefined {
  const segmentation = segmentationById(segmentationId);
  if (!segmentation) return undefined;
  const { masks, problem } = labelsOn(segmentation, imageIds);
  if (problem) throw DiffusionError.fromData(problem);
  const [first = imageIds.map(() => undefined), ...others] = masks.values();
  return first.map((mask, k) => others.reduce((sum, own) => union(sum, own[k]), mask));
}

/** Brain masks that lie on series as segmentations, to be looked at and corrected with the viewer's own brush before a map is made. */
export class BrainMasks {
  private readonly shown = new Map<string, Shown>();

  constructor(private readonly store: Store<WorkbenchState>) {}

  /** Puts a mask on its series, in place of one that is there. */
  async show({ displaySetUID }: Series, { masks, source, warnings }: FoundBrain): Promise<void> {
    this.remove(displaySetUID);
    const segmentationId = await writeSegmentation({ sourceUID: displaySetUID, label: dicom.label, masks });
    if (segmentationId === undefined) return;
    drawAsOutline(segmentationId);
    this.shown.set(displaySetUID, { segmentationId, masks, source });
    this.tell({ [displaySetUID]: { millilitres: source.millilitres, warnings } });
  }

  remove(displaySetUID: string): void {
    const shown = this.shown.get(displaySetUID);
    this.shown.delete(displaySetUID);
    this.tell({ [displaySetUID]: undefined });
    if (shown && segmentationById(shown.segmentationId)) removeSegmentation(shown.segmentationId);
  }

  /** The mask on a series as the reader has left it, and whose it is; undefined where there is none, or where the reader deleted it. @throws DiffusionError SLICE_UNREADABLE */
  take({ displaySetUID, imageIds }: Series): { region: Region; mask: AnomalyProvenance['mask'] } | undefined {
    const shown = this.shown.get(displaySetUID);
    const region = shown && readMask(shown.segmentationId, imageIds);
    if (!shown || !region) return undefined;
    const untouched = region.every((mask, k) => same(mask, shown.masks[k]));
    // What was counted and which model it was holds for the mask as it was found only.
    const source = untouched ? dicom.checked(shown.source.source) : dicom.corrected(shown.source.source);
    return { region, mask: untouched ? { ...shown.source, source } : { source, ...(shown.source.model && { model: shown.source.model }) } };
  }

  private tell(change: WorkbenchState['brains']): void {
    this.store.set({ brains: { ...this.store.get().brains, ...change } });
  }
}
