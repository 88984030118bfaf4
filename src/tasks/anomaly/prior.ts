import type { Executor } from '../../execution/Executor';
import type { Evaluates } from '../../execution/network';
import type { AnomalyManifest, NoisingManifest, RestorerManifest } from '../../models/manifest';
import type { BackendDescription, NoisingNote } from '../../results/provenance';
import type { Hooks } from '../../execution/run';
import { noisingNote, noisingWarnings, reconstruct, type NoisingOptions } from './noising';
import { restore } from './restoring';
import type { Ask } from './slice';

/** Where open models come from. */
export interface PriorShelf {
  network(manifest: RestorerManifest): Promise<{ network: Evaluates & { networkMilliseconds(): number }; backend: BackendDescription }>;
  executor(manifest: NoisingManifest): Promise<Executor>;
}

/** A prior of either kind, open. */
export interface OpenPrior {
  backend: BackendDescription;
  /** Per slice. */
  evaluations: number;
  noising?: NoisingNote;
  networkMilliseconds(): number;
  /** Puts canvases to it. */
  ask(hooks: Pick<Hooks, 'signal' | 'pause'>): Ask;
  /** In plain words. */
  warnings: string[];
}

/** @param options of partial noising; a restorer draws nothing */
export async function openPrior(manifest: AnomalyManifest, shelf: PriorShelf, options: NoisingOptions): Promise<OpenPrior> {
  if (manifest.kind === 'restorer') {
    const { network, backend } = await shelf.network(manifest);
    return {
      backend,
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
