import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's dicom3tools: checks an object against the module tables of PS3.3. */
export const hasDciodvfy = spawnSync('dciodvfy', ['-version']).error === undefined;

/** The errors that it finds in files, each once, without the numbers of items. */
export function iodErrors(files: readonly Uint8Array[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'dciodvfy-'));
  try {
    const found = files.flatMap((file, k) => {
      const path = join(folder, `${k}.dcm`);
      writeFileSync(path, file);
      const { stderr, stdout } = spawnSync('dciodvfy', ['-new', path], { encoding: 'utf8' });
      return `${stderr}${stdout}`.split('\n').filter((line) => line.startsWith('Error'));
    });
    return [...new Set(found.map((line) => line.replace(/\[\d+\]/g, '')))].sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
