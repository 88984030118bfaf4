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
