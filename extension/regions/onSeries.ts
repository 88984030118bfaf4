import type { ActiveSeries } from '../host/activeSeries';
import { activeFirst, type Candidate, type Candidates, factsOf, type Grid, type RegionFacts, withAllOutlines } from './candidates';
import { contourSegmentsOn } from './contourSegments';
import { outlinesOn } from './outlines';
import { segmentsOn } from './segments';

/** What could be filled on a series, as it was when it was looked at. */
export interface View {
  series: ActiveSeries;
  grid: Grid;
  found: Candidates;
  /** Of each of the regions. */
  facts: readonly RegionFacts[];
}

/** Everything that was drawn on a series, the segment that is being drawn in first, and what others have handed over. */
export function viewOf(series: ActiveSeries, grid: Grid, handedOver: readonly Candidate[]): View {
  const sliceSpacing = grid.stack.spacing[2];
  const [segments, contours] = [segmentsOn(series.imageIds, series.viewportId), contourSegmentsOn(series, sliceSpacing)];
  const outlines = outlinesOn(series, sliceSpacing);
  const drawn = [...activeFirst([...segments.regions, ...contours.regions]), ...outlines.regions];
  const found = {
    regions: withAllOutlines([...drawn, ...handedOver]),
    elsewhere: segments.elsewhere + contours.elsewhere + outlines.elsewhere,
  };
  return { series, grid, found, facts: found.regions.map((region) => factsOf(region, grid)) };
}
