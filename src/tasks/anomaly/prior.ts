import type { Remark } from '../../core/errors';
import type { Hooks } from '../../execution/run';
import type { AnomalyManifest } from '../../models/manifest';
import type { BackendDescription, NoisingNote } from '../../results/provenance';
import type { Context } from '../Task';
import { noisingNote, noisingWarnings, reconstruct, type NoisingOptions } from './noising';
import { restore } from './restoring';
import type { Ask } from './slice';

/** A prior of either kind, open. */
export interface OpenPrior {
  backend: BackendDescription;
  /** Per slice. */
  evaluations: number;
  noising?: NoisingNote;
  networkMilliseconds(): number;
  /** Puts canvases to it. */
  ask(hooks: Pick<Hooks, 'signal' | 'pause'>): Ask;
  warnings: Remark[];
}

/** @param options of partial noising; a restorer draws nothing */
export async function openPrior(
  manifest: AnomalyManifest,
  shelf: Pick<Context, 'network' | 'executor' | 'cpu'>,
  options: NoisingOptions,
): Promise<OpenPrior> {
  if (manifest.kind === 'restorer') {
    const network = await shelf.network(manifest);
    return {
      backend: shelf.cpu,
      evaluations: manifest.score.evaluations,
      networkMilliseconds: () => network.networkMilliseconds(),
      ask: () => restore(manifest, network),
      warnings: [],
    };
  }
  const executor = await shelf.executor(manifest);
  const noising = noisingNote(manifest, options);
  return {
    backend: executor.describe(),
    evaluations: noising.steps * noising.samples,
    noising,
    networkMilliseconds: () => executor.networkMilliseconds(),
    ask: (hooks) => reconstruct(manifest, executor, options, hooks),
    warnings: noisingWarnings(manifest, options),
  };
}
