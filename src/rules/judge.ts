import type { Manifest } from '../models/manifest';
import { isPrior } from '../models/prior';
import type { Stack } from '../volume/Stack';
import { COVERAGE } from './coverage';
import { DOMAIN } from './domain';
import type { SeriesFacts } from './facts';
import { FIRST, GEOMETRY, stackOf, type Slices } from './geometry';
import { MEMORY } from './memory';
import { ONE_SERIES } from './oneSeries';
import { BRAIN_MASK, LIKENESS, NOISE } from './pixels';
import { judgeBy, type Judgement } from './Rule';
import { VALUES } from './values';

/** THE table of what may be done to a series: every rule, by what it is about. */
export const RULES = { ONE_SERIES, GEOMETRY, DOMAIN, MEMORY, VALUES, NOISE, COVERAGE, LIKENESS, BRAIN_MASK } as const;

export interface Verdict extends Judgement {
  /** Where the slices form a stack. */
  stack?: Stack;
}

/**
 * Whether a series may be worked on by a model, without loading a pixel: what is refused, what a person has to confirm, what is said. Without
 * a model (not known yet) only its geometry is judged, and what it is has no say. Only a model that marks disease needs a stack, or one slice.
 */
export function judge(slices: Slices, series: Omit<SeriesFacts, 'pixelSpacing'>, manifest: Manifest | undefined): Verdict {
  const shown = { ...slices, oneSlice: slices.oneSlice ?? isPrior(manifest), slicewise: slices.slicewise ?? !isPrior(manifest) };
  const geometry = judgeBy([...FIRST, ...ONE_SERIES, ...GEOMETRY], shown);
  if (geometry.refused) return geometry;
  const stack = stackOf(shown);
  if (!manifest) return { ...geometry, stack };
  const [columns, rows] = stack.spacing;
  const found = judgeBy(DOMAIN, { manifest, series: { ...series, pixelSpacing: [columns, rows] } });
  return found.refused ? found : { ...found, warn: [...geometry.warn, ...found.warn], stack };
}
