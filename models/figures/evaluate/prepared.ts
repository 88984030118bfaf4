import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Picture } from '../metrics/picture';
import { packed, pictures } from './arrays';
import { python } from './python';
import type { Context } from './section';

/** What a script that prepares a section writes as slices.json. */
export interface Prepared<Info extends { rows: number; columns: number } = { rows: number; columns: number }> {
  /** What --slices asked for; null: all. */
  asked: number | null;
  slices: Info[];
}

export const json = (work: string, name: string): unknown => JSON.parse(readFileSync(path.join(work, name), 'utf8'));

/** The slices of a section, as files in the folder for arrays: written by a script of models/figures, or by an earlier run of it. */
export async function prepare<T extends Prepared>({ data, slices, work }: Context, script: string): Promise<T> {
  const given = ['--data', data, '--out', work, ...(slices ? ['--slices', String(slices)] : [])];
  if (!existsSync(path.join(work, 'slices.json'))) await python(script, given);
  const index = json(work, 'slices.json') as T;
  if (index.asked !== (slices ?? null)) throw new Error('The folder of --keep holds the slices of another run.');
  return index;
}

/** An array of every slice, by its name. */
export const stored = (work: string, name: string, { slices }: Prepared): Picture[] =>
  pictures(readFileSync(path.join(work, `${name}.f32`)), slices);

/** What a script of classical methods reports of itself, in <name>.json. */
export interface Report {
  methods: Record<string, string>;
  versions: Record<string, string>;
}

/** What is said of pictures that were made, or that an earlier run with the same name left in the folder for arrays. */
export async function kept<T>(
  work: string,
  name: string,
  record: string,
  make: () => Promise<{ results: Picture[]; about: T }>,
): Promise<T> {
  const file = path.join(work, `${record}.json`);
  if (!existsSync(file)) {
    const { results, about } = await make();
    writeFileSync(path.join(work, `${name}.f32`), packed(results));
    writeFileSync(file, JSON.stringify(about));
  }
  return json(work, path.basename(file)) as T;
}

/** As package.json pins it. */
export function runtimeVersion(): string {
  const project = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return project.devDependencies['onnxruntime-node'] ?? '';
}
