import { at } from '../numbers';
import { pairs, restRow, type Limit, type Row } from '../rows';
import { noise, split } from './ancestral';

export interface DdimOptions {
  eta?: number;
  limit?: Limit;
  /** Where each step leads, if not to the level the model is told next (some spacings of diffusers). VP only. */
  targets?: readonly number[];
}

/** A state at σ written in the coordinate of another VP level: x·α(σ)/α(label). */
export function relabel(sigma: number, label: number): Row {
  return { ...restRow(sigma), a: Math.sqrt((1 + label ** 2) / (1 + sigma ** 2)), stage: true };
}

/**
 * DDIM (arXiv:2010.02502, Eq. 12 and 16). In this frame x' = D + √(σ'² − up²) ε + up·z, ε = (x − D)/σ: with η = 0 the Euler step of the
 * probability-flow ODE, with η = 1 DDPM. Order 1, one evaluation per step. VP states are divided by α.
 */
export function ddim(sigmas: readonly number[], { eta = 0, limit, targets }: DdimOptions = {}): Row[] {
  return pairs(sigmas).flatMap(([sigma, label], index) => {
    const next = targets ? at(targets, index) : label;
    const { down, up } = split(sigma, next, eta);
    const ratio = down / sigma;
    const row: Row = { evaluateAt: sigma, sigma: next, a: ratio, b: [1 - ratio], c: [], noise: noise(index, up), limit };
    return next === label ? [row] : [row, relabel(next, label)];
  });
}
