import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { main } from '../../src/cli/main';
import { readNifti, type NiftiImage } from '../../src/nifti/readNifti';
import { drawnVolume } from '../support/pictures';
import { grid, niftiFile, type NiftiFile } from '../support/niftiFile';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line in this process. */
export async function run(args: readonly string[], { isTTY = false, signal = new AbortController().signal } = {}): Promise<Ended> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = (lines: string[]) => ({ write: (text: string) => void lines.push(text), isTTY, columns: 100 });
  const code = await main(args, { stdout: terminal(out), stderr: terminal(err), signal, started: performance.now() });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** A folder for one test file, and helpers that work in it. */
export function workFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'ohif-diffusion-test-'));
  const path = (name: string) => join(folder, name);
  return {
    path,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    /** All there is below the folder, sorted. */
    entries: () => (existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).sort() : []),
    write: (name: string, bytes: Uint8Array) => {
      writeFileSync(path(name), bytes);
      return path(name);
    },
    report: (name: string) => JSON.parse(readFileSync(path(`${name}/report.json`), 'utf8')) as Report,
    result: (name: string, file = 'result.nii.gz'): NiftiImage => readNifti(gunzipSync(readFileSync(path(`${name}/${file}`)))),
  };
}

/** What the tests read in report.json. */
export interface Report {
  model: { id: string; sha256: string; chosen: string };
  sampler: string;
  evaluations: number;
  samples: number;
  seed: number;
  strength: number;
  steps: number;
  independentSlices: boolean;
  noise: { sigma: number; unit: number; level: number };
  input: { format: string; modality: string; size: number[]; spacing: number[] };
  output: { kind: string; path: string; files: number }[];
  seconds: Record<string, number>;
  backend: { used: string };
  slices?: { slice: number; sigma: number; unit: number }[];
  untouched?: number[];
  warnings: string[];
}

/** The drawn head as a NIfTI file of float32, 60 × 70 pixels, 4 mm slices. */
export function drawnNifti(change: Partial<NiftiFile> = {}, slices = 2): Uint8Array {
  const volume = drawnVolume({ slices });
  const values = volume.slices.flatMap((slice) => [...slice]);
  return niftiFile({ size: [volume.columns, volume.rows, slices], values, sform: grid([1, 1, 4], [-35, -30, 8]), ...change });
}
