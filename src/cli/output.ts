import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DiffusionError } from '../core/errors';
import type { OutputFile, Target } from './source';

async function entriesOf(folder: string): Promise<string[] | undefined> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) return undefined;
  if (!found.isDirectory()) throw new DiffusionError('OUTPUT_EXISTS', { measured: 'a file', allowed: 'a new or an empty folder' });
  return readdir(folder);
}

/**
 * Says before the work whether results can go to `folder`: it does not exist or is empty, and may be written. Makes nothing.
 *
 * @throws DiffusionError OUTPUT_EXISTS, OUTPUT_FAILED
 */
export async function checkOutput(folder: string): Promise<void> {
  const entries = await entriesOf(folder);
  if (entries && entries.length > 0) {
    throw new DiffusionError('OUTPUT_EXISTS', { measured: `${entries.length} entries`, allowed: 'a new or an empty folder' });
  }
  await checkRights(folder);
}

/**
 * Says whether something may be made at a path. Makes nothing.
 *
 * @throws DiffusionError OUTPUT_FAILED
 */
export async function checkRights(path: string): Promise<void> {
  let nearest = resolve(path);
  while (!(await stat(nearest).catch(() => undefined)) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  try {
    if (!(await stat(nearest)).isDirectory()) throw new DiffusionError('OUTPUT_FAILED', { measured: 'a file where a folder should be' });
    await access(nearest, constants.W_OK);
  } catch (cause) {
    if (cause instanceof DiffusionError) throw cause;
    throw new DiffusionError('OUTPUT_FAILED', { measured: 'no right to write there', cause });
  }
}

async function writeAll(folder: string, files: readonly OutputFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

/**
 * Writes all files or none: into a temporary folder first, which then takes the place of the output folder. Inside an empty folder that is there
 * already (a mounted one cannot be replaced) the finished files are moved up.
 *
 * @throws DiffusionError OUTPUT_EXISTS, OUTPUT_FAILED
 */
export async function writeOutput(folder: string, files: readonly OutputFile[]): Promise<void> {
  await checkOutput(folder);
  const target = resolve(folder);
  const exists = (await entriesOf(target)) !== undefined;
  /** What is removed when something fails. */
  const made: string[] = [];
  try {
    const parent = exists ? undefined : await mkdir(dirname(target), { recursive: true });
    if (parent) made.push(parent);
    // Not mkdtemp, whose folders nobody else may read.
    const partial = `${exists ? join(target, '.partial') : `${target}.partial`}-${randomUUID()}`;
    await mkdir(partial);
    made.push(partial);
    await writeAll(partial, files);
    if (!exists) return await rename(partial, target);
    for (const name of await readdir(partial)) {
      await rename(join(partial, name), join(target, name));
      made.push(join(target, name));
    }
    await rmdir(partial);
  } catch (cause) {
    for (const path of made) await rm(path, { recursive: true, force: true });
    throw new DiffusionError('OUTPUT_FAILED', { cause });
  }
}

/** A folder, new or empty, that gets the files of the source's own kind. */
export const folderTarget = (folder: string): Target => ({
  check: () => checkOutput(folder),
  prepare: async (source, done, made) => {
    const written = await source.encode(done, made);
    return { written, write: (report) => writeOutput(folder, [...written.flatMap(({ files }) => files), report]) };
  },
});

/** No files: an archive alone gets the results. */
export const noTarget: Target = {
  check: () => Promise.resolve(),
  prepare: () => Promise.resolve({ written: [], write: () => Promise.resolve() }),
};
