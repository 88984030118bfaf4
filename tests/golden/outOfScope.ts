import type { GoldenCase } from './format';

/**
 * THE list of what is not replayed, with the reason. It names kinds of cases by what they hold, so it covers other folders of the format too;
 * `ids` is how golden/README.md calls them. Everything else must pass.
 */
export interface OutOfScope {
  ids: string;
  reason: string;
  covers: (c: GoldenCase) => boolean;
}

const sampler = (c: GoldenCase): string => c.sampler?.name ?? '';
const parameter = (c: GoldenCase, name: string): unknown => c.sampler?.params[name] ?? c.schedule.params[name];

export const OUT_OF_SCOPE: readonly OutOfScope[] = [
  {
    ids: 'sde-ode-*, dpms-adaptive-*, kd-dpmadaptive-*',
    reason: 'step sizes are chosen at run time (RK45, DPM-Solver 12/23): cost and progress would be unknown, so they are no rows',
    covers: (c) => ['probability_flow_rk45', 'sample_dpm_adaptive'].includes(sampler(c)) || parameter(c, 'method') === 'adaptive',
  },
  {
    ids: '*-condscore*, *-condmean-*',
    reason: 'classifier guidance needs the gradient of a second network; no task or model here has one',
    covers: (c) => parameter(c, 'cond_fn') !== undefined,
  },
  {
    ids: 'edm-abl-*',
    reason: 'time scalings of the EDM ablation that no shipped model uses; its Euler and Heun in σ are covered by edm-heun-* and kd-*',
    covers: (c) => sampler(c) === 'ablation_sampler' || c.schedule.name === 'ablation',
  },
  {
    ids: 'df-repaint-*',
    reason: 'diffusers redraws the whole undo and shares one noise between known and unknown region; RePaint follows the paper (repaint-*)',
    covers: (c) => sampler(c) === 'repaint_diffusers',
  },
  {
    ids: 'df-ddim-clip',
    reason: 'mixes the clipped and the unclipped D in one step (use_clipped_model_output False); a row has one D',
    covers: (c) =>
      sampler(c) === 'DDIMScheduler' && parameter(c, 'clip_sample') !== false && parameter(c, 'use_clipped_model_output') !== true,
  },
  {
    ids: 'df-euler-churn',
    reason: 'evaluates the model before the churn noise is added, at σ instead of σ̂; arXiv:2206.00364 and k-diffusion do the opposite',
    covers: (c) => sampler(c) === 'EulerDiscreteScheduler' && Number(parameter(c, 's_churn') ?? 0) > 0,
  },
  {
    ids: 'df-dpmpp3m-sde*',
    reason: 'its second-difference coefficient tends to −1 for small steps; the 3M SDE here is k-diffusion’s (kd-dpmpp3msde*)',
    covers: (c) => String(parameter(c, 'algorithm_type')).startsWith('sde') && parameter(c, 'solver_order') === 3,
  },
  {
    ids: 'ho-sched-*, ddim-sched-* with historical β tables',
    reason: 'β tables (warm-up, constant, jsd, sigmoid) that no published model in use was trained with',
    covers: (c) => /^(warmup\d*|const|jsd|sigmoid)$/.test(c.schedule.name),
  },
  {
    ids: 'df-sched-* with use_lu_lambdas, use_beta_sigmas, sigmoid',
    reason: 'grids of diffusers that no sampler here offers',
    covers: (c) =>
      parameter(c, 'use_lu_lambdas') === true || parameter(c, 'use_beta_sigmas') === true || parameter(c, 'beta_schedule') === 'sigmoid',
  },
  {
    ids: 'unipc-vary-*',
    reason: 'UniPC with varying coefficients: the paper recommends B(h) and its code applies a stale index in the corrector',
    covers: (c) => sampler(c) === 'unipc' && parameter(c, 'variant') === 'vary_coeff',
  },
];

export const outOfScope = (c: GoldenCase): OutOfScope | undefined => OUT_OF_SCOPE.find(({ covers }) => covers(c));
