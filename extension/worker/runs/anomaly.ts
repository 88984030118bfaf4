import { DiffusionError } from '../../../src/core/errors';
import { anomalySurvey, largestOf, mapNote, peakOf } from '../../../src/tasks/anomaly';
import { scoreSlice } from '../../../src/tasks/anomalySlice';
import { brainIn, brainSurvey } from '../../../src/tasks/brainMask';
import { secondScore } from '../../../src/tasks/secondScore';
import { bySlabs } from '../../../src/tasks/slabs';
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
  const manifest = await context.manifest('restorer', { id: settings.modelId });
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
  const { network, backend } = await context.network(manifest);
  const networkBefore = network.networkMilliseconds();
  const started = performance.now();
  context.tell({ stage: 'network', steps: manifest.score.evaluations, backend });
  const plan = await lookAt(anomalySurvey(grid, brain.masks, grid.axes && axialTurn(grid.axes), manifest), context);
  const peaks = Array<number>(count).fill(0);
  const canvases = new Map(plan.scored.map(({ index, canvas }) => [index, canvas]));
  // Where nothing is scored the source stands for itself: the page has it.
  const handBrain = (index: number) => Float32Array.from(brain.masks[index] ?? []);
  brain.masks.forEach((_, index) => canvases.get(index) ?? context.hand({ index, layers: { brain: handBrain(index) } }));
  await bySlabs(grid, context.stack, [...canvases.keys()], context.slabSlices, async ({ volume, only, before }) => {
    for (const [n, index] of only.entries()) {
      await context.pause();
      if (context.signal.aborted) throw new DiffusionError('CANCELLED');
      const canvas = canvases.get(index);
      if (canvas) {
        const pixels = volume.slices[index] ?? new Float32Array(0);
        const maps = await scoreSlice(pixels, brain.masks[index], canvas, plan.turn, grid, manifest, network);
        peaks[index] = peakOf(maps.score);
        const [sum] = secondScore({ score: [maps.score], brightness: [maps.brightness] }, manifest) ?? [];
        context.hand({ index, layers: { ...maps, ...(sum && { sum }), brain: handBrain(index) } });
      }
      const [done, slices] = [before + n + 1, canvases.size];
      const secondsLeft = ((performance.now() - started) / 1000 / done) * (slices - done);
      context.tell({ slicesDone: done, slices, fraction: done / slices, secondsLeft });
    }
    return 'done';
  });
  return {
    state: 'done',
    warnings: [...brain.warnings, ...plan.warnings],
    provenance: {
      ...note,
      evaluations: manifest.score.evaluations,
      map: mapNote({ ...plan, largest: largestOf(peaks) }, manifest),
      backend,
      ...context.made(),
      networkMilliseconds: network.networkMilliseconds() - networkBefore,
    },
  };
};
