import { remarksOf, thrownOf } from '../core/slicesTold';
import type { Provenance } from '../results/provenance';
import type { FinishedSlice } from '../results/Result';
import { displayTurn, isTurned } from '../volume/displayTurn';
import { turnBack, turnGrid, turnIndex, turnSlice, type Turn } from '../volume/turn';
import type { Context, Order, Outcome } from './Task';

/** What a task does, seen from outside. */
export type Run = (order: Order, context: Context) => Promise<Outcome>;

/** What a provenance says of single slices, by their number in the series. */
function numberedBack(provenance: Provenance, back: (index: number) => number, count: number): Provenance {
  const rising = (list: readonly number[]) => list.map(back).sort((a, b) => a - b);
  const independent = provenance.independent && { independent: { untouched: rising(provenance.independent.untouched) } };
  switch (provenance.task) {
    case 'denoise': {
      const levels = provenance.levels?.map((one) => ({ ...one, slice: back(one.slice) })).sort((a, b) => a.slice - b.slice);
      return { ...provenance, ...independent, ...(levels && { levels }) };
    }
    case 'anomaly': {
      const { covered, peak, ...map } = provenance.map;
      const own = covered.map((_, index) => covered[back(index)] ?? false);
      return { ...provenance, ...independent, map: { ...map, covered: own, peak: { ...peak, slice: count ? back(peak.slice) : 0 } } };
    }
    case 'inpaint':
      return { ...provenance, ...independent };
  }
}

/** An order and a context in which the stack is turned, and what comes of them turned back. */
async function turned(run: Run, order: Order, context: Context, turn: Turn): Promise<Outcome> {
  const { grid, count, region, first } = order;
  const { rows, columns } = grid;
  const place = (index: number) => turnIndex(index, count, turn);
  const masks = region?.map((_, index) => region[place(index)]).map((mask) => mask && turnSlice(mask, rows, columns, turn));
  const backed = (layers: FinishedSlice['layers']) =>
    Object.fromEntries(Object.entries(layers).map(([kind, pixels]) => [kind, turnBack(pixels, rows, columns, turn)]));
  const own: Context = {
    ...context,
    slices: {
      count,
      fetch: async (indices) => (await context.slices.fetch(indices.map(place))).map((slice) => turnSlice(slice, rows, columns, turn)),
    },
    hand: (slice) => context.hand({ ...slice, index: place(slice.index), layers: backed(slice.layers) }),
    standing: (now) => context.standing?.(() => back(now())),
  };
  const back = (outcome: Outcome): Outcome => {
    const warnings = remarksOf(outcome.warnings, place);
    return { ...outcome, warnings, provenance: numberedBack(outcome.provenance, place, count) };
  };
  try {
    return back(await run({ ...order, grid: turnGrid(grid, turn), first: place(first), region: masks }, own));
  } catch (error) {
    throw thrownOf(error, place);
  }
}

/**
 * Has a task see a stack as a reader does (`displayTurn`), however it is stored: networks are not quite indifferent to a mirror, and the same
 * head shall give the same voxels. Slices, region and screen go in turned; pictures, numbers of slices and errors come out as the series has
 * them. A series that does not say how it lies is taken as it is.
 */
export function facing(run: Run): Run {
  return (order, context) => {
    const turn = order.grid.axes && displayTurn(order.grid.axes);
    return turn && isTurned(turn) ? turned(run, order, context, turn) : run(order, context);
  };
}
