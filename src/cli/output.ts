import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { access, constants, lstat, mkdir, readdir, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { DiffusionError } from '../core/errors';
import { fileFault, isAbort } from './fileFault';
import type { OutputFile, Target } from './source';

/** What lies at a path, links followed; undefined where nothing does. @throws DiffusionError OUTPUT_EXISTS, OUTPUT_FAILED */
export async function foundAt(path: string): Promise<Stats | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw outputFault(error);
    return undefined;
  });
  // Nothing can be put in the place of a link to nothing.
  if (!found && (await lstat(path).catch(() => undefined)))
    throw new DiffusionError('OUTPUT_EXISTS', { measured: 'a link that leads nowhere' });
  return found;
}

async function entriesOf(folder: string): Promise<string[] | undefined> {
  const found = await foundAt(folder);
  if (!found) return undefined;
  if (!found.isDirectory()) throw new DiffusionError('OUTPUT_EXISTS', { measured: 'a file', allowed: 'a new or an empty folder' });
  return readdir(folder).catch((error: unknown) => {
    throw outputFault(error);
  });
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
  while (!(await foundAt(nearest)) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  try {
    if (!(await stat(nearest)).isDirectory()) throw new DiffusionError('OUTPUT_FAILED', { measured: 'a file where a folder should be' });
    await access(nearest, constants.W_OK);
  } catch (cause) {
    if (cause instanceof DiffusionError) throw cause;
    throw new DiffusionError('OUTPUT_FAILED', { measured: 'no right to write there', cause });
  }
}

/** What ended the writing of files: an interrupt, or the system, in words. */
export function outputFault(cause: unknown): DiffusionError {
  if (isAbort(cause)) return new DiffusionError('CANCELLED');
  const fault = fileFault(cause, 'OUTPUT_FAILED');
  return fault instanceof DiffusionError ? fault : new DiffusionError('OUTPUT_FAILED', { cause });
}

/**
 * Results among the images that they were made from would be read with them the next time.
 *
 * @throws DiffusionError BAD_OPTION
 */
export async function checkOutside(output: string, input: string): Promise<void> {
  const [source, target] = [await realpath(input).catch(() => undefined), resolve(output)];
  if (source === undefined || !(await stat(source)).isDirectory()) return;
  let nearest = target;
  while (!(await foundAt(nearest)) && nearest !== dirname(nearest)) nearest = dirname(nearest);
  const way = relative(source, join(await realpath(nearest), relative(nearest, target)));
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way) return;
  throw new DiffusionError('BAD_OPTION', { measured: 'an output inside the input folder', allowed: 'one outside of it' });
}

async function writeAll(folder: string, files: readonly OutputFile[], signal: AbortSignal | undefined): Promise<void> {
  for (const { path, bytes } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes, { signal });
  }
}

/**
 * Writes all files or none: into a temporary folder first, which then takes the place of the output folder. Inside an empty folder that is there
 * already (a mounted one cannot be replaced) the finished files are moved up.
 *
 * @throws DiffusionError OUTPUT_EXISTS, OUTPUT_FAILED
 */
export async function writeOutput(folder: string, files: readonly OutputFile[], signal?: AbortSignal): Promise<void> {
  await checkOutput(folder);
  const target = resolve(folder);
  const exists = (await entriesOf(target)) !== undefined;
  /** What is removed when something fails. */
  const made: string[] = [];
  try {
    const parent = exists ? undefined : await mkdir(dirname(target), { recursive: true });
    if (parent) made.push(parent);
    // Not mkdtemp, whose folders nobody else may read; and not a longer name than the folder's own, which may be as long as can be.
    const partial = join(exists ? target : dirname(target), `.partial-${randomUUID()}`);
    await mkdir(partial);
    made.push(partial);
    await writeAll(partial, files, signal);
    if (!exists) return await rename(partial, target);
    for (const name of await readdir(partial)) {
      await rename(join(partial, name), join(target, name));
      made.push(join(target, name));
    }
    await rmdir(partial);
  } catch (cause) {
    for (const path of made) await rm(path, { recursive: true, force: true }).catch(() => undefined);
    throw outputFault(cause);
  }
}

/** A folder, new or empty, that gets the files of the source's own kind. */
export const folderTarget = (folder: string): Target => ({
  check: () => checkOutput(folder),
  prepare: async (source, done, made) => {
    const written = await source.encode(done, made);
    return { written, write: (report, signal) => writeOutput(folder, [...written.flatMap(({ files }) => files), report], signal) };
  },
});

/** No files: an archive alone gets the results. */
export const noTarget: Target = {
  check: () => Promise.resolve(),
  prepare: () => Promise.resolve({ written: [], write: () => Promise.resolve() }),
};
