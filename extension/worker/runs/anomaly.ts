import { DiffusionError } from '../../../src/core/errors';
import { anomalySurvey, largestOf, mapNote, openPrior, peakOf, scoreSlice } from '../../../src/tasks/anomaly';
import { brainIn, brainSurvey } from '../../../src/tasks/brainMask';
import { secondScore } from '../../../src/tasks/secondScore';
import { bySlabs } from '../../../src/tasks/slabs';
import { reconstructionsOf } from '../../../src/models/prior';
import { axialTurn } from '../../../src/volume/canonicalAxial';
import { ownBrainSurvey } from '../../../src/volume/skullOff';
import type { AnomalyProvenance } from '../../../src/results/provenance';
import type { RunOrder } from '../protocol';
import { lookAt, type Run, type RunContext, usedModel } from './context';

/** A volume of one slice is no volume. */
const inMillilitres = (millilitres: number, slices: number) => (slices > 1 ? { millilitres: Math.round(millilitres) } : {});

interface Brain {
  masks: Uint8Array[];
  source: AnomalyProvenance['mask'];
  warnings: string[];
}

/** The brain as the reader has drawn it, as the series itself shows it, or by the brain-mask model. */
async function findBrain({ grid, slices, region: drawn }: RunOrder, context: RunContext): Promise<Brain> {
  const size = grid.rows * grid.columns;
  if (drawn) return { masks: drawn.map((mask) => mask ?? new Uint8Array(size)), source: { source: 'the reader' }, warnings: [] };
  const own = await lookAt(ownBrainSurvey(grid, slices > 1), context);
  if (own) return { masks: own, source: { source: 'the series itself, whose skull has been taken off' }, warnings: [] };
  const manifest = await context.manifest('segmenter', { task: 'brain-mask' });
  const { network } = await context.network(manifest);
  const seen = await lookAt(brainSurvey(grid, slices, grid.axes && axialTurn(grid.axes), manifest), context);
  const { masks, millilitres, warnings } = await brainIn(seen, grid, manifest, network);
  const model = usedModel(manifest);
  return { masks, source: { source: `the model ${manifest.id}`, ...inMillilitres(millilitres, slices), model }, warnings };
}

export const runAnomaly: Run = async (order, context) => {
  const { grid, slices: count, settings, brainOnly } = order;
  const manifest = await context.manifest(['restorer', 'noising-prior'], { id: settings.modelId });
  context.tell({ stage: 'brain' });
  await context.pause();
  const brain = await findBrain(order, context);
  if (!brain.masks.some((mask) => mask.includes(1)))
    throw new DiffusionError('MASK_EMPTY', { measured: `a mask by ${brain.source.source}` });
  const note = { task: 'anomaly', model: usedModel(manifest), mask: brain.source } as const;
  if (brainOnly) {
    brain.masks.forEach((mask, index) => context.hand({ index, layers: { brain: Float32Array.from(mask) } }));
    const none = { covered: brain.masks.map(() => false), peak: { score: 0, slice: 0 }, cut: 0 };
    const [backend, networkMilliseconds] = [context.cpu, 0];
    return {
      state: context.signal.aborted ? 'cancelled' : 'done',
      warnings: brain.warnings,
      provenance: { ...note, evaluations: 0, map: none, backend, ...context.made(), networkMilliseconds },
    };
  }
  context.tell({ stage: 'self-test' });
  const prior = await openPrior(manifest, context, { seed: settings.seed, samples: reconstructionsOf(manifest, settings.samples) });
  const { backend, evaluations, noising } = prior;
  const networkBefore = prior.networkMilliseconds();
  const started = performance.now();
  context.tell({ stage: 'network', steps: evaluations, backend });
  const plan = await lookAt(anomalySurvey(grid, brain.masks, grid.axes && axialTurn(grid.axes), manifest), context);
  const peaks = Array<number>(count).fill(0);
  const ask = prior.ask(context);
  const chosen = new Map(plan.scored.flatMap((one) => (one.canvas ? [[one.index, one] as const] : [])));
  // Where nothing is scored the source stands for itself: the page has it.
  const handBrain = (index: number) => Float32Array.from(brain.masks[index] ?? []);
  brain.masks.forEach((_, index) => chosen.get(index) ?? context.hand({ index, layers: { brain: handBrain(index) } }));
  await bySlabs(grid, context.stack, [...chosen.keys()], context.slabSlices, async ({ volume, only, before }) => {
    for (const [n, index] of only.entries()) {
      await context.pause();
      if (context.signal.aborted) throw new DiffusionError('CANCELLED');
      const one = chosen.get(index);
      if (one) {
        const pixels = volume.slices[index] ?? new Float32Array(0);
        const maps = await scoreSlice(ask, one, pixels, brain.masks[index], plan.turn, grid, manifest);
        peaks[index] = peakOf(maps.score);
        const [sum] = secondScore({ score: [maps.score], brightness: [maps.brightness] }, manifest) ?? [];
        context.hand({ index, layers: { ...maps, ...(sum && { sum }), brain: handBrain(index) } });
      }
      const [done, slices] = [before + n + 1, chosen.size];
      const secondsLeft = ((performance.now() - started) / 1000 / done) * (slices - done);
      context.tell({ slicesDone: done, slices, fraction: done / slices, secondsLeft });
    }
    return 'done';
  });
  return {
    state: 'done',
    warnings: [...brain.warnings, ...plan.warnings, ...prior.warnings],
    provenance: {
      ...note,
      ...(noising && { noising }),
      evaluations,
      map: mapNote({ ...plan, largest: largestOf(peaks) }, manifest),
      backend,
      ...context.made(),
      networkMilliseconds: prior.networkMilliseconds() - networkBefore,
    },
  };
};
