import { DiffusionError } from '../core/errors';
import { checkGrid, choice, flag, number, readOptions, whole, type Options, type OptionValue, type Values } from './options';
import type { Row } from './rows';
import { annealedLangevin } from './samplers/annealedLangevin';
import { eulerAncestral } from './samplers/ancestral';
import { ddim } from './samplers/ddim';
import { ddimRoundTrip } from './samplers/ddimInversion';
import { ddpm } from './samplers/ddpm';
import { dpm2 } from './samplers/dpm2';
import { dpmppSde } from './samplers/dpmppSde';
import { euler } from './samplers/euler';
import { heun } from './samplers/heun';
import { lms } from './samplers/lms';
import { multistep } from './samplers/multistep';
import { partialNoising } from './samplers/partialNoising';
import { predictorCorrector } from './samplers/predictorCorrector';
import { repaint } from './samplers/repaint';
import { singlestep } from './samplers/singlestep';
import { unipc } from './samplers/unipc';
import { stepsOnGrid, type Predictor } from './sde';

export interface Sampler {
  id: string;
  label: string;
  framework: 'DDPM' | 'NCSN' | 'SDE';
  /**
   * What its rows start from and are for: `sample` from a state at the grid's first σ; `inpaint` the same, with the known region put back on the
   * way; `reconstruct` from a clean picture, up to the first σ and back.
   */
  use: 'sample' | 'inpaint' | 'reconstruct';
  paper: string;
  equation: string;
  /** Order of convergence that the tests measure; for stochastic samplers that of the marginal variance. */
  order: number;
  evaluationsPerStep: number;
  /** Draws random numbers, so the seed matters. */
  stochastic: boolean;
  options: Options;
  /** File of src/diffusion/samplers that makes the rows. */
  file: string;
  /**
   * Strictly falling σ grid ending at 0 → rows.
   *
   * @throws DiffusionError BAD_OPTION for a bad grid, an unknown option or a value outside its range
   */
  rows: (sigmas: readonly number[], options?: Readonly<Record<string, OptionValue | undefined>>) => Row[];
}

type Facts = Omit<Sampler, 'rows' | 'options' | 'use'> & { use?: Sampler['use'] };

/** Checks grid and options once for all samplers, then calls the function with typed values. */
function define<O extends Options>(facts: Facts, options: O, make: (sigmas: readonly number[], values: Values<O>) => Row[]): Sampler {
  const rows: Sampler['rows'] = (sigmas, asked = {}) => {
    checkGrid(sigmas);
    return make(sigmas, readOptions(options, asked));
  };
  return { use: 'sample', ...facts, options, rows };
}

const NOISE = { noiseScale: number(1, 0, 2) };
const ETA = { eta: number(1, 0, 1), ...NOISE };
const CHURN = { churn: number(0, 0, 1000), churnFrom: number(0, 0, Infinity), churnTo: number(Infinity, 0, Infinity), ...NOISE };
const FORM = { form: choice('midpoint', 'taylor') };
const VARIANCE = { variance: choice('small', 'large') };

const [EDM, DDPM, DDIM, NCSN] = ['arXiv:2206.00364', 'arXiv:2006.11239', 'arXiv:2010.02502', 'arXiv:1907.05600'];
const [SDE, DPM, DPMPP, UNIPC, REPAINT] = [
  'arXiv:2011.13456',
  'arXiv:2206.00927',
  'arXiv:2211.01095',
  'arXiv:2302.04867',
  'arXiv:2201.09865',
];

const one = { order: 1, evaluationsPerStep: 1, stochastic: false };
const noisy = { ...one, stochastic: true };
const two = { order: 2, evaluationsPerStep: 1, stochastic: false };
const twice = { ...two, evaluationsPerStep: 2 };

const predictorEntry = (id: string, label: string, equation: string, predictor: Predictor): Sampler =>
  define(
    { id, label, framework: 'SDE', paper: SDE, equation, file: 'predictorCorrector', ...noisy, evaluationsPerStep: 2 },
    {
      sde: choice('ve', 'vp'),
      correctorSteps: whole(1, 0, 20),
      corrector: choice('langevin', 'ald'),
      snr: number(0.16, 0, 1),
      known: flag(false),
    },
    (sigmas, { sde, ...options }) => predictorCorrector(stepsOnGrid(sigmas, sde, predictor), options),
  );

