export { anomalySurvey, largestOf, mapNote, mapsBy, peakOf, type AnomalyEvents, type AnomalyMaps } from './maps';
export { noisedMaps, reconstructions, type NoisingOptions } from './noising';
export { openPrior, type OpenPrior, type PriorShelf } from './prior';
export { anomalyMaps } from './restoring';
export { scoreSlice } from './slice';
