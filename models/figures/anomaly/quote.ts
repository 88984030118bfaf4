import type { Quoted } from '../evaluate/section';
import { NOISING } from './literature';
import { MODEL, type Figures, type Part } from './types';

const QUOTED: Readonly<Record<string, string>> = {
  [MODEL]: 'altered',
  'altered-brightness': 'altered + brightness',
  brightness: 'brightness',
};

const quote = ({ detections }: Figures, names: Readonly<Record<string, string>>, wanted: Part = 'all'): Quoted[] =>
  detections.flatMap(({ set, part, method, pooled, perSlice }) => {
    const name = names[method];
    if (name === undefined || part !== wanted) return [];
    return [
      { set, measure: `AUPRC pooled, ${name}`, value: Number(pooled.toFixed(3)) },
      { set, measure: `AUPRC per slice, ${name}`, value: Number(perSlice.toFixed(3)) },
    ];
  });

/** For the model's manifest: AUPRC of its scores beside brightness. */
export const quoteAnomaly = (figures: Figures): Quoted[] => quote(figures, QUOTED);

/** The same for the partial-noising prior, on the slices that its scores ran on. */
export const quoteNoising = (figures: Figures): Quoted[] =>
  quote(figures, { [NOISING]: 'residual', brightness: 'brightness' }, 'fifth').map((one) => ({ ...one, set: `${one.set}, every fifth` }));
