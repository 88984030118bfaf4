import { DiffusionError, remarkText } from '../core/errors';
import { remarksOf, thrownOf } from '../core/slicesTold';
import type { Manifest } from '../models/manifest';
import { atStrength } from '../results/blend';
import type { Result } from '../results/Result';
import { DOMAIN } from '../rules/domain';
import { judgeBy, unconfirmed } from '../rules/Rule';
import { runInMemory, type Supplies } from '../tasks/inMemory';
import type { Task } from '../tasks/Task';
import type { RunOptions } from './options';
import type { Progress } from './progress';
import { type Performed, sliceNumber, type Source } from './source';

/**
 * Options that a task has no use for, or lacks, found before anything is read.
 *
 * @throws DiffusionError BAD_OPTION, SAMPLES_ALIKE
 */
export function checkOptions(task: Task, options: RunOptions): void {
  const refuse = (measured: string, allowed: string) => {
    throw new DiffusionError('BAD_OPTION', { measured: `${measured} for ${task.id}`, allowed });
  };
  const option = (name: string) => (name === 'turns' ? '--best' : `--${name}`);
  for (const name of ['strength', 'steps', 'sampler', 'turns'] as const) {
    if (options[name] !== undefined && !task.takes.includes(name)) refuse(option(name), task.takes.map(option).join(', '));
  }
  if (options.mask !== undefined && task.region === 'none') refuse('--mask', 'no mask');
  if (options.mask === undefined && task.region === 'needed') refuse('no --mask', 'a NIfTI file, not 0 where to fill');
  task.check(asked(options));
}

/** What a person has set; the rest is the task's and the model's. */
function asked({ strength, steps, sampler, seed, samples, turns }: RunOptions) {
  return {
    seed,
    samples,
    ...(strength !== undefined && { strength }),
    ...(steps !== undefined && { steps }),
    ...(sampler !== undefined && { sampler }),
    ...(turns !== undefined && { turns }),
  };
}

/**
 * What the headers say of a series and its model: what is confirmed with --confirm, and what is said.
 *
 * @throws DiffusionError MODEL_DOMAIN, CONFIRMATION_NEEDED
 */
function judgeSource({ facts, said }: Source, manifest: Manifest, { confirm: confirmed }: RunOptions) {
  const { refused, confirm, warn } = judgeBy(DOMAIN, { series: facts, manifest });
  if (refused) throw new DiffusionError(refused.code, refused);
  if (confirm.length > 0 && !confirmed)
    throw new DiffusionError('CONFIRMATION_NEEDED', { measured: unconfirmed(confirm), allowed: `${manifest.label}, or --confirm` });
  return { outside: confirm, said: [...said, ...warn] };
}

/** What was worked on, for the person: the part that a picture does not show. */
function notesOf({ provenance: made }: Result, slices: number): string[] {
  if (made.task === 'denoise') return [];
  const ml = (millilitres: number | undefined) => (millilitres === undefined ? '' : `, ${millilitres} ml`);
  if (made.task === 'anomaly') return [`brain mask: by ${made.mask.source}${ml(made.mask.millilitres)}`];
  const { voxels, millilitres, slices: worked } = made.region;
  return [`region: ${voxels} voxels${ml(millilitres)} in ${worked} of ${slices} slices`];
}

/**
 * A task on a source, as it goes to the files: estimates at their strength.
 *
 * @throws DiffusionError CANCELLED, CONFIRMATION_NEEDED, and those of the task
 */
export async function perform(
  task: Task,
  source: Source,
  manifest: Manifest,
  options: RunOptions,
  supplies: Supplies,
  progress: Progress,
): Promise<Performed> {
  const { volume } = source;
  const { outside, said } = judgeSource(source, manifest, options);
  const settings = task.settle(asked(options), manifest);
  const inside = task.region === 'brain' ? (value: number) => value > 0 : (value: number) => value !== 0;
  const region = options.mask === undefined ? undefined : await source.readMask(options.mask, inside);
  const order = {
    ...{ manifest, settings, region, outside, said },
    independent: options.independentSlices,
    ...(region && { mask: { source: 'the file given' } }),
  };
  let [total, done] = [volume.slices.length * settings.samples, 0];
  const place = (k: number) => sliceNumber(source, k) - 1;
  const told = await runInMemory(task, volume, order, {
    ...supplies,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    tell: (now) => {
      supplies.tell?.(now);
      total = now.slices ?? total;
      // A little more than the fraction, which was rounded.
      const reached = Math.floor((now.fraction ?? 0) * total + 1e-6);
      if (reached > done) progress.update((done = reached), total, 'slice');
    },
  }).catch((thrown: unknown) => {
    throw thrownOf(thrown, place);
  });
  const result = { ...told, warnings: remarksOf(told.warnings, place) };
  progress.clear();
  notesOf(result, volume.slices.length).forEach((line) => progress.note(line));
  result.warnings.forEach((remark) => progress.note(`warning: ${remarkText(remark)}`));
  const layers = result.layers.map((layer) => ({ ...layer, slices: [...atStrength(layer, result, volume.slices)] }));
  const provenance = source.input ? { ...result.provenance, input: source.input } : result.provenance;
  return { result: { ...result, provenance, layers }, region };
}
