import type { Manifest } from '../../src/models/manifest';
import type { AnomalyProvenance } from '../../src/results/provenance';
import type { LayerKind, Result } from '../../src/results/Result';
import type { StackOrder } from '../../src/volume/gate';
import type { Masks } from '../../src/volume/region/grow';
import type { Volume } from '../../src/volume/Volume';
import type { ActiveSeries } from '../host/activeSeries';
import { resultPixels } from '../host/resultImages';
import { inViewerOrder } from '../results/sliceOrder';

/** What a run has read and made. */
export interface Delivery {
  runId: string;
  result: Result;
  source: Volume;
  series: ActiveSeries;
  stack: StackOrder;
  manifest: Manifest;
  /** What was filled, in the viewer's order. */
  region?: Masks | undefined;
  /** No pixel of the source is negative: no blend of it may be. */
  magnitude: boolean;
  /** Largest value of each score in the viewer. */
  peaks: Partial<Record<LayerKind, number>>;
}

/** A brain mask and where it came from. */
export interface FoundBrain {
  masks: Masks;
  source: AnomalyProvenance['mask'];
  warnings: readonly string[];
}

/** The brain mask of a result, in the viewer's order. */
export function brainIn({ layers, warnings, provenance }: Result, stack: StackOrder): FoundBrain {
  const slices = layers.find(({ kind }) => kind === 'brain')?.slices ?? [];
  const source = provenance.task === 'anomaly' ? provenance.mask : { source: '' };
  return {
    masks: inViewerOrder(
      stack,
      slices.map((slice) => new Uint8Array(slice)),
    ),
    source,
    warnings,
  };
}

/**
 * What each run has read and made, for as long as its result is in the viewer: blending, difference, measures and findings are computed
 * from it without another evaluation. Slices lie along the normal.
 */
export class RunData {
  private readonly runs = new Map<string, Delivery>();

  get(runId: string): Delivery | undefined {
    return this.runs.get(runId);
  }

  /** Bytes of the pixels of all runs, those of their series in the viewer included; an array that serves twice counts once. */
  heldBytes(): number {
    const own = [...this.runs.values()].flatMap(({ source, result }) => [source, ...result.layers].flatMap(({ slices }) => slices));
    const buffers = new Set([...own, ...resultPixels()].map(({ buffer }) => buffer));
    return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  keep(delivery: Delivery): void {
    this.runs.set(delivery.runId, delivery);
  }

  forget(runId?: string): void {
    if (runId === undefined) this.runs.clear();
    else this.runs.delete(runId);
  }
}
