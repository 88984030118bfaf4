import { DiffusionError } from '../../../src/core/errors';
import { mapNote, openPrior } from '../../../src/tasks/anomaly';
import { brainMask } from '../../../src/tasks/brainMask';
import { secondScore } from '../../../src/tasks/secondScore';
import { axialTurn } from '../../../src/volume/canonicalAxial';
import { ownBrain } from '../../../src/volume/skullOff';
import type { Volume } from '../../../src/volume/Volume';
import type { AnomalyProvenance } from '../../../src/results/provenance';
import type { Region } from '../protocol';
import { type Run, type RunContext, usedModel } from './context';

/** A volume of one slice is no volume. */
const inMillilitres = (millilitres: number, { slices }: Volume) => (slices.length > 1 ? { millilitres: Math.round(millilitres) } : {});

interface Brain {
  masks: Uint8Array[];
  source: AnomalyProvenance['mask'];
  warnings: string[];
}

/** The brain as the reader has drawn it, as the series itself shows it, or by the brain-mask model. */
async function findBrain(volume: Volume, drawn: Region | undefined, context: RunContext): Promise<Brain> {
  const size = volume.rows * volume.columns;
  if (drawn) return { masks: drawn.map((mask) => mask ?? new Uint8Array(size)), source: { source: 'the reader' }, warnings: [] };
  const own = ownBrain(volume, volume.slices.length > 1);
  if (own) return { masks: own, source: { source: 'the series itself, whose skull has been taken off' }, warnings: [] };
  const manifest = await context.manifest('segmenter', { task: 'brain-mask' });
  const { network } = await context.network(manifest);
  const { masks, millilitres, warnings } = await brainMask(volume, volume.axes && axialTurn(volume.axes), manifest, network);
  const model = usedModel(manifest);
  return { masks, source: { source: `the model ${manifest.id}`, ...inMillilitres(millilitres, volume), model }, warnings };
}

export const runAnomaly: Run = async ({ volume, settings, region, brainOnly }, context) => {
  const manifest = await context.manifest(['restorer', 'noising-prior'], { id: settings.modelId });
  context.tell({ stage: 'brain' });
  await context.pause();
  const brain = await findBrain(volume, region, context);
  if (!brain.masks.some((mask) => mask.includes(1)))
    throw new DiffusionError('MASK_EMPTY', { measured: `a mask by ${brain.source.source}` });
  const note = { task: 'anomaly', model: usedModel(manifest), mask: brain.source } as const;
  if (brainOnly) {
    brain.masks.forEach((mask, index) => context.hand({ index, layers: { brain: Float32Array.from(mask) } }));
    const none = { covered: volume.slices.map(() => false), peak: { score: 0, slice: 0 }, cut: 0 };
    const [backend, networkMilliseconds] = [context.cpu, 0];
    return {
      state: context.signal.aborted ? 'cancelled' : 'done',
      warnings: brain.warnings,
      provenance: { ...note, evaluations: 0, map: none, backend, ...context.made(), networkMilliseconds },
    };
  }
  context.tell({ stage: 'self-test' });
  // How many reconstructions is the model's own: its score is calibrated for them.
  const prior = await openPrior(manifest, context, { seed: settings.seed });
  const { backend, evaluations, noising } = prior;
  const networkBefore = prior.networkMilliseconds();
  const started = performance.now();
  context.tell({ stage: 'network', steps: evaluations, backend });
  const maps = await prior.maps(volume, brain.masks, volume.axes && axialTurn(volume.axes), {
    signal: context.signal,
    pause: context.pause,
    onSlice: (done, slices) => {
      const secondsLeft = ((performance.now() - started) / 1000 / done) * (slices - done);
      context.tell({ slicesDone: done, slices, fraction: done / slices, secondsLeft });
    },
  });
  const second = secondScore(maps, manifest);
  maps.score.forEach((score, index) => {
    const healthy = (maps.healthy[index] ?? new Float32Array(score.length)).slice();
    const mask = Float32Array.from(brain.masks[index] ?? []);
    const brightness = maps.brightness[index] ?? new Float32Array(score.length);
    const [sum, uncertainty] = [second?.[index], maps.uncertainty?.[index]];
    context.hand({ index, layers: { score, healthy, brightness, ...(sum && { sum }), ...(uncertainty && { uncertainty }), brain: mask } });
  });
  return {
    state: 'done',
    warnings: [...brain.warnings, ...maps.warnings],
    provenance: {
      ...note,
      ...(noising && { noising }),
      evaluations,
      map: mapNote(maps, manifest),
      backend,
      ...context.made(),
      networkMilliseconds: prior.networkMilliseconds() - networkBefore,
    },
  };
};
