import type { Quoted } from '../evaluate/section';
import { MODEL, type Figures } from './types';

const QUOTED: Readonly<Record<string, string>> = {
  [MODEL]: 'altered',
  'altered-brightness': 'altered + brightness',
  brightness: 'brightness',
};

/** For the model's manifest: AUPRC of its scores beside brightness. */
export const quoteAnomaly = ({ detections }: Figures): Quoted[] =>
  detections.flatMap(({ set, part, method, pooled, perSlice }) => {
    const name = QUOTED[method];
    if (name === undefined || part !== 'all') return [];
    return [
      { set, measure: `AUPRC pooled, ${name}`, value: Number(pooled.toFixed(3)) },
      { set, measure: `AUPRC per slice, ${name}`, value: Number(perSlice.toFixed(3)) },
    ];
  });
