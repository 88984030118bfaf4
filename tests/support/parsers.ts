import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether Python has pydicom and highdicom. */
export const hasParsers = spawnSync('python3', ['-c', 'import pydicom, highdicom']).status === 0;

/** What parsers of others say against an object; empty where they have nothing to say. */
export interface Parsed {
  /** pydicom, every value checked. */
  pydicom: string;
  /** highdicom's typed parse. */
  highdicom: string;
}

const SCRIPT = fileURLToPath(new URL('../filing/check/objects.py', import.meta.url));

/** @param findings how many a report tells of */
export function parsed(file: Uint8Array, role: 'report' | 'rejection', findings = 0): Parsed {
  const folder = mkdtempSync(join(tmpdir(), 'parsers-'));
  try {
    const [path, manifest, out] = ['object.dcm', 'manifest.json', 'out.json'].map((name) => join(folder, name)) as [string, string, string];
    writeFileSync(path, file);
    writeFileSync(manifest, JSON.stringify({ objects: [{ role, file: path, back: path, findings }], sources: {} }));
    const { status, stderr } = spawnSync('python3', [SCRIPT, manifest, out], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const { results } = JSON.parse(readFileSync(out, 'utf8')) as { results: Record<keyof Parsed, { ok: boolean; said: string }>[] };
    const against = (tool: keyof Parsed) => (results[0]?.[tool].ok ? '' : (results[0]?.[tool].said ?? 'nothing was read'));
    return { pydicom: against('pydicom'), highdicom: against('highdicom') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
