import { at } from '../core/at';
import { type Kind, kindRow } from '../results/kinds';
import type { Remark } from '../core/errors';
import { demand } from '../rules/Rule';
import { VALUES } from '../rules/values';
import { type Blanks, blankIn, blanksSurvey, withAir } from '../volume/blanks';
import type { Context, Order, Task } from './Task';
import { lookAt } from './work';

/** Which pixels of a slice come back as they were. */
type Stays = (value: number, i: number) => boolean;

/** Masked zeros are no image for a denoiser; where a task fills or judges what a mask has cut out, only padding stays. */
function staying(task: Task, { region }: Order, blanks: Blanks, index: number): Stays {
  const { isPadding, isBlank } = blankIn(blanks, index);
  if (task.region === 'none') return isBlank;
  const hole = task.region === 'needed' ? region?.[index] : undefined;
  // What is to be filled is filled, whatever has cut it out.
  return (value, i) => !hole?.[i] && isPadding(value);
}

/** Into a picture the source's own value, into a map nothing. */
function putBack(kind: Kind, made: Float32Array, source: Float32Array, stays: Stays): void {
  const { picture } = kindRow(kind);
  for (let i = 0; i < made.length; i++) if (stays(source[i]!, i)) made[i] = picture ? source[i]! : 0;
}

function withoutBlanks(task: Task, order: Order, context: Context, blanks: Blanks): Context {
  const { declared, evident, zeros } = blanks;
  if (!zeros && evident.length === 0 && declared.every((ranges) => ranges.length === 0)) return context;
  /** The slices that were fetched last, and as the task sees them. */
  let seen = new Map<number, { source: Float32Array; image: Float32Array }>();
  const fetch = async (indices: readonly number[]) => {
    const [sources, before] = [await context.slices.fetch(indices), seen];
    const found = indices.map((index, n) => {
      const [source, known] = [at(sources, n), before.get(index)];
      return known?.source === source ? known : { source, image: withAir(source, blanks, index, order.grid.modality) };
    });
    seen = new Map(indices.map((index, n) => [index, at(found, n)]));
    return found.map(({ image }) => image);
  };
  return {
    ...context,
    slices: { count: context.slices.count, fetch },
    hand: (slice) => {
      const source = seen.get(slice.index)?.source;
      const stays = staying(task, order, blanks, slice.index);
      if (source) for (const [kind, made] of Object.entries(slice.layers)) putBack(kind as Kind, made, source, stays);
      context.hand(slice);
    },
  };
}

/**
 * What a task sees of a series, and what comes back: pixels without image hold air for every measure and for the network, and in its pictures they
 * are as they were, bit for bit. Values that no model assumes end the run.
 *
 * @returns the context for the task, and what is to be said of the values
 * @throws DiffusionError NOT_MAGNITUDE, BAD_PIXELS, CANCELLED
 */
export async function imageAlone(task: Task, order: Order, context: Context): Promise<{ image: Context; found: Remark[] }> {
  const blanks = await lookAt(blanksSurvey(order.grid), context);
  const found = demand(VALUES, { ...blanks, modality: order.grid.modality });
  return { image: withoutBlanks(task, order, context, blanks), found };
}
