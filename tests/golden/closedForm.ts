import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npx tsx tests/golden/closedForm.ts && npx prettier --write tests/golden/closedForm.json` writes closedForm.json: cases in the format of the golden set, so that its runner means something
 * where that set is absent. Every number comes from the formula of the paper, in the paper's own frame (DDPM and DDIM with ᾱ and ε, DPM-Solver++
 * with α, σ and λ, ...), with the exact posterior mean of a Gaussian; nothing is imported from the project.
 */
const MODEL = { kind: 'gaussian', mu: [0.3, -0.5, 0.1], s: [0.25, 0.4, 0.7] };
const SHAPE = [1, 1, 1, 3];
type Vector = number[];

const at = <T>(list: readonly T[], i: number): T => {
  const value = list[i];
  if (value === undefined) throw new Error(`nothing at ${i}`);
  return value;
};
const map = (x: Vector, f: (v: number, i: number) => number): Vector => x.map(f);
const denoised = (x: Vector, sigma: number): Vector =>
  map(x, (v, i) => (at(MODEL.s, i) ** 2 * v + sigma ** 2 * at(MODEL.mu, i)) / (at(MODEL.s, i) ** 2 + sigma ** 2));

/** Fixed numbers that look normal: sums of a linear congruential generator, six decimals. */
let state = 20240131;
const uniform = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
const vector = (): Vector => MODEL.mu.map(() => Math.round((Array.from({ length: 12 }, uniform).reduce((a, b) => a + b) - 6) * 1e6) / 1e6);

/** One run being written down: states, evaluations and noises in the order they happen. */
class Trace {
  readonly states: Vector[] = [];
  readonly evals: object[] = [];
  readonly noises: Vector[] = [];

  constructor(x0: Vector) {
    this.states.push(x0);
  }

  noise(): Vector {
    const z = vector();
    this.noises.push(z);
    return z;
  }

  /** D of a state x = α·clean + std·noise. */
  evaluate(x: Vector, alpha: number, std: number): Vector {
    const [sigma, clean] = [
      std / alpha,
      denoised(
        map(x, (v) => v / alpha),
        std / alpha,
      ),
    ];
    this.evals.push({ input: x, ...(alpha !== 1 && { scale: alpha }), sigma, denoised: clean });
    return clean;
  }

  keep(x: Vector): Vector {
    this.states.push(x);
    return x;
  }

  case(id: string, parameterisation: string, schedule: object, sampler: object): object {
    const model = { ...MODEL, parameterisation };
    return { id, model, schedule, sampler, shape: SHAPE, x0: this.states[0], noises: this.noises, states: this.states, evals: this.evals };
  }
}

const T = 9;
const BETAS = Array.from({ length: T }, (_, i) => 0.02 + (i * (0.6 - 0.02)) / (T - 1));
const BARS = BETAS.map((_, i) => BETAS.slice(0, i + 1).reduce((product, beta) => product * (1 - beta), 1));
const LINEAR = {
  name: 'linear',
  params: { T, beta_start: 0.02, beta_end: 0.6 },
  betas: BETAS,
  alphas_cumprod: BARS,
  sigmas: BARS.map((bar) => Math.sqrt((1 - bar) / bar)),
};

/** arXiv:2006.11239, Alg. 2 with ε: mean of Eq. 11, variance β (large) or β̃ (small). */
function ddpm(variance: 'fixed_small' | 'fixed_large'): object {
  const trace = new Trace(vector());
  let x = at(trace.states, 0);
  for (let t = T - 1; t >= 0; t--) {
    const [beta, bar, before] = [at(BETAS, t), at(BARS, t), BARS[t - 1] ?? 1];
    const clean = trace.evaluate(x, Math.sqrt(bar), Math.sqrt(1 - bar));
    const epsilon = map(x, (v, i) => (v - Math.sqrt(bar) * at(clean, i)) / Math.sqrt(1 - bar));
    const std = t === 0 ? 0 : Math.sqrt(variance === 'fixed_large' ? beta : (beta * (1 - before)) / (1 - bar));
    const z = trace.noise();
    x = trace.keep(map(x, (v, i) => (v - (beta / Math.sqrt(1 - bar)) * at(epsilon, i)) / Math.sqrt(1 - beta) + std * at(z, i)));
  }
  return trace.case(`own-ddpm-${variance}`, 'eps', LINEAR, { name: 'ddpm_ancestral', params: { variance, clip_denoised: false } });
}

/** arXiv:2010.02502, Eq. 12 and 16. */
function ddim(eta: number): object {
  const trace = new Trace(vector());
  let x = at(trace.states, 0);
  for (let t = T - 1; t >= 0; t--) {
    const [bar, before] = [at(BARS, t), BARS[t - 1] ?? 1];
    const clean = trace.evaluate(x, Math.sqrt(bar), Math.sqrt(1 - bar));
    const std = eta * Math.sqrt((1 - before) / (1 - bar)) * Math.sqrt(1 - bar / before);
    const z = trace.noise();
    const epsilon = map(x, (v, i) => (v - Math.sqrt(bar) * at(clean, i)) / Math.sqrt(1 - bar));
    const direction = Math.sqrt(Math.max(0, 1 - before - std ** 2));
    x = trace.keep(map(x, (_, i) => Math.sqrt(before) * at(clean, i) + direction * at(epsilon, i) + std * at(z, i)));
  }
  return trace.case(`own-ddim-eta${eta}`, 'v', LINEAR, { name: 'ddim', params: { eta, clip_denoised: false } });
}

/** arXiv:2206.00364, Eq. 5. */
const karras = (n: number, low: number, high: number, rho = 7) => [
  ...Array.from({ length: n }, (_, i) => (high ** (1 / rho) + (i / (n - 1)) * (low ** (1 / rho) - high ** (1 / rho))) ** rho),
  0,
];

/** arXiv:2206.00364, Alg. 2. */
function heun(churn: number): object {
  const [steps, sigmas] = [7, karras(7, 0.02, 20)];
  const trace = new Trace(vector().map((v) => v * 20));
  let x = at(trace.states, 0);
  for (let i = 0; i < steps; i++) {
    const [t, next, z] = [at(sigmas, i), at(sigmas, i + 1), trace.noise()];
    const hat = t * (1 + Math.min(churn / steps, Math.SQRT2 - 1));
    const started = map(x, (v, k) => v + Math.sqrt(hat ** 2 - t ** 2) * at(z, k));
    const clean = trace.evaluate(started, 1, hat);
    const slope = map(started, (v, k) => (v - at(clean, k)) / hat);
    let end = map(started, (v, k) => v + (next - hat) * at(slope, k));
    if (next > 0) {
      const second = trace.evaluate(end, 1, next);
      const corrected = map(end, (v, k) => (v - at(second, k)) / next);
      end = map(started, (v, k) => v + ((next - hat) * (at(slope, k) + at(corrected, k))) / 2);
    }
    x = trace.keep(end);
  }
  const params = { num_steps: steps, sigma_min: 0.02, sigma_max: 20, rho: 7 };
  return trace.case(
    `own-heun-churn${churn}`,
    'denoised',
    { name: 'edm', params, sigmas },
    { name: 'edm_sampler', params: { ...params, S_churn: churn } },
  );
}

/** arXiv:2211.01095, Alg. 2, in its own α, σ, λ on the linear VP process of arXiv:2011.13456. */
function multistep(): object {
  const [steps, start, end] = [11, 1, 0.001];
  const logAlpha = (t: number) => -0.25 * t ** 2 * 19.9 - 0.05 * t;
  const t = Array.from({ length: steps + 1 }, (_, i) => start + (i * (end - start)) / steps);
  const [alpha, std] = [t.map((v) => Math.exp(logAlpha(v))), t.map((v) => Math.sqrt(-Math.expm1(2 * logAlpha(v))))];
  const lambda = t.map((_, i) => Math.log(at(alpha, i) / at(std, i)));
  const trace = new Trace(vector());
  let x = at(trace.states, 0);
  let before: Vector | undefined;
  for (let i = 0; i < steps; i++) {
    const clean = trace.evaluate(x, at(alpha, i), at(std, i));
    const h = at(lambda, i + 1) - at(lambda, i);
    const r = i > 0 ? (at(lambda, i) - at(lambda, i - 1)) / h : 1;
    const previous = before ?? clean;
    const mixed = map(clean, (v, k) => (1 + 1 / (2 * r)) * v - at(previous, k) / (2 * r));
    x = trace.keep(map(x, (v, k) => (at(std, i + 1) / at(std, i)) * v - at(alpha, i + 1) * Math.expm1(-h) * at(mixed, k)));
    before = clean;
  }
  const params = { beta_0: 0.1, beta_1: 20, kind: 'linear', t_0: end, total_N: 1000 };
  const sigmas = t.map((_, i) => at(std, i) / at(alpha, i));
  const method = { order: 2, steps, method: 'multistep', algorithm_type: 'dpmsolver++', solver_type: 'dpmsolver', lower_order_final: true };
  return trace.case(
    'own-dpmpp-2m',
    'x0',
    { name: 'time_uniform', params, t, sigmas, scales: alpha, lambdas: lambda },
    { name: 'dpm_solver', params: method },
  );
}

/** arXiv:1907.05600, Alg. 1, with the final denoising of arXiv:2006.09011. */
function langevin(): object {
  const [levels, first, last, each, rate] = [4, 3, 0.05, 3, 0.0004];
  const sigmas = Array.from({ length: levels }, (_, i) => first * (last / first) ** (i / (levels - 1)));
  const trace = new Trace(vector().map((v) => v * first));
  let x = at(trace.states, 0);
  for (const sigma of sigmas) {
    const step = rate * (sigma / last) ** 2;
    for (let k = 0; k < each; k++) {
      const clean = trace.evaluate(x, 1, sigma);
      const z = trace.noise();
      x = trace.keep(map(x, (v, i) => v + (step * (at(clean, i) - v)) / sigma ** 2 + Math.sqrt(2 * step) * at(z, i)));
    }
  }
  trace.keep(trace.evaluate(x, 1, at(sigmas, levels - 1)));
  const schedule = { name: 'geometric', params: { sigma_begin: first, sigma_end: last, num_classes: levels }, sigmas };
  return trace.case('own-ald', 'score', schedule, {
    name: 'annealed_langevin',
    params: { n_steps_each: each, step_lr: rate, denoise: true },
  });
}

/** arXiv:2011.13456, Alg. 2 and 4: VE, reverse diffusion with the Langevin corrector; noise 0 is the prior. */
function predictorCorrector(): object {
  const [N, low, high, snr, eps] = [8, 0.02, 30, 0.16, 1e-5];
  const t = Array.from({ length: N }, (_, i) => 1 + (i * (eps - 1)) / (N - 1));
  const table = Array.from({ length: N }, (_, i) => low * (high / low) ** (i / (N - 1)));
  const prior = vector();
  const trace = new Trace(prior.map((v) => v * high));
  trace.noises.push(prior);
  const norm = (v: Vector) => Math.hypot(...v);
  let x = at(trace.states, 0);
  let mean = x;
  for (const time of t) {
    const sigma = low * (high / low) ** time;
    const score = (v: Vector) => map(trace.evaluate(v, 1, sigma), (clean, i) => (clean - at(v, i)) / sigma ** 2);
    const [g, z] = [score(x), trace.noise()];
    const epsilon = 2 * (snr * (norm(z) / norm(g))) ** 2;
    x = trace.keep(map(x, (v, i) => v + epsilon * at(g, i) + Math.sqrt(2 * epsilon) * at(z, i)));
    const k = Math.floor(time * (N - 1) + 1e-12);
    const fall = at(table, k) ** 2 - (table[k - 1] ?? 0) ** 2;
    const slope = score(x);
    mean = map(x, (v, i) => v + fall * at(slope, i));
    const fresh = trace.noise();
    x = trace.keep(map(mean, (v, i) => v + Math.sqrt(fall) * at(fresh, i)));
  }
  trace.keep(mean);
  const schedule = { name: 'vesde', params: { sigma_min: low, sigma_max: high, N, eps }, t, discrete_sigmas: table };
  const params = {
    predictor: 'reverse_diffusion',
    corrector: 'langevin',
    snr,
    n_steps: 1,
    continuous: true,
    denoise: true,
    probability_flow: false,
    eps,
    N,
  };
  return trace.case('own-sde-ve-rd-langevin', 'score', schedule, {
    name: 'predictor_corrector',
    params: { ...params, first_noise_is_prior: true },
  });
}

const grids = [
  {
    id: 'own-grid-karras',
    schedule: { name: 'karras', params: { n: 6, sigma_min: 0.03, sigma_max: 14.6 }, sigmas: karras(6, 0.03, 14.6) },
  },
  { id: 'own-grid-linear', schedule: LINEAR },
];

export const CLOSED_FORM = [
  ddpm('fixed_small'),
  ddpm('fixed_large'),
  ddim(0),
  ddim(0.5),
  heun(0),
  heun(3),
  multistep(),
  langevin(),
  predictorCorrector(),
  ...grids,
];

const here = fileURLToPath(import.meta.url);
if (process.argv[1] === here) writeFileSync(path.join(path.dirname(here), 'closedForm.json'), JSON.stringify(CLOSED_FORM));
