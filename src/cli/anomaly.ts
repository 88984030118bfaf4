import { DiffusionError } from '../core/errors';
import type { AnomalyManifest } from '../models/manifest';
import { ofKind } from '../models/verify';
import type { AnomalyProvenance } from '../results/provenance';
import { type AnomalyEvents, type AnomalyMaps, mapNote, mapsBy, openPrior, type PriorShelf } from '../tasks/anomaly';
import { secondScore } from '../tasks/secondScore';
import { suitability } from '../tasks/suitability';
import { directionOf, scoreTable } from '../models/prior';
import { evidence } from '../volume/brainCanvas/score';
import { axialTurn } from '../volume/canonicalAxial';
import type { Volume } from '../volume/Volume';
import { findBrain } from './brainMask';
import { NODE } from './models';
import type { RunOptions } from './options';
import type { CliTask, TaskOutcome, TaskRun } from './task';

const ONCE = 'one evaluation, nothing drawn';

function refuse(option: string, allowed = 'what the model says of itself'): never {
  throw new DiffusionError('BAD_OPTION', { measured: `--${option} for anomaly`, allowed });
}

function check({ strength, steps, sampler, samples, model }: RunOptions): void {
  const [found] = Object.entries({ strength, steps, sampler }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (found) refuse(found);
  if (samples > 1 && model === undefined) refuse('samples', ONCE);
}

/** A part without a score has nothing that could spread. */
const spreadOf = ({ uncertainty, score }: AnomalyMaps) => uncertainty ?? score.map((slice) => new Float32Array(slice.length));

/** Maps of the parts, one after the other. A slice alone that cannot be scored stays without a score; if none can, the first reason counts. */
async function mapParts(
  parts: readonly Volume[],
  masks: readonly Uint8Array[],
  map: (part: Volume, masks: readonly Uint8Array[]) => Promise<AnomalyMaps>,
): Promise<AnomalyMaps> {
  const found: AnomalyMaps[] = [];
  let reason: DiffusionError | undefined;
  let first = 0;
  for (const part of parts) {
    const own = masks.slice(first, (first += part.slices.length));
    try {
      found.push(await map(part, own));
    } catch (error) {
      if (!(error instanceof DiffusionError) || error.code !== 'MODEL_DOMAIN') throw error;
      reason ??= error;
      const zeros = () => part.slices.map((slice) => new Float32Array(slice.length));
      const nothing = { score: zeros(), brightness: zeros(), healthy: part.slices, covered: part.slices.map(() => false) };
      found.push({ ...nothing, largest: { score: 0, slice: 0 }, unlike: undefined, warnings: [] });
    }
  }
  const covered = found.flatMap((one) => one.covered);
  if (reason && !covered.includes(true)) throw reason;
  const peaks = found.map(({ largest }) => largest.score);
  const peak = peaks.indexOf(Math.max(...peaks));
  const before = found.slice(0, peak).reduce((sum, one) => sum + one.covered.length, 0);
  return {
    score: found.flatMap((one) => one.score),
    brightness: found.flatMap((one) => one.brightness),
    healthy: found.flatMap((one) => one.healthy),
    ...(found.some((one) => one.uncertainty) && { uncertainty: found.flatMap(spreadOf) }),
    covered,
    unlike: found.map((one) => one.unlike).find((one) => one && one.distance > one.limit) ?? found[0]?.unlike,
    largest: { score: peaks[peak] ?? 0, slice: before + (found[peak]?.largest.slice ?? 0) },
    warnings: [...new Set(found.flatMap((one) => one.warnings))],
  };
}

const millilitresOf = ({ spacing }: Volume, masks: readonly Uint8Array[]) =>
  (masks.reduce((sum, mask) => sum + mask.reduce((a, b) => a + b, 0), 0) * spacing[0] * spacing[1] * spacing[2]) / 1000;

const timesText = ({ evaluations, noising }: AnomalyProvenance) =>
  noising
    ? `${noising.samples} reconstructions per slice from ${noising.noise} noise of ${noising.sigma} brain medians, seed ${noising.seed}, ` +
      `${evaluations} evaluations`
    : `${evaluations} evaluation per slice`;

const describe = (provenance: AnomalyProvenance, { score }: AnomalyManifest) =>
  `AI-derived, research only, not for diagnosis. Made by ${provenance.model.id} ${provenance.model.version} ` +
  `(SHA-256 ${provenance.model.sha256}), ${timesText(provenance)}; ` +
  `brain mask by ${provenance.mask.source}. Scores are -log10 of the share of healthy pixels above, smoothed ${score.smoothingMm} mm; 0 where there is none.`;

async function run(task: TaskRun): Promise<TaskOutcome> {
  const { source, options, models, progress, signal } = task;
  const { volume, facts } = source;
  const manifest = ofKind(task.manifest, 'restorer', 'noising-prior');
  if (manifest.kind === 'restorer' && options.samples > 1) refuse('samples', ONCE);
  const turn = volume.axes && axialTurn(volume.axes);
  if (!turn)
    throw new DiffusionError('MODEL_DOMAIN', { measured: 'a series that is not axial', allowed: `axial series (${manifest.label})` });
  const warnings = suitability(manifest, { ...facts, axes: volume.axes });
  const shelf: PriorShelf = {
    network: async (restorer) => ({ network: await models.network(restorer), backend: NODE }),
    executor: (prior) => models.denoiser(prior),
  };
  // One sample is what nobody asked for: the model's own number then holds.
  const prior = await openPrior(manifest, shelf, { seed: options.seed, samples: options.samples > 1 ? options.samples : undefined });
  const started = performance.now();
  const parts = options.independentSlices ? volume.slices.map((slice) => ({ ...volume, slices: [slice] })) : [volume];
  const brain = await findBrain(task, parts);
  const millilitres = source.stack ? Math.round(millilitresOf(volume, brain.masks)) : undefined;
  progress.note(`brain mask: by ${brain.source}${millilitres === undefined ? '' : `, ${millilitres} ml`}`);
  const masked = performance.now();
  let before = 0;
  const maps = await mapParts(parts, brain.masks, async (part, masks) => {
    const events: AnomalyEvents = {
      signal,
      // The network blocks the event loop; an interrupt arrives in between.
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      onSlice: (done, total) => progress.update(before + done, parts.length > 1 ? parts.length : total, 'slice'),
    };
    const [ask, first] = [prior.ask(events), before];
    // Slices on their own are no levels of one head, but each draws its own noise.
    const made = await mapsBy((canvas, slice) => ask(canvas, first + slice), part, masks, turn, manifest, events);
    before += part.slices.length;
    return made;
  });
  const { model, source: maskSource } = brain;
  const mask = { source: maskSource, ...(millilitres !== undefined && { millilitres }), ...(model && { model }) };
  const provenance: AnomalyProvenance = {
    task: 'anomaly',
    model: { id: manifest.id, version: manifest.version, sha256: manifest.file.sha256 },
    evaluations: prior.evaluations,
    mask,
    ...(prior.noising && { noising: prior.noising }),
    map: mapNote(maps, manifest),
    backend: prior.backend,
    versions: models.versions(),
    milliseconds: performance.now() - started,
    networkMilliseconds: prior.networkMilliseconds(),
  };
  const numbers = (wanted: boolean) => maps.covered.flatMap((covered, k) => (covered === wanted ? [k + 1] : []));
  const { cut, smoothingMm } = manifest.score;
  const second = secondScore(maps, manifest);
  return {
    images: [
      { kind: 'anomaly', slices: maps.score },
      { kind: 'healthy', slices: maps.healthy },
      { kind: 'brightness', slices: maps.brightness },
      ...(maps.uncertainty ? [{ kind: 'uncertainty' as const, slices: maps.uncertainty }] : []),
      ...(second ? [{ kind: 'anomaly-and-brightness' as const, slices: second }] : []),
      { kind: 'brain-mask', slices: brain.masks.map((one) => Float32Array.from(one)) },
    ],
    provenance,
    description: describe(provenance, manifest),
    warnings: [...warnings, ...brain.warnings, ...maps.warnings, ...prior.warnings],
    planSeconds: (masked - started) / 1000,
    details: {
      independentSlices: options.independentSlices,
      ...(prior.noising && { noising: prior.noising }),
      mask,
      covered: { slices: numbers(true), without: numbers(false), level: manifest.domain.levels },
      score: {
        unit: '-log10 of the share of healthy pixels above',
        direction: directionOf(manifest),
        smoothingMm,
        cut: Number(evidence(scoreTable(manifest))(cut).toFixed(3)),
        largest: { score: Number(maps.largest.score.toFixed(3)), slice: maps.largest.slice + 1 },
        ...(maps.unlike && { unlike: { distance: Number(maps.unlike.distance.toFixed(2)), limit: maps.unlike.limit } }),
        ...(second && manifest.kind === 'restorer' && { second: { kind: 'anomaly-and-brightness', for: manifest.secondScore?.for } }),
      },
    },
  };
}

export const anomalyTask: CliTask = {
  summary: 'mark what does not look healthy; with a brain mask by --mask, by the series itself or by a model',
  oneSlice: true,
  check,
  run,
};
