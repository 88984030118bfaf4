import { at, interpolate, roundHalfEven } from '../../src/diffusion/numbers';
import { alphaOf, edm } from '../../src/diffusion/parameterisation';
import * as s from '../../src/diffusion/schedules';
import { Parameters, type GoldenCase } from './format';
import type { Arrays } from './schedules';

/** Schedules as the schedulers of diffusers configure them: the project's functions, the classes' defaults. */

function betasOf(name: string, p: Parameters): number[] {
  const T = p.number('num_train_timesteps', 1000);
  const latent = name === 'HeunDiscreteScheduler';
  const ends = [p.number('beta_start', latent ? 0.00085 : 1e-4), p.number('beta_end', latent ? 0.012 : 0.02)] as const;
  const tables: Readonly<Record<string, () => number[]>> = {
    linear: () => s.linearBetas(T, ...ends),
    scaled_linear: () => s.scaledLinearBetas(T, ...ends),
    squaredcos_cap_v2: () => s.cosineBetas(T),
  };
  const table = tables[p.text('beta_schedule', 'linear')];
  if (!table) throw new Error(`unknown β schedule ${p.text('beta_schedule')}`);
  return p.flag('rescale_betas_zero_snr') ? s.zeroTerminalSnr(table()) : table();
}

/** Chains walked level by level: DDPM, DDIM, and DDIM upwards. */
function chainSchedule(name: string, p: Parameters, bars: readonly number[]): Arrays {
  const [T, n] = [bars.length, p.number('num_inference_steps')];
  const spacing = p.text('timestep_spacing', 'leading') as s.Spacing;
  const timesteps = s.spacedTimesteps(T, n, spacing, { offset: p.number('steps_offset', 0) });
  const stride = Math.floor(T / n);
  const end = p.flag('set_alpha_to_one', true) ? 1 : at(bars, 0);
  const bar = (t: number) => (t < 0 ? end : at(bars, t));
  if (name === 'DDIMInverseScheduler') {
    const rising = timesteps.reverse();
    return { timesteps: rising, alphas_cumprod: rising.map(bar), alphas_cumprod_state: rising.map((t) => bar(t - stride)) };
  }
  const previous = timesteps.map((t, i) => (name === 'DDIMScheduler' ? t - stride : (timesteps[i + 1] ?? -1)));
  const sigmas = timesteps.map((t) => s.sigmaOf(bar(t)));
  return {
    timesteps,
    alphas_cumprod: timesteps.map(bar),
    alphas_cumprod_at_timesteps: timesteps.map(bar),
    previous_timesteps: previous,
    alphas_cumprod_prev: previous.map((t) => (t < 0 && name === 'DDPMScheduler' ? 1 : bar(t))),
    sigmas,
    scales: sigmas.map((sigma) => alphaOf('vp', sigma)),
    init_noise_sigma: [1],
  };
}

const SINGLE = ['EulerDiscreteScheduler', 'EulerAncestralDiscreteScheduler', 'HeunDiscreteScheduler', 'LMSDiscreteScheduler'];

/** Solvers on a σ grid. The k-diffusion family keeps fractional indices, the DPM family whole ones of a grid that is one step longer. */
function gridSchedule(name: string, p: Parameters, levels: readonly number[]): Arrays {
  // The DPM schedulers can leave out the noisiest levels (advised for cosine chains).
  const lambdaMin = p.number('lambda_min_clipped', -Infinity);
  const [T, n] = [levels.filter((sigma) => -Math.log(sigma) >= lambdaMin).length, p.number('num_inference_steps')];
  const single = SINGLE.includes(name);
  const spacing = p.text('timestep_spacing', 'linspace') as s.Spacing;
  const spaced = s.spacedTimesteps(T, n, spacing, { offset: p.number('steps_offset', 0), whole: !single, extra: single ? 0 : 1 });
  const plain = spaced.map((t) => interpolate([...levels.keys()], levels, t));
  const [low, high] = single ? [at(plain, n - 1), at(plain, 0)] : [at(levels, 0), at(levels, levels.length - 1)];
  const grid = p.flag('use_karras_sigmas')
    ? s.karras(n, low, high)
    : p.flag('use_exponential_sigmas')
      ? s.exponential(n, low, high)
      : undefined;
  const label = (sigma: number) => (single ? s.indexOfSigma(levels, sigma) : roundHalfEven(s.indexOfSigma(levels, sigma)));
  const timesteps = grid ? grid.slice(0, -1).map(label) : spaced;
  const end = p.text('final_sigmas_type', 'zero') === 'zero' ? 0 : at(levels, 0);
  const sigmas = [...(grid?.slice(0, -1) ?? plain), end];
  const largest = Math.max(...sigmas);
  const start = !single ? 1 : spacing === 'leading' ? Math.hypot(largest, 1) : largest;
  const twice = (list: readonly number[], to?: number) => [
    at(list, 0),
    ...list.slice(1, to).flatMap((v) => [v, v]),
    ...list.slice(to ?? list.length),
  ];
  const heun = name === 'HeunDiscreteScheduler';
  const shown = heun ? twice(sigmas, -1) : sigmas;
  return {
    timesteps: heun ? twice(timesteps) : timesteps,
    sigmas: shown,
    scales: shown.map((sigma) => alphaOf('vp', sigma)),
    init_noise_sigma: [start],
  };
}

function edmSchedule(p: Parameters): Arrays {
  const sigmas = s.edmGrid(p.number('num_inference_steps'), p.number('sigma_min', 0.002), p.number('sigma_max', 80), p.number('rho', 7));
  const labels = sigmas.slice(0, -1).map((sigma) => edm(sigma, p.number('sigma_data', 0.5)).cNoise);
  return { sigmas, timesteps: labels, init_noise_sigma: [Math.hypot(p.number('sigma_max', 80), 1)] };
}

export function diffusersSchedule(name: string, p: Parameters, c: GoldenCase): Arrays {
  if (name === 'EDMEulerScheduler') return edmSchedule(p);
  // Some cases carry the class's arguments with the sampler.
  const merged = new Parameters({ ...(c.sampler?.params ?? {}), ...c.schedule.params });
  const bars = s.alphaBars(betasOf(name, merged));
  const chain = ['DDPMScheduler', 'DDIMScheduler', 'DDIMInverseScheduler'].includes(name);
  const arrays = chain ? chainSchedule(name, merged, bars) : gridSchedule(name, merged, bars.map(s.sigmaOf));
  return { ...arrays, alphas_cumprod_every_100: [...bars.filter((_, i) => i % 100 === 0), at(bars, bars.length - 1)] };
}
