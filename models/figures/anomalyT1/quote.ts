import type { Quoted } from '../evaluate/section';
import type { T1Figures } from './types';

const QUOTED: Readonly<Record<string, string>> = { altered: 'altered', darkness: 'darkness' };

/** For the model's manifest: AUPRC of its score beside darkness, and what it marks in healthy slices. */
export const quoteT1Anomaly = ({ found, quiet }: T1Figures): Quoted[] => [
  ...found.flatMap(({ set, method, pooled, perSlice }) => {
    const name = QUOTED[method];
    if (name === undefined) return [];
    return [
      { set, measure: `AUPRC pooled, ${name}`, value: Number(pooled.toFixed(3)) },
      { set, measure: `AUPRC per slice, ${name}`, value: Number(perSlice.toFixed(3)) },
    ];
  }),
  ...quiet
    .filter(({ band }) => band === null)
    .map(({ set, share }) => ({ set, measure: 'share of the brain above the cut', value: share })),
];
