import { checkSteps, linspace, roundHalfEven } from '../numbers';

/** Which indices of a discrete chain a shorter run visits. */

/** diffusers' three spacings (arXiv:2305.08891, Table 2), highest first. `leading` shifts by `offset`; `linspace` may keep fractions. */
export type Spacing = 'leading' | 'linspace' | 'trailing';

export function spacedTimesteps(chain: number, steps: number, spacing: Spacing, { offset = 0, whole = true, extra = 0 } = {}): number[] {
  checkSteps(steps);
  const falling = (indices: number[]) => indices.reverse().slice(0, steps);
  if (spacing === 'trailing') return Array.from({ length: steps }, (_, i) => roundHalfEven(chain - (i * chain) / steps) - 1);
  // The multistep schedulers divide by one step more and drop the last.
  if (spacing === 'leading')
    return falling(Array.from({ length: steps + extra }, (_, i) => i * Math.floor(chain / (steps + extra)) + offset));
  return falling(linspace(0, chain - 1, steps + extra).map((t) => (whole ? roundHalfEven(t) : t)));
}

/** Sub-sequences of the DDIM code (arXiv:2010.02502, Appendix D.2), lowest first: a whole stride, or quadratic up to 0.8 of the chain. */
export function ddimSequence(chain: number, steps: number, skip: 'uniform' | 'quad'): number[] {
  checkSteps(steps);
  if (skip === 'quad') return linspace(0, Math.sqrt(chain * 0.8), steps).map((root) => Math.floor(root ** 2));
  const stride = Math.floor(chain / steps);
  return Array.from({ length: Math.ceil(chain / stride) }, (_, i) => i * stride);
}
