import type { Manifest } from '../../src/models/manifest';
import type { Remark } from '../../src/core/errors';
import type { Kind } from '../../src/results/kinds';
import type { MaskNote } from '../../src/results/provenance';
import type { Result } from '../../src/results/Result';
import type { Region } from '../../src/tasks/Task';
import type { Stack } from '../../src/volume/Stack';
import type { Volume } from '../../src/volume/Volume';
import type { ActiveSeries } from '../host/activeSeries';
import { resultPixels } from '../host/resultImages';

/** What a run has read and made. */
export interface Delivery {
  runId: string;
  made: Date;
  /** As in ResultNote. */
  twin: number | undefined;
  result: Result;
  source: Volume;
  series: ActiveSeries;
  stack: Stack;
  /** undefined for a result that was read from an archive, where its very model is not installed here. */
  manifest: Manifest | undefined;
  /** Key of the work in the archive that it was read from. */
  work?: string | undefined;
  /** What was filled, in the viewer's order. */
  region?: Region | undefined;
  /** Largest value of each score in the viewer. */
  peaks: Partial<Record<Kind, number>>;
}

/** A brain mask and where it came from. */
export interface FoundBrain {
  masks: Region;
  source: MaskNote;
  warnings: readonly Remark[];
}

/** The brain mask of a result, in the viewer's order. */
export function brainIn({ layers, warnings, provenance }: Result, stack: Stack): FoundBrain {
  const slices = layers.find(({ kind }) => kind === 'brain')?.slices ?? [];
  const source = provenance.task === 'anomaly' ? provenance.mask : { source: '' };
  return { masks: stack.listed(slices.map((slice) => new Uint8Array(slice))), source, warnings };
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
