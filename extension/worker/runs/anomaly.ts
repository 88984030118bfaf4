import { DiffusionError } from '../../../src/core/errors';
import { anomalyMaps } from '../../../src/tasks/anomaly';
import { brainMask } from '../../../src/tasks/brainMask';
import { axialTurn } from '../../../src/volume/canonicalAxial';
import { ownBrain } from '../../../src/volume/skullOff';
import type { Volume } from '../../../src/volume/Volume';
import type { AnomalyProvenance } from '../../../src/results/provenance';
import type { Region } from '../protocol';
import { type Run, type RunContext, usedModel } from './context';

interface Brain {
  masks: Uint8Array[];
  source: AnomalyProvenance['mask'];
  warnings: string[];
}

/** The brain as the reader has drawn it, as the series itself shows it, or by the brain-mask model. */
async function findBrain(volume: Volume, drawn: Region | undefined, context: RunContext): Promise<Brain> {
  const size = volume.rows * volume.columns;
  if (drawn) return { masks: drawn.map((mask) => mask ?? new Uint8Array(size)), source: { source: 'the reader' }, warnings: [] };
  const own = ownBrain(volume, true);
  if (own) return { masks: own, source: { source: 'the series itself, whose skull has been taken off' }, warnings: [] };
  const manifest = await context.manifest('segmenter', { task: 'brain-mask' });
  const { network } = await context.network(manifest);
  const { masks, millilitres, warnings } = await brainMask(volume, volume.axes && axialTurn(volume.axes), manifest, network);
  const model = usedModel(manifest);
  return { masks, source: { source: `the model ${manifest.id}`, millilitres: Math.round(millilitres), model }, warnings };
}

export const runAnomaly: Run = async ({ volume, settings, region }, context) => {
  const manifest = await context.manifest('restorer', { id: settings.modelId });
  context.tell({ stage: 'brain' });
  await context.pause();
  const brain = await findBrain(volume, region, context);
  if (!brain.masks.some((mask) => mask.includes(1)))
    throw new DiffusionError('MASK_EMPTY', { measured: `a mask by ${brain.source.source}` });
  context.tell({ stage: 'self-test' });
  const { network, backend } = await context.network(manifest);
  const networkBefore = network.networkMilliseconds();
  const started = performance.now();
  context.tell({ stage: 'network', steps: manifest.score.evaluations, backend });
  const maps = await anomalyMaps(volume, brain.masks, volume.axes && axialTurn(volume.axes), manifest, network, {
    signal: context.signal,
    pause: context.pause,
    onSlice: (done, slices) => {
      const secondsLeft = ((performance.now() - started) / 1000 / done) * (slices - done);
      context.tell({ slicesDone: done, slices, fraction: done / slices, secondsLeft });
    },
  });
  maps.score.forEach((score, index) => {
    const healthy = (maps.healthy[index] ?? new Float32Array(score.length)).slice();
    const mask = Float32Array.from(brain.masks[index] ?? []);
    context.hand({ index, layers: { score, healthy, brightness: maps.brightness[index] ?? new Float32Array(score.length), brain: mask } });
  });
  return {
    state: 'done',
    warnings: [...brain.warnings, ...maps.warnings],
    provenance: {
      task: 'anomaly',
      model: usedModel(manifest),
      evaluations: manifest.score.evaluations,
      mask: brain.source,
      backend,
      ...context.made(),
      networkMilliseconds: network.networkMilliseconds() - networkBefore,
    },
  };
};
