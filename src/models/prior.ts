import type { AnomalyManifest, Manifest } from './manifest';

/** Whether a model says what is not healthy. */
export const isPrior = (manifest: Manifest | undefined): manifest is AnomalyManifest =>
  manifest?.kind === 'restorer' || manifest?.kind === 'noising-prior';

/** The table of a prior's own score. */
export const scoreTable = ({ score }: AnomalyManifest): readonly (readonly [number, number])[] =>
  'altered' in score.calibration ? score.calibration.altered : score.calibration.score;

/** Which way of healthy tissue that lies which a prior marks; partial noising marks what is brighter. */
export const directionOf = (manifest: AnomalyManifest): 'brighter' | 'darker' =>
  manifest.kind === 'restorer' ? manifest.score.direction : 'brighter';

/** Reconstructions of a slice. One is what nobody asked for: the model's own number then holds; a restorer draws nothing. */
export const reconstructionsOf = (manifest: AnomalyManifest, asked: number): number =>
  manifest.kind === 'restorer' ? 1 : asked > 1 ? asked : manifest.noising.draws;
