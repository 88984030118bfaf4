import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Reference } from './verdict';

const SCRIPT = path.join(import.meta.dirname, '../reference.py');

/** What pydicom reads of the files of a folder, by path. @throws Error without Python and pydicom */
export function referenceOf(folder: string): Record<string, Reference> {
  const out = mkdtempSync(path.join(tmpdir(), 'reference-'));
  try {
    const { status, stderr } = spawnSync(process.env.PYTHON ?? 'python3', [SCRIPT, folder, path.join(out, 'reads.json')], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`pydicom with its decoders is needed (PYTHON names a Python that has them): ${stderr}`);
    return JSON.parse(readFileSync(path.join(out, 'reads.json'), 'utf8')) as Record<string, Reference>;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** The same of files in memory. */
export function referenceOfFiles(files: ReadonlyMap<string, Uint8Array>): Record<string, Reference> {
  const folder = mkdtempSync(path.join(tmpdir(), 'files-'));
  try {
    for (const [name, bytes] of files) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), bytes);
    }
    return referenceOf(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
