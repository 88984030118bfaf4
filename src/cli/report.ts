import { cpus } from 'node:os';
import { remarkText } from '../core/errors';
import type { AnomalyManifest, Manifest } from '../models/manifest';
import { type AnomalyProvenance, type InpaintProvenance, type Provenance, samplerText } from '../results/provenance';
import type { Kind } from '../results/kinds';
import type { ModelChoice } from '../rules/chooseModel';
import type { Filed } from './stow';
import { type OutputFile, type Performed, sliceNumber, type Source, type Written } from './source';

/** Wall-clock seconds of each part of a process. */
export type Phases = {
  /** From the start of the process to the first line of the program. */
  start: number;
  read: number;
  /** Choosing, verifying and opening the model, with its self-test. */
  model: number;
  /** Before the first slice: intensity unit, noise level and rows; the brain mask, its network included. */
  plan: number;
  /** Inside the network (`session.run`). */
  network: number;
  /** Between evaluations: the sampler, padding, blending. */
  engine: number;
  /** Making the output files; writing them comes after the report. */
  encode: number;
};

export interface ReportParts extends Performed {
  source: Source;
  choice: ModelChoice;
  written: Written<{ path: string }>[];
  phases: Phases;
  /** What became of it in an archive. */
  filed?: Filed | undefined;
  /** By the model's id. */
  selfTests: Readonly<Record<string, number>>;
}

/** The folder of a file, or the file where it lies in none. */
const placeOf = (path = ''): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path);

/** What a person calls the slices of the volume. */
type Numbers = (indices: readonly number[]) => number[];

function seconds(phases: Phases): Record<string, number> {
  const entries = Object.entries(phases);
  const total = entries.reduce((sum, [, s]) => sum + s, 0);
  return Object.fromEntries([...entries, ['total', total] as const].map(([name, s]) => [name, Number(s.toFixed(3))]));
}

function ofInpaint(made: InpaintProvenance, numbers: Numbers, region: Performed['region'] = []) {
  const slices = numbers(region.flatMap((mask, k) => (mask?.some((value) => value !== 0) ? [k] : [])));
  return { region: { ...made.region, slices }, unit: made.unit, ...(made.resampling && { resampling: made.resampling }) };
}

function ofAnomaly({ map, mask, noising }: AnomalyProvenance, { domain, score }: AnomalyManifest, numbers: Numbers) {
  const where = (wanted: boolean) => numbers(map.covered.flatMap((covered, k) => (covered === wanted ? [k] : [])));
  const [slice] = numbers([map.peak.slice]);
  return {
    ...(noising && { noising }),
    mask,
    covered: { slices: where(true), without: where(false), level: domain.levels },
    score: {
      unit: '-log10 of the share of healthy pixels above',
      direction: map.direction,
      smoothingMm: score.smoothingMm,
      cut: Number(map.cut.toFixed(3)),
      largest: { score: Number(map.peak.score.toFixed(3)), slice },
      ...(map.unlike && { unlike: { distance: Number(map.unlike.distance.toFixed(2)), limit: map.unlike.limit } }),
      ...(map.secondFor && { second: { kind: 'sum' satisfies Kind, for: map.secondFor } }),
    },
  };
}

/** What only this task has to report. */
function details(made: Provenance, manifest: Manifest, numbers: Numbers, region: Performed['region']) {
  if (made.task === 'anomaly') return ofAnomaly(made, manifest as AnomalyManifest, numbers);
  const { seed, steps, samples } = made;
  const drawn = { sampler: samplerText(made), seed, steps, samples };
  if (made.task === 'inpaint') return { ...drawn, ...ofInpaint(made, numbers, region) };
  const { sigma, unit, strength, levels, turns = 1 } = made;
  const leveled = levels?.map(({ slice, ...level }) => ({ slice: numbers([slice])[0] ?? NaN, ...level })).sort((a, b) => a.slice - b.slice);
  const slices = leveled && { slices: leveled };
  return { ...drawn, turns, strength, ...slices, noise: { sigma, unit, level: sigma * unit } };
}

/** `report.json`: all that is needed to make the result again; no path and nothing about the patient, so that it may be passed on. */
export function reportFile({ source, choice, result, region, written, phases, filed, selfTests }: ReportParts): OutputFile<Uint8Array> {
  const { volume, facts, format, notes, input } = source;
  const { provenance, warnings } = result;
  const { independent, outside, gaps } = provenance;
  const numbers: Numbers = (indices) => indices.map((k) => sliceNumber(source, k)).sort((a, b) => a - b);
  const report = {
    schema: 2,
    note: 'AI-derived. Research only, not for diagnosis.',
    task: provenance.task,
    input: {
      format,
      modality: volume.modality,
      ...(facts.bodyPart && { bodyPart: facts.bodyPart }),
      size: [volume.columns, volume.rows, volume.slices.length],
      spacing: volume.spacing,
      units: volume.units,
      ...(input && { files: input }),
      notes,
    },
    output: written.map(({ kind, files }) => ({ kind, path: placeOf(files[0]?.path), files: files.length })),
    ...(filed && { archive: { ...filed, ...(filed.remark && { remark: remarkText(filed.remark) }) } }),
    model: { ...provenance.model, chosen: choice.reason, selfTest: selfTests[provenance.model.id] },
    evaluations: provenance.evaluations,
    ...details(provenance, choice.manifest, numbers, region),
    independentSlices: independent !== undefined,
    ...(independent && { untouched: numbers(independent.untouched) }),
    ...(outside && { outsideDomain: outside }),
    ...(gaps && { gaps }),
    backend: provenance.backend,
    machine: { cores: cpus().length, node: process.versions.node },
    versions: provenance.versions,
    seconds: seconds(phases),
    warnings: warnings.map(remarkText),
    remarks: warnings,
  };
  return { path: 'report.json', bytes: new TextEncoder().encode(`${JSON.stringify(report, undefined, 2)}\n`) };
}
