import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export type Json = Record<string, unknown>;

/** A copy of the command line with models of its own, in which anything may be altered. */
export function installation(models: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ohif-diffusion-trust-'));
  const path = (...parts: string[]) => join(folder, ...parts);
  for (const part of ['src', 'bin', 'package.json']) cpSync(part, path(part), { recursive: true });
  mkdirSync(path('models'));
  symlinkSync(resolve('node_modules'), path('node_modules'));
  const install = (id: string, from = id) => cpSync(join('models', from), path('models', id), { recursive: true });
  models.forEach((id) => install(id));
  const manifestPath = (id: string) => path('models', id, 'manifest.json');
  return {
    path,
    install,
    manifestPath,
    /** Puts another manifest in the place of one. @returns its SHA-256 */
    alter(id: string, change: (manifest: Json) => Json): string {
      const text = JSON.stringify(change(JSON.parse(readFileSync(manifestPath(id), 'utf8')) as Json));
      writeFileSync(manifestPath(id), text);
      return createHash('sha256').update(text).digest('hex');
    },
    /** Ends within 60 s, or fails. */
    run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
      const program = path('bin', 'ohif-diffusion.mjs');
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 60_000 });
      return { status, stdout, stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
