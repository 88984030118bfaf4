import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFault } from './fileFault';

/** What lies below a folder. */
export interface Below {
  /** Files and links to files, in the order of their names. */
  paths: string[];
  /** What was passed over, for a person: none of it is a file. */
  notes: string[];
}

const PASSED = {
  broken: 'Links that lead nowhere were passed over',
  folder: 'Links to folders were passed over',
  special: 'Pipes, sockets and devices were passed over',
} as const;

/**
 * All files below a folder. What would never end (a pipe, a link to a folder above) or is nowhere (a broken link) is passed over and told.
 *
 * @throws DiffusionError INPUT_UNREADABLE for a folder that may not be looked into: what it holds may belong to the series
 */
export async function filesBelow(folder: string): Promise<Below> {
  const paths: string[] = [];
  const passed = { broken: 0, folder: 0, special: 0 };
  const visit = async (below: string): Promise<void> => {
    const entries = (await readdir(below, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(below, entry.name);
      const found = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
      if (!found) passed.broken++;
      else if (found.isFile()) paths.push(path);
      else if (!found.isDirectory()) passed.special++;
      else if (entry.isSymbolicLink()) passed.folder++;
      else await visit(path);
    }
  };
  await visit(folder).catch((error: unknown) => {
    throw fileFault(error, 'INPUT_UNREADABLE');
  });
  const kinds = ['broken', 'folder', 'special'] as const;
  return { paths, notes: kinds.filter((kind) => passed[kind] > 0).map((kind) => `${PASSED[kind]}: ${passed[kind]}.`) };
}
