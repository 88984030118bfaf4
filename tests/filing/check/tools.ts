import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckedObject } from './objects';

/** What one tool says of one object; empty where it has nothing to say against it. */
export interface Verdicts {
  /** Errors of dciodvfy, each once and without the numbers of items. */
  dciodvfy: string[];
  dcmdump: string;
  pydicom: string;
  highdicom: string;
  /** What the values that came back are worth. */
  values: { ok: boolean; said: string };
}

const run = (command: string, args: readonly string[]) => {
  const { error, status, stderr, stdout } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw new Error(`${command} is not installed`);
  return { status, stderr, stdout };
};

/** Errors that dciodvfy finds in a file. */
function iodErrors(file: string): string[] {
  const { stdout, stderr } = run('dciodvfy', ['-new', file]);
  const lines = `${stdout}${stderr}`.split('\n');
  // It names the class of what it has looked at.
  if (!lines.some((line) => /^[A-Z]\w+$/.test(line))) throw new Error(`dciodvfy read nothing: ${lines[0] ?? ''}`);
  const errors = lines.filter((line) => line.startsWith('Error'));
  return [...new Set(errors.map((line) => line.replace(/\[\d+\]/g, '')))];
}

function dump(file: string): string {
  const { status, stderr } = run('dcmdump', ['-q', '+L', file]);
  return status === 0 ? stderr.trim() : `exit ${status}: ${stderr.trim()}`;
}

interface Tried {
  ok: boolean;
  said: string;
}
interface Parsed {
  versions: Record<string, string>;
  results: Record<'pydicom' | 'highdicom' | 'values', Tried>[];
  /** What pydicom says against the files of a source. */
  sources: Record<string, string[]>;
}

/** What is found in the files of a source itself, before anything is made of it. */
export interface OwnErrors {
  dciodvfy: readonly string[];
  pydicom: readonly string[];
}

/**
 * All tools over all objects, and over their sources.
 *
 * @param sources paths of their files, by name
 */
export function validate(objects: readonly CheckedObject[], sources: ReadonlyMap<string, readonly string[]>, folder: string) {
  const [manifest, out] = [join(folder, 'manifest.json'), join(folder, 'parsed.json')];
  writeFileSync(manifest, JSON.stringify({ objects, sources: Object.fromEntries(sources) }));
  const script = join(dirname(fileURLToPath(import.meta.url)), 'objects.py');
  const { status, stderr } = run('python3', [script, manifest, out]);
  if (status !== 0) throw new Error(`objects.py: ${stderr}`);
  const parsed = JSON.parse(readFileSync(out, 'utf8')) as Parsed;
  const against = ({ ok, said }: Tried) => (ok ? '' : said);
  const verdicts = objects.map(({ file }, n): Verdicts => {
    const { pydicom, highdicom, values } = parsed.results[n]!;
    return { dciodvfy: iodErrors(file), dcmdump: dump(file), pydicom: against(pydicom), highdicom: against(highdicom), values };
  });
  const own = new Map<string, OwnErrors>(
    Array.from(sources, ([name, files]) => [
      name,
      { dciodvfy: [...new Set(files.flatMap(iodErrors))], pydicom: parsed.sources[name] ?? [] },
    ]),
  );
  return { verdicts, own, versions: { ...parsed.versions, ...toolVersions() } };
}

/** `dicom3tools 1.00~20220618093127-2`, as Debian calls it; the tool itself does not say. */
function toolVersions(): Record<string, string> {
  const packaged = spawnSync('dpkg-query', ['-W', '-f', '${Version}', 'dicom3tools'], { encoding: 'utf8' }).stdout;
  const [, dcmtk = ''] = /dcmdump v(\S+)/.exec(run('dcmdump', ['--version']).stdout) ?? [];
  return { dciodvfy: packaged || 'of an unknown version', dcmdump: dcmtk };
}
