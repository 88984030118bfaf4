import { at } from '../../core/at';
import { DiffusionError } from '../../core/errors';
import { reconstructionsOf } from '../../models/prior';
import { ofKind } from '../../models/manifest';
import type { AnomalyMapNote, AnomalyProvenance } from '../../results/provenance';
import { axialTurn } from '../../volume/canonicalAxial';

import type { Context, Order, Outcome, Part, Task } from '../Task';
import { begun, bySlabs, lookAt, ofTask, stepTimer, turn } from '../work';
import { brainOfAll, findBrain, type Brain } from './brain';
import { anomalySurvey, mapNote, peakOf } from './maps';
import { openPrior } from './prior';
import { scoreSlice } from './slice';

/** The brain alone, for a reader who wants to see the mask before the map is made. */
function brainAlone(context: Context, { masks, note, warnings }: Brain, made: ReturnType<typeof begun>): Outcome {
  masks.forEach((mask, index) => context.hand({ index, layers: { brain: Float32Array.from(mask) } }));
  const map: AnomalyMapNote = { covered: masks.map(() => false), peak: { score: 0, slice: 0 }, cut: 0 };
  const state = context.signal.aborted ? 'cancelled' : 'done';
  return { state, warnings, provenance: { task: 'anomaly', mask: note, map, evaluations: 0, backend: context.cpu, ...made(0) } };
}

async function run(order: Order, context: Context): Promise<Outcome> {
  const { grid, count, settings, place = 0 } = order;
  const manifest = ofKind(order.manifest, 'restorer', 'noising-prior');
  const made = begun(order, context);
  context.tell({ stage: 'brain' });
  await context.pause();
  const brain = await findBrain(order, context);
  if (order.brainOnly) return brainAlone(context, brain, made);
  // An image of its own may turn out to have no score: its mask is kept all the same.
  if (order.independent) context.hand({ index: 0, layers: { brain: Float32Array.from(at(brain.masks, 0)) } });
  context.tell({ stage: 'self-test' });
  const prior = await openPrior(manifest, context, { seed: settings.seed, samples: reconstructionsOf(manifest, settings.samples) });
  const { backend, evaluations, noising } = prior;
  const networkBefore = prior.networkMilliseconds();
  context.tell({ stage: 'network', steps: evaluations, backend });
  const plan = await lookAt(anomalySurvey(grid, brain.masks, grid.axes && axialTurn(grid.axes), manifest), context);
  const { scored } = plan;
  const peaks = Array<number>(count).fill(0);
  const ask = prior.ask(context);
  const maskOf = (index: number) => Float32Array.from(at(brain.masks, index));
  // Where nothing is scored the source stands for itself.
  brain.masks.forEach((_, index) => scored.has(index) || context.hand({ index, layers: { brain: maskOf(index) } }));
  const timer = stepTimer(1, scored.size);
  await bySlabs(order, context, [...scored.keys()], async ({ volume, only, before }) => {
    for (const [n, index] of only.entries()) {
      await turn(context);
      const one = scored.get(index);
      if (!one) throw new DiffusionError('MISSING_SLICE', { measured: `slice ${index + 1} has no canvas` });
      // Images of their own are no levels of one head, but each draws its own noise.
      const shown = { ...one, fromFeet: one.fromFeet + place };
      const maps = await scoreSlice(ask, shown, at(volume.slices, index), at(brain.masks, index), plan.turn, grid, manifest);
      peaks[index] = peakOf(maps.score);
      context.hand({ index, layers: { ...maps, brain: maskOf(index) } });
      const slicesDone = before + n + 1;
      context.tell({ slicesDone, slices: scored.size, ...timer({ stepsDone: 0, slicesDone }) });
    }
    return 'done';
  });
  return {
    state: 'done',
    warnings: [...brain.warnings, ...plan.warnings, ...prior.warnings],
    provenance: {
      task: 'anomaly',
      mask: brain.note,
      ...(noising && { noising }),
      evaluations,
      map: mapNote(plan, peaks, manifest),
      backend,
      ...made(prior.networkMilliseconds() - networkBefore),
    },
  };
}

/** The notes of maps of single slices, `count` of them in all, as one. */
function joinNotes(parts: readonly { index: number; map: AnomalyMapNote }[], count: number): AnomalyMapNote {
  const first = at(parts, 0);
  const highest = parts.reduce((a, b) => (b.map.peak.score > a.map.peak.score ? b : a));
  const covered = Array.from({ length: count }, (_, k) => parts.some(({ index, map }) => index === k && map.covered[0] === true));
  const beyond = parts.find(({ map: { unlike } }) => unlike && unlike.distance > unlike.limit) ?? first;
  return { ...first.map, covered, peak: { score: highest.map.peak.score, slice: highest.index }, unlike: beyond.map.unlike };
}

/** What a model of healthy anatomy finds unlike itself, as a score inside the brain, with what it takes for healthy. */
export const anomalyTask: Task = {
  id: 'anomaly',
  makes: ['score', 'healthy', 'brightness', 'sum', 'uncertainty', 'brain'],
  models: ['restorer', 'noising-prior'],
  takes: ['seed', 'samples'],
  region: 'brain',
  slicewise: false,
  spares: ['MODEL_DOMAIN', 'MASK_EMPTY', 'EMPTY_IMAGE'],
  check: () => undefined,
  settle: ({ seed = 1, samples = 1 }, manifest) => {
    if (ofKind(manifest, 'restorer', 'noising-prior').kind === 'restorer' && samples > 1)
      throw new DiffusionError('BAD_OPTION', { measured: `${samples} samples for anomaly`, allowed: 'one evaluation, nothing drawn' });
    return { strength: 1, steps: 1, sampler: '', seed, samples, turns: 1 };
  },
  run,
  beforeApart: brainOfAll,
  join: (parts: readonly Part[], count): AnomalyProvenance => {
    const all = parts.map(({ index, provenance }) => ({ index, ...ofTask(provenance, 'anomaly') }));
    const { index: _, ...shared } = at(all, 0);
    const byModel = all.find(({ mask }) => mask.model) ?? shared;
    return { ...shared, mask: byModel.mask, map: joinNotes(all, count) };
  },
};
