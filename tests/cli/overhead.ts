import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { drawnVolume } from '../support/pictures';
import { grid, niftiFile } from '../support/niftiFile';

/**
 * What a whole process costs beside the network: npx tsx tests/cli/overhead.ts [slices 100] [side 256] [evaluations 1,4] [runs 3]
 *
 * Draws a volume, runs the command line on it as a process of its own and compares its wall-clock time with the time inside session.run
 * that the report names. The run with the shortest whole time counts: other work on the machine only ever adds.
 */
const [slices = 100, side = 256] = process.argv.slice(2, 4).map(Number);
const evaluations = (process.argv[4] ?? '1,4').split(',').map(Number);
const runs = Number(process.argv[5] ?? 3);

const folder = mkdtempSync(join(tmpdir(), 'ohif-diffusion-overhead-'));
const input = join(folder, 'volume.nii.gz');
const volume = drawnVolume({ rows: side, columns: side, slices: Math.min(slices, 10), noise: 0.06 });
// Ten drawn slices, repeated: what is in them does not change what they cost.
const values = Array.from({ length: slices }, (_, k) => volume.slices[k % volume.slices.length]!).flatMap((slice) =>
  [...slice].map(Math.round),
);
writeFileSync(input, gzipSync(niftiFile({ size: [side, side, slices], datatype: 4, values, sform: grid([1, 1, 2]) })));

interface Phases {
  network: number;
  [phase: string]: number;
}

function once(steps: number, run: number): { whole: number; phases: Phases } {
  const output = join(folder, `${steps}-${run}`);
  const started = performance.now();
  const args = ['bin/ohif-diffusion.mjs', 'denoise', '-q', '-i', input, '-o', output, '-m', 'mr-brain-restore', '--steps', String(steps)];
  const ended = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const whole = (performance.now() - started) / 1000;
  if (ended.status !== 0) throw new Error(ended.stderr);
  return { whole, phases: (JSON.parse(readFileSync(join(output, 'report.json'), 'utf8')) as { seconds: Phases }).seconds };
}

try {
  console.log(`${slices} slices of ${side} × ${side}, best of ${runs}`);
  spawnSync(process.execPath, ['bin/ohif-diffusion.mjs', '--version']);
  for (const steps of evaluations) {
    const { whole, phases } = Array.from({ length: runs }, (_, run) => once(steps, run)).reduce((a, b) => (b.whole < a.whole ? b : a));
    const share = (100 * (whole - phases.network)) / phases.network;
    const parts = Object.entries(phases).map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`);
    console.log(
      `${steps} evaluation${steps === 1 ? '' : 's'}: whole ${whole.toFixed(2)} s, beyond session.run ${share.toFixed(1)} % (${parts.join(', ')})`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
