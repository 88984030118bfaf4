import { alphaOf, precondition, targetOf, type Frame, type Prediction } from '../../src/diffusion/parameterisation';
import type { GoldenModel } from './format';

/** The exact posterior mean E[clean | x] at σ, element by element: README of the golden set, "Denoisers". */
function posteriorMean(model: GoldenModel, x: number, sigma: number, element: number): number {
  const noise = sigma * sigma;
  if (model.kind === 'gaussian') {
    const [mu, variance] = [model.mu[element % model.mu.length] ?? NaN, (model.s[element % model.s.length] ?? NaN) ** 2];
    return (variance * x + noise * mu) / (variance + noise);
  }
  const parts = model.w.map((w, k) => {
    const [mu, variance] = [model.mu[k]?.[element % (model.mu[k]?.length ?? 1)] ?? NaN, (model.s[k] ?? NaN) ** 2];
    const total = variance + noise;
    return { log: Math.log(w) - (x - mu) ** 2 / (2 * total) - Math.log(total) / 2, mean: (variance * x + noise * mu) / total };
  });
  const most = Math.max(...parts.map(({ log }) => log));
  const shares = parts.map(({ log }) => Math.exp(log - most));
  const sum = shares.reduce((a, b) => a + b, 0);
  return parts.reduce((mean, part, k) => mean + ((shares[k] ?? 0) / sum) * part.mean, 0);
}

const PREDICTIONS: Record<string, Prediction> = { eps: 'epsilon', x0: 'x0', v: 'v', score: 'score', denoised: 'x0' };

/** One call of the network as the originals see it. */
export interface NetworkCall {
  input: number[];
  /** Level the network was told. */
  sigma: number;
}

/**
 * The case's model as a network (state in its own frame and label in, prediction out) behind the project's parameterisation, so that
 * parameterisation.ts is part of what the traces check. `told` is the label's level where it is not the state's.
 */
export function networkDenoiser(
  model: GoldenModel,
  frame: Frame,
  calls: NetworkCall[],
  told: (sigma: number) => number = (sigma) => sigma,
) {
  const prediction = PREDICTIONS[model.parameterisation];
  if (!prediction) throw new Error(`unknown parameterisation ${model.parameterisation}`);
  return <T extends Float32Array | Float64Array>(x: T, sigma: number): T => {
    const outer = precondition(prediction, frame, sigma);
    const label = told(sigma);
    const [inner, alpha] = [precondition(prediction, frame, label), alphaOf(frame, label)];
    const input = Array.from(x, (value) => outer.cIn * value);
    calls.push({ input, sigma: label });
    const out = x.slice() as T;
    input.forEach((value, i) => {
      const seen = value / alpha;
      const output = targetOf(inner, seen, posteriorMean(model, seen, label, i));
      out[i] = outer.cSkip * (x[i] ?? NaN) + outer.cOut * output;
    });
    return out;
  };
}
