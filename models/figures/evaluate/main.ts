import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HELP, OptionError, readOptions, type Options } from './options';
import { quote, readResults, writeResults } from './results';
import type { Section } from './section';
import { SECTIONS } from './sections';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCS = path.join(ROOT, 'docs');

const manifestOf = (model: string) => path.join(ROOT, 'models', model, 'manifest.json');

/** Why a section cannot run; undefined when it can. */
function obstacle({ run, elsewhere, needs }: Section, model: string, data: string): string | undefined {
  if (!existsSync(manifestOf(model))) return `the model \`${model}\` is not in \`models/\`.`;
  if (!run) return `this command does not measure it yet; \`${elsewhere ?? ''}\` does.`;
  const missing = needs.filter((folder) => !existsSync(path.join(data, folder, 'index.json')));
  return missing.length > 0 ? `the data folder holds no ${missing.join(', ')}.` : undefined;
}

/** The command as another person would type it: no path of this machine. */
function command({ sections, slices, model }: Options): string {
  const given = [
    ...sections.map((id) => `--section ${id}`),
    ...(slices ? [`--slices ${slices}`] : []),
    ...(model ? [`--model ${model}`] : []),
  ];
  return ['npm run evaluate --', '--data FOLDER', ...given].join(' ');
}

async function evaluate(options: Options): Promise<void> {
  const results = readResults(DOCS);
  const pictures = path.join(DOCS, 'figures');
  mkdirSync(pictures, { recursive: true });
  const chosen = SECTIONS.filter(({ id }) => options.sections.length === 0 || options.sections.includes(id));
  results.skipped = results.skipped.filter(({ id }) => !chosen.some((section) => section.id === id));
  for (const section of chosen) {
    const { id, title, run } = section;
    const model = options.model ?? section.model;
    const reason = obstacle(section, model, options.data);
    if (reason !== undefined || !run) {
      console.log(`${id}: skipped, ${reason}`);
      delete results.sections[id];
      results.skipped.push({ id, title, reason: reason ?? '' });
      continue;
    }
    const started = Date.now();
    const log = (line: string) => console.log(`${id}: ${line} (${Math.round((Date.now() - started) / 1000)} s)`);
    const work = options.keep ? path.resolve(options.keep) : mkdtempSync(path.join(os.tmpdir(), 'evaluate-'));
    mkdirSync(work, { recursive: true });
    const legs = readdirSync(work).length > 0;
    try {
      const figures = await run({ data: path.resolve(options.data), model, slices: options.slices, work, pictures, log });
      const cores = os.cpus().length;
      results.sections[id] = {
        title,
        command: command(options),
        date: new Date().toISOString().slice(0, 10),
        seconds: legs ? null : Math.round((Date.now() - started) / 1000),
        machine: `${cores} CPU core${cores === 1 ? '' : 's'}`,
        ...(options.slices ? { slices: options.slices } : {}),
        figures,
      };
    } finally {
      if (!options.keep) rmSync(work, { recursive: true, force: true });
    }
    writeResults(DOCS, SECTIONS, results);
    const entry = results.sections[id];
    if (entry && !options.slices) quote(manifestOf(model), section.quoted?.(entry.figures) ?? [], entry.command);
    log('done');
  }
  writeResults(DOCS, SECTIONS, results);
  console.log('docs/results.md');
}

try {
  const options = readOptions(
    process.argv.slice(2),
    SECTIONS.map(({ id }) => id),
  );
  if (options.help) console.log(HELP);
  else if (existsSync(options.data)) await evaluate(options);
  else throw new OptionError(`No evaluation data at ${options.data}: --data names the folder that holds mr, mr-clinical, ….`);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : String(cause));
  process.exitCode = cause instanceof OptionError ? 2 : 1;
}
