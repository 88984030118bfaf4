import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../bin/ohif-diffusion.mjs', import.meta.url));
/** s: neither a run nor a refusal of one small image takes longer. */
export const LIMIT = 10;

export interface Ended {
  status: number | null;
  said: string;
  seconds: number;
}

/** A file through the command line as a process of its own: Denoise with a small model. */
export function programOn(bytes: Uint8Array): Ended {
  const folder = mkdtempSync(path.join(tmpdir(), 'mutant-'));
  try {
    const input = path.join(folder, 'image.dcm');
    writeFileSync(input, bytes);
    const began = performance.now();
    const args = [PROGRAM, 'denoise', '-i', input, '-o', path.join(folder, 'out'), '-m', 'tiny-random', '-q', '--confirm'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 2000 * LIMIT });
    const said = stderr.trim().split('\n').at(-1) ?? '';
    return { status, said: /^([A-Z_]+): /.exec(said)?.[1] ?? (status === 0 ? '' : said), seconds: (performance.now() - began) / 1000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
