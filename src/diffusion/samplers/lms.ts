import { at } from '../numbers';
import { pairs, type Row } from '../rows';

/** ∫ over [from, to] of the Lagrange polynomial that is 1 at nodes[j] and 0 at the other nodes. */
function lagrangeIntegral(nodes: readonly number[], j: number, from: number, to: number): number {
  const own = at(nodes, j);
  const polynomial = nodes.reduce<number[]>(
    (p, node, k) =>
      k === j ? p : [0, ...p].map((upper, degree) => (upper - node * (degree < p.length ? at(p, degree) : 0)) / (own - node)),
    [1],
  );
  return polynomial.reduce((sum, factor, degree) => sum + (factor * (to ** (degree + 1) - from ** (degree + 1))) / (degree + 1), 0);
}

/**
 * Linear multistep (Adams–Bashforth in σ) on the probability-flow ODE, slope ε = (x − D)/σ: x' = x + Σⱼ cⱼ εⱼ, cⱼ the exact integral of the
 * Lagrange polynomial through the last levels (k-diffusion's `sample_lms` integrates the same polynomials numerically). First steps are of
 * lower order. Order as asked, at most 4; one evaluation per step.
 */
export function lms(sigmas: readonly number[], { order = 4 }: { order?: number } = {}): Row[] {
  return pairs(sigmas).map(([sigma, next], i) => {
    const nodes = Array.from({ length: Math.min(order, i + 1) }, (_, j) => at(sigmas, i - j));
    const slopes = nodes.map((node, j) => lagrangeIntegral(nodes, j, sigma, next) / node);
    return { evaluateAt: sigma, sigma: next, a: 1, b: slopes.map((slope) => -slope), c: slopes };
  });
}
