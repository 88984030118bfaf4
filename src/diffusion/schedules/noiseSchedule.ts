import { checkSteps, interpolate, linspace } from '../numbers';
import { alphaBars } from './betas';

/** A VP process in continuous time: ln α(t) falls, σ = std/α, λ = −ln σ (arXiv:2206.00927, section 2). */
export interface NoiseSchedule {
  logAlpha(t: number): number;
  /** t at which λ is reached. */
  timeOf(lambda: number): number;
}

export const lambdaOf = (schedule: NoiseSchedule, t: number): number => {
  const logAlpha = schedule.logAlpha(t);
  return logAlpha - 0.5 * Math.log(-Math.expm1(2 * logAlpha));
};

export const sigmaAtTime = (schedule: NoiseSchedule, t: number): number => Math.exp(-lambdaOf(schedule, t));

/** ln α of a VP level with this λ, −½ ln(1 + e^(−2λ)). */
const logAlphaOf = (lambda: number): number => -0.5 * Math.log1p(Math.exp(-2 * lambda));

/** β linear in t (arXiv:2011.13456, Appendix C). */
export function linearSchedule(beta0: number, beta1: number): NoiseSchedule {
  const span = beta1 - beta0;
  return {
    logAlpha: (t) => -0.25 * t ** 2 * span - 0.5 * t * beta0,
    timeOf: (lambda) => {
      const grown = -4 * span * logAlphaOf(lambda);
      return grown / (Math.sqrt(beta0 ** 2 + grown) + beta0) / span;
    },
  };
}

/** Cosine α (arXiv:2102.09672, Eq. 17) in continuous time. */
export function cosineSchedule(s = 0.008): NoiseSchedule {
  const log = (t: number) => Math.log(Math.cos((((t + s) / (1 + s)) * Math.PI) / 2));
  return {
    logAlpha: (t) => log(t) - log(0),
    timeOf: (lambda) => (Math.acos(Math.exp(logAlphaOf(lambda) + log(0))) * 2 * (1 + s)) / Math.PI - s,
  };
}

/** A discrete chain as continuous time: ln α interpolated linearly over t = 1/N, ..., 1. Levels below `lambdaMin` are left out. */
export function discreteSchedule(betas: readonly number[], lambdaMin = -Infinity): NoiseSchedule {
  const all = alphaBars(betas).map((bar) => 0.5 * Math.log(bar));
  const logs = all.filter((logAlpha) => logAlpha - 0.5 * Math.log(-Math.expm1(2 * logAlpha)) >= lambdaMin);
  const times = linspace(1 / logs.length, 1, logs.length);
  const [rising, falling] = [[...logs].reverse(), [...times].reverse()];
  return {
    logAlpha: (t) => interpolate(times, logs, t, 'continue'),
    timeOf: (lambda) => interpolate(rising, falling, logAlphaOf(lambda), 'continue'),
  };
}

export type Skip = 'time_uniform' | 'time_quadratic' | 'logSNR';

/** `steps` + 1 times from first to last, even in t, in √t or in λ (arXiv:2206.00927, Appendix). */
export function solverTimes(schedule: NoiseSchedule, skip: Skip, first: number, last: number, steps: number): number[] {
  checkSteps(steps);
  if (skip === 'time_uniform') return linspace(first, last, steps + 1);
  if (skip === 'time_quadratic') return linspace(Math.sqrt(first), Math.sqrt(last), steps + 1).map((root) => root ** 2);
  return linspace(lambdaOf(schedule, first), lambdaOf(schedule, last), steps + 1).map((lambda) => schedule.timeOf(lambda));
}