const unipcEntry = (order: 1 | 2 | 3, measured: number): Sampler =>
  define(
    {
      id: `unipc-${order}`,
      label: `UniPC-${order}`,
      framework: 'SDE',
      paper: UNIPC,
      equation: 'Alg. 1 and 2',
      file: 'unipc',
      ...one,
      order: measured,
    },
    { variant: choice('bh2', 'bh1') },
    (sigmas, options) => unipc(sigmas, { order, ...options }),
  );

/** THE table: the panel's list, the docs and the tests are made from it. A new sampler is one file and one entry. */
export const SAMPLERS: readonly Sampler[] = [
  define(
    { id: 'dpmpp-2m', label: 'DPM-Solver++ 2M', framework: 'SDE', paper: DPMPP, equation: 'Alg. 2', file: 'multistep', ...two },
    FORM,
    (sigmas, options) => multistep(sigmas, options),
  ),
  define({ id: 'heun', label: 'Heun (EDM)', framework: 'SDE', paper: EDM, equation: 'Alg. 1 and 2', file: 'heun', ...twice }, CHURN, heun),
  define(
    { id: 'ddim', label: 'DDIM', framework: 'DDPM', paper: DDIM, equation: 'Eq. 12', file: 'ddim', ...one },
    { eta: number(0, 0, 1) },
    ddim,
  ),
  define({ id: 'ddpm', label: 'DDPM', framework: 'DDPM', paper: DDPM, equation: 'Alg. 2', file: 'ddpm', ...noisy }, {}, (sigmas) =>
    ddpm(sigmas, { variance: 'small' }),
  ),
  define(
    { id: 'ddpm-large', label: 'DDPM, large variance', framework: 'DDPM', paper: DDPM, equation: 'Alg. 2', file: 'ddpm', ...noisy },
    {},
    (sigmas) => ddpm(sigmas, { variance: 'large' }),
  ),
  define(
    {
      id: 'ald',
      label: 'Annealed Langevin',
      framework: 'NCSN',
      paper: NCSN,
      equation: 'Alg. 1',
      file: 'annealedLangevin',
      ...noisy,
      evaluationsPerStep: 5,
    },
    { stepsEach: whole(5, 1, 1000), step: number(0.2, 1e-6, 1), denoise: flag(true), known: flag(false) },
    (sigmas, options) => annealedLangevin(sigmas, options),
  ),
  predictorEntry('sde-euler-maruyama', 'Reverse SDE, Euler–Maruyama', 'Alg. 1 and Appendix D', 'euler-maruyama'),
  predictorEntry('sde-ancestral', 'Reverse SDE, ancestral', 'Eq. 47 and 4', 'ancestral'),
  predictorEntry('sde-reverse-diffusion', 'Reverse SDE, reverse diffusion', 'Eq. 46', 'reverse-diffusion'),
  define(
    { id: 'euler', label: 'Euler (EDM)', framework: 'SDE', paper: EDM, equation: 'Alg. 2 without its correction', file: 'euler', ...one },
    CHURN,
    euler,
  ),
  define(
    { id: 'euler-ancestral', label: 'Euler ancestral', framework: 'SDE', paper: SDE, equation: 'Eq. 47', file: 'ancestral', ...noisy },
    ETA,
    eulerAncestral,
  ),
  define({ id: 'dpm2', label: 'DPM2', framework: 'SDE', paper: DPM, equation: 'Alg. 1', file: 'dpm2', ...twice }, CHURN, dpm2),
  define(
    {
      id: 'dpm2-ancestral',
      label: 'DPM2 ancestral',
      framework: 'SDE',
      paper: DPM,
      equation: 'Alg. 1',
      file: 'dpm2',
      ...twice,
      order: 2,
      stochastic: true,
    },
    ETA,
    dpm2,
  ),
  define(
    {
      id: 'lms',
      label: 'Linear multistep',
      framework: 'SDE',
      paper: EDM,
      equation: 'Eq. 1 by Adams–Bashforth',
      file: 'lms',
      ...two,
      order: 4,
    },
    { order: whole(4, 1, 4) },
    lms,
  ),
  define(
    { id: 'dpmpp-1', label: 'DPM-Solver++ 1', framework: 'SDE', paper: DPMPP, equation: 'order 1', file: 'multistep', ...one },
    {},
    (sigmas) => multistep(sigmas, { order: 1 }),
  ),
  define(
    {
      id: 'dpmpp-3m',
      label: 'DPM-Solver++ 3M',
      framework: 'SDE',
      paper: DPMPP,
      equation: 'Alg. 2 with order 3',
      file: 'multistep',
      ...two,
    },
    {},
    (sigmas) => multistep(sigmas, { order: 3 }),
  ),
  define(
    { id: 'dpmpp-2s', label: 'DPM-Solver++ 2S', framework: 'SDE', paper: DPMPP, equation: 'Alg. 1', file: 'singlestep', ...twice },
    { form: FORM.form },
    (sigmas, options) => singlestep(sigmas, { order: 2, ...options }),
  ),
  define(
    {
      id: 'dpmpp-2s-ancestral',
      label: 'DPM-Solver++ 2S ancestral',
      framework: 'SDE',
      paper: DPMPP,
      equation: 'Alg. 1',
      file: 'singlestep',
      ...twice,
      order: 2,
      stochastic: true,
    },
    ETA,
    (sigmas, options) => singlestep(sigmas, { order: 2, ...options }),
  ),
  define(
    {
      id: 'dpmpp-2m-sde',
      label: 'DPM-Solver++ 2M SDE',
      framework: 'SDE',
      paper: DPMPP,
      equation: 'SDE-DPM-Solver++(2M)',
      file: 'multistep',
      ...two,
      stochastic: true,
    },
    { ...ETA, ...FORM },
    (sigmas, options) => multistep(sigmas, { order: 2, ...options }),
  ),
  define(
    {
      id: 'dpmpp-3m-sde',
      label: 'DPM-Solver++ 3M SDE',
      framework: 'SDE',
      paper: DPMPP,
      equation: 'SDE-DPM-Solver++ with order 3',
      file: 'multistep',
      ...two,
      stochastic: true,
    },
    ETA,
    (sigmas, options) => multistep(sigmas, { order: 3, form: 'taylor', ...options }),
  ),
  define(
    {
      id: 'dpmpp-sde',
      label: 'DPM-Solver++ SDE',
      framework: 'SDE',
      paper: DPMPP,
      equation: 'SDE-DPM-Solver++, single step',
      file: 'dpmppSde',
      ...twice,
      order: 1,
      stochastic: true,
    },
    { ...ETA, r: number(0.5, 0.05, 1) },
    dpmppSde,
  ),
  unipcEntry(1, 2),
  unipcEntry(2, 3),
  unipcEntry(3, 4),
  define(
    { id: 'repaint', label: 'RePaint', framework: 'DDPM', use: 'inpaint', paper: REPAINT, equation: 'Alg. 1', file: 'repaint', ...noisy },
    { jumpLength: whole(10, 1, 1000), passes: whole(10, 1, 100), ...VARIANCE },
    (sigmas, { jumpLength, passes, variance }) => repaint(sigmas, { loops: [{ length: jumpLength, repeats: passes }], variance }),
  ),
  define(
    {
      id: 'ddim-inversion',
      label: 'DDIM inversion and back',
      framework: 'DDPM',
      use: 'reconstruct',
      paper: DDIM,
      equation: 'section 4.3',
      file: 'ddimInversion',
      ...one,
      evaluationsPerStep: 2,
    },
    {},
    ddimRoundTrip,
  ),
  define(
    {
      id: 'partial-noising',
      label: 'Partial noising (AnoDDPM)',
      framework: 'DDPM',
      use: 'reconstruct',
      paper: 'arXiv:2108.01073',
      equation: 'Alg. 1',
      file: 'partialNoising',
      ...noisy,
    },
    { path: choice('once', 'levels'), variance: choice('large', 'small') },
    partialNoising,
  ),
];

/** @throws DiffusionError BAD_OPTION when no sampler has this id */
export function samplerById(id: string): Sampler {
  const found = SAMPLERS.find((sampler) => sampler.id === id);
  if (!found) throw new DiffusionError('BAD_OPTION', { measured: `sampler ${id}`, allowed: SAMPLERS.map((s) => s.id).join(', ') });
  return found;
}

/** The samplers for one use, in the order of the table. */
export const samplersFor = (use: Sampler['use']): readonly Sampler[] => SAMPLERS.filter((sampler) => sampler.use === use);
