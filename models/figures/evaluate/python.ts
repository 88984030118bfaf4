import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../', import.meta.url));

/** Runs a script of models/figures with `python3` (PYTHON names another one), one thread per process. */
export async function python(script: string, args: readonly string[]): Promise<void> {
  const command = process.env.PYTHON ?? 'python3';
  const child = spawn(command, [script, ...args], {
    cwd: FOLDER,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const status = await new Promise<number | null>((resolve) => child.once('error', () => resolve(null)).once('exit', resolve));
  if (status !== 0) throw new Error(`${command} models/figures/${script} failed; it needs models/figures/requirements.txt.`);
}
