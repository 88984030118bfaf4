import { cpus } from 'node:os';
import type { ModelChoice } from '../models/domain';
import type { OutputFile, ResultImage, Source } from './source';
import type { TaskOutcome } from './task';

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

export interface ReportParts {
  task: string;
  source: Source;
  choice: ModelChoice;
  outcome: TaskOutcome;
  written: { kind: ResultImage['kind']; files: OutputFile[] }[];
  phases: Phases;
  /** By the model's id. */
  selfTests: Readonly<Record<string, number>>;
}

function seconds(phases: Phases): Record<string, number> {
  const entries = Object.entries(phases);
  const total = entries.reduce((sum, [, s]) => sum + s, 0);
  return Object.fromEntries([...entries, ['total', total] as const].map(([name, s]) => [name, Number(s.toFixed(3))]));
}

/** `report.json`: all that is needed to make the result again; no path and nothing about the patient, so that it may be passed on. */
export function reportFile({ task, source, choice, outcome, written, phases, selfTests }: ReportParts): OutputFile {
  const { volume, facts, format, notes } = source;
  const { provenance, warnings, details } = outcome;
  const report = {
    schema: 1,
    note: 'AI-derived. Research only, not for diagnosis.',
    task,
    input: {
      format,
      modality: volume.modality,
      ...(facts.bodyPart && { bodyPart: facts.bodyPart }),
      size: [volume.columns, volume.rows, volume.slices.length],
      spacing: volume.spacing,
      units: volume.units,
      notes,
    },
    output: written.map(({ kind, files }) => ({ kind, path: files[0]?.path.split('/')[0], files: files.length })),
    model: { ...provenance.model, chosen: choice.reason, selfTest: selfTests[provenance.model.id] },
    evaluations: provenance.evaluations,
    ...details,
    backend: provenance.backend,
    machine: { cores: cpus().length, node: process.versions.node },
    versions: provenance.versions,
    seconds: seconds(phases),
    warnings,
  };
  return { path: 'report.json', bytes: new TextEncoder().encode(`${JSON.stringify(report, undefined, 2)}\n`) };
}
