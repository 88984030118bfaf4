import { DiffusionError } from '../core/errors';
import type { Row } from './rows';
import { ddim } from './samplers/ddim';
import { dpmpp2m } from './samplers/dpmpp2m';
import { heun } from './samplers/heun';

export interface Sampler {
  id: string;
  label: string;
  framework: 'DDPM' | 'NCSN' | 'SDE';
  paper: string;
  order: number;
  evaluationsPerStep: number;
  /** Draws random numbers, so the seed matters. */
  stochastic: boolean;
  /** σ grid ending at 0 → rows. */
  rows: (sigmas: readonly number[]) => Row[];
}

/** THE table: the panel's list, the docs and the tests are made from it. A new sampler is one file and one row. */
export const SAMPLERS: readonly Sampler[] = [
  {
    id: 'dpmpp-2m',
    label: 'DPM-Solver++ 2M',
    framework: 'SDE',
    paper: 'arXiv:2211.01095',
    order: 2,
    evaluationsPerStep: 1,
    stochastic: false,
    rows: dpmpp2m,
  },
  {
    id: 'heun',
    label: 'Heun (EDM)',
    framework: 'SDE',
    paper: 'arXiv:2206.00364',
    order: 2,
    evaluationsPerStep: 2,
    stochastic: false,
    rows: heun,
  },
  {
    id: 'ddim',
    label: 'DDIM',
    framework: 'DDPM',
    paper: 'arXiv:2010.02502',
    order: 1,
    evaluationsPerStep: 1,
    stochastic: false,
    rows: ddim,
  },
];

/** @throws DiffusionError BAD_OPTION when no sampler has this id */
export function samplerById(id: string): Sampler {
  const found = SAMPLERS.find((sampler) => sampler.id === id);
  if (!found) throw new DiffusionError('BAD_OPTION', { measured: `sampler ${id}`, allowed: SAMPLERS.map((s) => s.id).join(', ') });
  return found;
}
