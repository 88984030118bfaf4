import { DiffusionError, distinct, type Remark } from '../core/errors';
import { thrownOf } from '../core/slicesTold';
import { ofKind } from '../models/manifest';
import { DOMAIN } from '../rules/domain';
import { judgeBy } from '../rules/Rule';
import { imageAlone } from './blanks';
import { facing } from './facing';
import type { Context, Order, Outcome, Part, Task } from './Task';

/** What is said of several slices, once for each code; of how many, where it is not the same of all. */
function together(remarks: readonly Remark[]): Remark[] {
  return [...new Set(remarks.map(({ code }) => code))].flatMap((code) => {
    const [first, ...others] = remarks.filter((one) => one.code === code);
    if (!first || distinct([first, ...others]).length === 1) return first ?? [];
    const more = `and ${others.length} more slice${others.length === 1 ? '' : 's'}`;
    return { ...first, measured: [first.measured, more].filter(Boolean).join(' ') };
  });
}

/**
 * Each slice as an image of its own: intensity unit, noise level and masks are those of the slice. Slices that cannot be done, for one of the
 * reasons that the task spares, stay as they are; where none can be done the first reason counts.
 */
async function apart(task: Task, asked: Order, context: Context): Promise<Outcome> {
  const order = { ...asked, ...(await task.beforeApart?.(asked, context)) };
  const { count, region } = order;
  const [parts, untouched, warnings]: [Part[], number[], Remark[]] = [[], [], []];
  let reason: DiffusionError | undefined;
  for (let index = 0; index < count; index++) {
    const own: Context = {
      ...context,
      slices: { count: 1, fetch: () => context.slices.fetch([index]) },
      hand: (slice) => context.hand({ ...slice, index }),
      standing: () => undefined,
      tell: ({ fraction = 0, ...progress }) =>
        context.tell({ ...progress, slicesDone: index + (fraction === 1 ? 1 : 0), slices: count, fraction: (index + fraction) / count }),
    };
    try {
      const one = { ...order, count: 1, first: 0, place: index, region: region?.slice(index, index + 1) };
      const outcome = await task.run(one, own);
      if (outcome.state === 'cancelled') throw new DiffusionError('CANCELLED');
      parts.push({ index, provenance: outcome.provenance });
      warnings.push(...outcome.warnings);
    } catch (thrown) {
      const error = thrownOf(thrown, () => index);
      if (!(error instanceof DiffusionError) || !task.spares.includes(error.code)) throw error;
      reason ??= error;
      untouched.push(index);
      context.tell({ slicesDone: index + 1, slices: count, fraction: (index + 1) / count });
    }
  }
  if (parts.length === 0) throw reason ?? new DiffusionError('NO_IMAGE');
  const sum = (of: 'milliseconds' | 'networkMilliseconds') => parts.reduce((all, { provenance }) => all + provenance[of], 0);
  const spent = { milliseconds: sum('milliseconds'), networkMilliseconds: sum('networkMilliseconds') };
  if (untouched.length > 0 && task.untouched) warnings.push({ code: task.untouched, slices: untouched });
  return { state: 'done', warnings: together(warnings), provenance: { ...task.join(parts, count), ...spent, independent: { untouched } } };
}

/** What a result is marked with: its slices are no even stack. */
const GAPS: ReadonlySet<Remark['code']> = new Set(['MISSING_SLICE', 'IRREGULAR_SPACING', 'GANTRY_TILT']);

/**
 * What shells call: the checks that hold for all tasks, the task, and what is to be said of its result: what a person has confirmed first.
 *
 * @throws DiffusionError MODEL_DOMAIN, NOT_MAGNITUDE, BAD_PIXELS, those of `Task.check` and of the task
 */
export async function runTask(task: Task, order: Order, context: Context): Promise<Outcome> {
  const { grid, manifest, settings, outside = [], said = [], independent } = order;
  ofKind(manifest, ...task.models);
  task.check(settings);
  const series = { modality: grid.modality, pixelSpacing: [grid.spacing[0], grid.spacing[1]] as const };
  const { refused } = judgeBy(DOMAIN, { manifest, series });
  if (refused) throw new DiffusionError(refused.code, refused);
  const { image, found } = await imageAlone(task, order, context);
  const run = facing((own, seen) => (independent ? apart(task, own, seen) : task.run(own, seen)));
  const gaps = said.filter(({ code }) => GAPS.has(code));
  const marked = (outcome: Outcome): Outcome => {
    const provenance = gaps.length > 0 ? { ...outcome.provenance, gaps } : outcome.provenance;
    return { ...outcome, provenance, warnings: distinct([...outside, ...said, ...found, ...outcome.warnings]) };
  };
  return marked(await run(order, { ...image, standing: (now) => context.standing?.(() => marked(now())) }));
}
