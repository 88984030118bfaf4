import { DiffusionError } from '../core/errors';
import { at } from './numbers';

export type OptionValue = number | string | boolean;

/** One option of a sampler: its default, what is legal, in words for people and as a test. */
export interface Option<T extends OptionValue = OptionValue> {
  default: T;
  allowed: string;
  accepts: (value: OptionValue) => value is T;
}

export type Options = Readonly<Record<string, Option>>;
/** The values a sampler gets: the defaults with what was asked. */
export type Values<O extends Options> = { [K in keyof O]: O[K] extends Option<infer T> ? T : never };

export const number = (preset: number, low: number, high: number): Option<number> => ({
  default: preset,
  allowed: `a number from ${low} to ${high}`,
  // Infinity is legal where the range says so (churn up to any σ).
  accepts: (value): value is number => typeof value === 'number' && value >= low && value <= high,
});

export const whole = (preset: number, low: number, high: number): Option<number> => ({
  default: preset,
  allowed: `a whole number from ${low} to ${high}`,
  accepts: (value): value is number => Number.isInteger(value) && Number(value) >= low && Number(value) <= high,
});

export const choice = <const T extends string>(preset: T, ...others: T[]): Option<T> => ({
  default: preset,
  allowed: [preset, ...others].join(', '),
  accepts: (value): value is T => [preset, ...others].some((word) => word === value),
});

export const flag = (preset: boolean): Option<boolean> => ({
  default: preset,
  allowed: 'true, false',
  accepts: (value): value is boolean => typeof value === 'boolean',
});

/** @throws DiffusionError BAD_OPTION naming the option and its legal values, or the options there are */
export function readOptions<O extends Options>(options: O, asked: Readonly<Record<string, OptionValue | undefined>>): Values<O> {
  for (const name of Object.keys(asked)) {
    if (!(name in options))
      throw new DiffusionError('BAD_OPTION', { measured: `option ${name}`, allowed: Object.keys(options).join(', ') || 'no options' });
  }
  const entries = Object.entries(options).map(([name, option]) => {
    const value = asked[name] ?? option.default;
    if (!option.accepts(value)) throw new DiffusionError('BAD_OPTION', { measured: `${name} ${String(value)}`, allowed: option.allowed });
    return [name, value] as const;
  });
  return Object.fromEntries(entries) as Values<O>;
}

/** @throws DiffusionError BAD_OPTION unless σ falls strictly through finite positive levels and ends at 0 */
export function checkGrid(sigmas: readonly number[]): void {
  const refuse = (measured: string) => {
    throw new DiffusionError('BAD_OPTION', { measured, allowed: 'finite σ, strictly falling, the last one 0, at least one step' });
  };
  if (sigmas.length < 2) refuse(`${sigmas.length} levels`);
  sigmas.forEach((sigma, i) => {
    if (!Number.isFinite(sigma) || sigma < 0) refuse(`σ ${sigma} at level ${i}`);
    if (i > 0 && sigma >= at(sigmas, i - 1)) refuse(`σ ${sigma} after ${sigmas[i - 1]}`);
  });
  if (sigmas.at(-1) !== 0) refuse(`last σ ${sigmas.at(-1)}`);
}

/**
 * A model answers only for the noise levels it was trained on.
 *
 * @throws DiffusionError NOISE_OUT_OF_RANGE when a level that will be evaluated lies outside [low, high] (1e-9 forgives rounding)
 */
export function checkReach(levels: readonly number[], [low, high]: readonly [number, number]): void {
  const outside = levels.find((sigma) => !(sigma >= low * (1 - 1e-9) && sigma <= high * (1 + 1e-9)));
  if (outside !== undefined) throw new DiffusionError('NOISE_OUT_OF_RANGE', { measured: `σ ${outside}`, allowed: `${low} to ${high}` });
}
