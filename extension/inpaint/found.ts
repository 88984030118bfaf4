import type { ErrorData } from '../../src/core/errors';
import type { Masks } from '../../src/volume/region/grow';

export type RegionKind = 'segment' | 'outline' | 'outlines' | 'finding' | 'given';

/** Something on a series that could be filled. */
export interface FoundRegion {
  /** The same as long as it is the same segment, outline or finding. */
  id: string;
  kind: RegionKind;
  /** Shown to the reader and nowhere else: it may be what somebody has typed. */
  label: string;
  /** In the viewer's order. */
  masks: Masks;
  /** The segment that the viewer's tools draw in. */
  active?: boolean;
  /** Why it cannot be used, where that is known from its shape. */
  problem?: ErrorData | undefined;
}

/** What the reader has drawn on a series. */
export interface Found {
  regions: FoundRegion[];
  /** Regions that lie on other series only. */
  elsewhere: number;
}

/** Regions in their order, but for the segment that is being drawn in: it comes first. */
export const activeFirst = (regions: readonly FoundRegion[]): FoundRegion[] =>
  [...regions].sort((a, b) => Number(b.active ?? false) - Number(a.active ?? false));
