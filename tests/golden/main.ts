import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFolder } from './format';
import { OUT_OF_SCOPE } from './outOfScope';
import { replayCase, TOLERANCE, type Outcome } from './replay';

/**
 * `npm run test:golden`: replays every case of GOLDEN_DIR (default: ../shared/golden beside the repository; else the committed subset) and
 * prints files × passed, out of scope, failed. Exits with 1 when anything failed or nothing ran.
 */
const here = path.dirname(fileURLToPath(import.meta.url));
const shared = path.join(here, '..', '..', '..', 'shared', 'golden');
const folder = process.env.GOLDEN_DIR ?? (existsSync(shared) ? shared : here);

const files = readFolder(folder).map(({ name, cases }) => ({ name, outcomes: cases.map(replayCase) }));
const all = files.flatMap(({ outcomes }) => outcomes);
const of = (outcomes: readonly Outcome[], kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
const worst = (outcomes: readonly Outcome[], pick: 'float64' | 'float32') =>
  outcomes.reduce((most, outcome) => {
    if (outcome.kind !== 'passed') return most;
    const { schedule, states, evaluations, float32 } = outcome.errors;
    return Math.max(most, pick === 'float32' ? float32 : Math.max(schedule, states, evaluations));
  }, 0);

const columns = (name: string, cells: readonly (string | number)[]) =>
  name.padEnd(34) + cells.map((cell) => String(cell).padStart(13)).join('');
const line = (name: string, outcomes: readonly Outcome[]) =>
  columns(name, [
    of(outcomes, 'passed'),
    of(outcomes, 'out of scope'),
    of(outcomes, 'failed'),
    worst(outcomes, 'float64').toExponential(1),
    worst(outcomes, 'float32').toExponential(1),
  ]);

console.log(`${folder}: relative error at most ${TOLERANCE.float64} in float64, ${TOLERANCE.float32} in float32\n`);
console.log(columns('file', ['passed', 'out of scope', 'failed', 'float64', 'float32']));
for (const { name, outcomes } of files) console.log(line(name, outcomes));
console.log(line('all', all));
for (const { ids, reason } of OUT_OF_SCOPE) {
  const named = all.filter((outcome) => outcome.kind === 'out of scope' && outcome.reason === reason);
  if (named.length > 0) console.log(`\nout of scope: ${ids}\n  ${reason}\n  ${named.map(({ id }) => id).join(' ')}`);
}
for (const outcome of all) if (outcome.kind === 'failed') console.log(`\nFAILED ${outcome.id}: ${outcome.why}`);
process.exit(of(all, 'failed') > 0 || of(all, 'passed') === 0 ? 1 : 0);
