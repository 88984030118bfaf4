import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePins } from '../../pin';
import { HELP, OptionError, readOptions, type Options } from './options';
import { quote, readResults, writeResults, type Entry, type Results } from './results';
import type { Section } from './section';
import { SECTIONS } from './sections';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCS = path.join(ROOT, 'docs');

const manifestOf = (model: string) => path.join(ROOT, 'models', model, 'manifest.json');

/** Why a section cannot run; undefined when it can. */
function obstacle({ needs }: Section, model: string, data: string): string | undefined {
  if (!existsSync(manifestOf(model))) return `the model \`${model}\` is not in \`models/\`.`;
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
  const pictures = path.join(DOCS, 'figures');
  mkdirSync(pictures, { recursive: true });
  const chosen = SECTIONS.filter(({ id }) => options.sections.length === 0 || options.sections.includes(id));
  // Read only when a section is done: sections may run side by side.
  const put = (id: string, entry: Entry | undefined, skipped: Results['skipped']) => {
    const results = readResults(DOCS);
    const { [id]: _, ...others } = results.sections;
    const sections = entry ? { ...others, [id]: entry } : others;
    writeResults(DOCS, SECTIONS, { sections, skipped: [...results.skipped.filter((one) => one.id !== id), ...skipped] });
  };
  for (const section of chosen) {
    const { id, title, run } = section;
    const model = options.model ?? section.model;
    const reason = obstacle(section, model, options.data);
    if (reason !== undefined) {
      console.log(`${id}: skipped, ${reason}`);
      put(id, undefined, [{ id, title, reason }]);
      continue;
    }
    const started = Date.now();
    const log = (line: string) => console.log(`${id}: ${line} (${Math.round((Date.now() - started) / 1000)} s)`);
    const work = options.keep ? path.resolve(options.keep) : mkdtempSync(path.join(os.tmpdir(), 'evaluate-'));
    mkdirSync(work, { recursive: true });
    const legs = readdirSync(work).length > 0;
    let entry: Entry;
    try {
      const figures = await run({ data: path.resolve(options.data), model, slices: options.slices, work, pictures, log });
      const cores = os.cpus().length;
      entry = {
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
    put(id, entry, []);
    const quoted = options.slices ? [] : [{ model, quoted: section.quoted }, ...(section.also ? [section.also] : [])];
    for (const one of quoted) quote(manifestOf(one.model), one.quoted(entry.figures), entry.command);
    // The figures stand in the manifests, by whose hashes the build knows its models.
    if (quoted.length > 0) writePins();
    log('done');
  }
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
