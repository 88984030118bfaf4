import type { Quoted } from '../evaluate/section';
import { bySet } from './measure';
import type { Figures } from './types';

/** For the model's manifest. */
export const quoteBrainMask = ({ agreements }: Figures): Quoted[] =>
  bySet(agreements).flatMap(({ set, dice, lowest }) => [
    { set: `${set}, val`, measure: 'Dice on the native grid, mean', value: Number(dice.toFixed(3)) },
    { set: `${set}, val`, measure: 'Dice on the native grid, lowest', value: Number(lowest.toFixed(3)) },
  ]);
