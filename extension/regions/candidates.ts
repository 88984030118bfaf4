import { type ErrorData, DiffusionError } from '../../src/core/errors';
import { type Masks, grow } from '../../src/volume/region/grow';
import { type RegionSize, regionSize } from '../../src/volume/region/size';
import type { Stack } from '../../src/volume/Stack';
import { ui } from '../i18n';

export type RegionKind = 'segment' | 'outline' | 'outlines' | 'finding' | 'given';

/** Something on a series that could be filled. */
export interface Candidate {
  /** The same as long as it is the same segment, outline or finding. */
  id: string;
  kind: RegionKind;
  /** Shown to the reader and nowhere else: it may be what somebody has typed. */
  label: string;
  /** In the viewer's order. */
  masks: Masks;
  /** The segment that the viewer's tools draw in. */
  active?: boolean;
  /** A filed result of ours that the viewer has loaded: offered, and only chosen by hand. */
  own?: boolean;
  /** Why it cannot be used, where that is known from its shape. */
  problem?: ErrorData | undefined;
}

/** What the reader has drawn on a series. */
export interface Candidates {
  regions: Candidate[];
  /** Regions that lie on other series only. */
  elsewhere: number;
}

/** Regions in their order, but for the segment that is being drawn in: it comes first. */
export const activeFirst = (regions: readonly Candidate[]): Candidate[] =>
  [...regions].sort((a, b) => Number(b.active ?? false) - Number(a.active ?? false));

/** A region as the panel shows it. */
export interface RegionFacts extends RegionSize {
  id: string;
  kind: RegionKind;
  label: string;
  own?: boolean;
  problem: ErrorData | undefined;
}

export interface Grid {
  rows: number;
  columns: number;
  stack: Stack;
}

/** In the viewer's order; slices of the stack lie in the order of their places, which growing needs. */
export function grown(masks: Masks, { rows, columns, stack }: Grid, mm: number): Masks {
  if (mm === 0) return masks;
  return stack.masksListed(grow(stack.masksAlong(masks), { rows, columns, spacing: stack.spacing }, mm));
}

/** Why a region cannot be filled; undefined when it can. Also for regions that others hand over. */
export function problemOf(masks: Masks, { rows, columns, stack }: Grid, measured?: string): ErrorData | undefined {
  const [slices, pixels] = [stack.count, rows * columns];
  const bad = masks.find((mask) => mask && mask.length !== pixels);
  if (masks.length !== slices || bad) {
    const found = bad ? `${bad.length} pixels` : `${masks.length} slices`;
    return new DiffusionError('REGION_GRID', { measured: found, allowed: bad ? `${pixels}` : `${slices}` }).toData();
  }
  if (!masks.some((mask) => mask?.some((value) => value !== 0)))
    return new DiffusionError('REGION_EMPTY', measured === undefined ? {} : { measured }).toData();
  const whole = masks.findIndex((mask) => mask?.every((value) => value !== 0));
  if (whole >= 0) return new DiffusionError('REGION_COVERS_ALL', { measured: ui.inpaint.covered(whole + 1) }).toData();
  return undefined;
}

export function factsOf({ id, kind, label, own, masks, problem }: Candidate, grid: Grid): RegionFacts {
  const empty = kind === 'segment' ? ui.inpaint.emptySegment : undefined;
  return {
    id,
    kind,
    label,
    ...(own && { own }),
    ...regionSize(masks, grid.stack.spacing),
    problem: problem ?? problemOf(masks, grid, empty),
  };
}

/** All outlines of a series together, where there are several: one lesion is often drawn slice by slice. */
export function withAllOutlines(regions: Candidate[]): Candidate[] {
  const outlines = regions.filter(({ kind, problem }) => kind === 'outline' && !problem);
  if (outlines.length < 2) return regions;
  const slices = outlines[0]?.masks.length ?? 0;
  const masks = Array.from({ length: slices }, (_, k) =>
    outlines.reduce<Uint8Array | undefined>((sum, { masks: own }) => {
      const mask = own[k];
      return sum && mask ? sum.map((value, i) => value | (mask[i] ?? 0)) : (sum ?? mask);
    }, undefined),
  );
  return [...regions, { id: 'all outlines', kind: 'outlines', label: ui.inpaint.allOutlines(outlines.length), masks }];
}

/**
 * The region to use: what the reader has drawn since the last look, else the one chosen before, else the first that can be used (the active
 * segment comes first), else the first. A mask that was filed with a result is nobody's drawing: it is taken by hand only.
 */
export function settle(
  regions: readonly RegionFacts[],
  before: readonly string[] | undefined,
  chosenId: string | undefined,
): string | undefined {
  const usable = (region: RegionFacts) => region.problem === undefined;
  const drawn = (region: RegionFacts) => usable(region) && !region.own;
  const fresh = before && regions.filter((region) => !before.includes(region.id) && drawn(region) && region.kind !== 'outlines').at(-1);
  const kept = regions.find(({ id }) => id === chosenId);
  return (fresh ?? (kept && usable(kept) ? kept : undefined) ?? regions.find(drawn) ?? kept ?? regions.find(({ own }) => !own))?.id;
}

/** Why nothing can be filled on a series where nothing usable was drawn. */
export const nothingDrawn = ({ elsewhere }: Candidates): ErrorData =>
  (elsewhere > 0
    ? new DiffusionError('REGION_GRID', { measured: ui.inpaint.elsewhere(elsewhere) })
    : new DiffusionError('REGION_EMPTY')
  ).toData();
