import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Quoted, Section } from './section';

/** What one run of one section left behind. */
export interface Entry {
  title: string;
  command: string;
  date: string;
  /** null: a run that went on from kept arrays. */
  seconds: number | null;
  machine: string;
  /** Slices of each set, when not all were taken. */
  slices?: number;
  figures: unknown;
}

/** docs/results.json. */
export interface Results {
  sections: Record<string, Entry>;
  skipped: { id: string; title: string; reason: string }[];
}

const FILE = 'results.json';

/** Indented JSON with each innermost list and object on one line: line breaks never stand inside its strings. */
const lines = (value: unknown) =>
  JSON.stringify(value, null, 1).replaceAll(/[[{][^[\]{}]*[\]}]/g, (inner) => inner.replaceAll(/\s*\n\s*/g, ' '));

export function readResults(docs: string): Results {
  const file = path.join(docs, FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : { sections: {}, skipped: [] };
}

const HEAD = `# Results

Written by \`npm run evaluate\` (code: \`models/figures/\`); the numbers behind the tables are in \`results.json\`. Only images whose split is
\`val\` were used: no model was trained on their subjects (a model's card names decisions that were taken after looking at them). Everything in a section was measured in one run, every method on the same slices
with the same noise; the product's engine ran on Node (onnxruntime, CPU).`;

function chapter(section: Section, entry: Entry): string {
  const few = entry.slices
    ? [`**Not all slices: ${entry.slices} of each set, spread evenly (--slices ${entry.slices}). Without that option all are taken.**`, '']
    : [];
  const took = entry.seconds === null ? 'in several legs (the arrays kept between them)' : `${Math.round(entry.seconds / 60)} minutes`;
  const made = `\`${entry.command}\`, ${entry.date}, ${took} on ${entry.machine}.`;
  return [`## ${entry.title}`, '', ...few, made, '', section.report(entry.figures)].join('\n');
}

/** Writes results.json, and results.md from it and nothing else. */
export function writeResults(docs: string, sections: readonly Section[], results: Results): void {
  writeFileSync(path.join(docs, FILE), `${lines(results)}\n`);
  const chapters = sections.flatMap((section) => {
    const entry = results.sections[section.id];
    return entry ? [chapter(section, entry)] : [];
  });
  const skipped = results.skipped.map(({ title, reason }) => `- ${title}: ${reason}`);
  const end = skipped.length > 0 ? [['## Not measured', '', ...skipped].join('\n')] : [];
  writeFileSync(path.join(docs, 'results.md'), `${[HEAD, ...chapters, ...end].join('\n\n')}\n`);
}

/** Puts figures into a manifest, with the command that made them. */
export function quote(file: string, figures: readonly Quoted[], command: string): void {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  manifest.metrics = figures.map((figure) => ({ ...figure, command }));
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
