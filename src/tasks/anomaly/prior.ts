import type { Executor } from '../../execution/Executor';
import type { Evaluates } from '../../execution/network';
import type { AnomalyManifest, NoisingManifest, RestorerManifest } from '../../models/manifest';
import type { BackendDescription, NoisingNote } from '../../results/provenance';
import type { AxialTurn } from '../../volume/canonicalAxial';
import type { Volume } from '../../volume/Volume';
import type { AnomalyEvents, AnomalyMaps } from './maps';
import { noisedMaps, noisingNote, type NoisingOptions } from './noising';
import { anomalyMaps } from './restoring';

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
  maps(volume: Volume, masks: readonly Uint8Array[], turn: AxialTurn | undefined, events: AnomalyEvents): Promise<AnomalyMaps>;
}

/** @param options of partial noising; a restorer draws nothing */
export async function openPrior(manifest: AnomalyManifest, shelf: PriorShelf, options: NoisingOptions): Promise<OpenPrior> {
  if (manifest.kind === 'restorer') {
    const { network, backend } = await shelf.network(manifest);
    return {
      backend,
      evaluations: manifest.score.evaluations,
      networkMilliseconds: () => network.networkMilliseconds(),
      maps: (volume, masks, turn, events) => anomalyMaps(volume, masks, turn, manifest, network, events),
    };
  }
  const executor = await shelf.executor(manifest);
  const noising = noisingNote(manifest, options);
  return {
    backend: executor.describe(),
    evaluations: noising.steps * noising.samples,
    noising,
    networkMilliseconds: () => executor.networkMilliseconds(),
    maps: (volume, masks, turn, events) => noisedMaps(volume, masks, turn, manifest, executor, options, events),
  };
}
