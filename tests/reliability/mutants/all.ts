import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bases } from './bases';
import { mutantsOf, type Mutant } from './mutate';
import { type Reference, type Verdict, verdictOf } from './verdict';

export const COUNT = 500;
/** What pydicom reads of the files that mutants are made of, and of the mutants. */
export interface References {
  bases: Record<string, Reference>;
  mutants: Reference[];
}
export const STORED = path.join(import.meta.dirname, '../../fixtures/reliability/mutants.json');

export interface Drawn {
  bases: Map<string, Uint8Array>;
  mutants: Mutant[];
}
export function drawMutants(count = COUNT, seed?: number): Drawn {
  const all = bases();
  return { bases: all, mutants: mutantsOf(all, count, seed) };
}
export const storedReferences = (): References => JSON.parse(readFileSync(STORED, 'utf8')) as References;

/** Two letters that are wrong change no number: then, and where pydicom reads nothing, what the original holds is right too. */
export const keepsValues = ({ mutation }: Mutant, { sha }: Reference) => sha === null || mutation.includes('another VR');

export interface Judged extends Verdict {
  n: number;
  mutant: Mutant;
}
export async function judgeMutants({ mutants }: Drawn, references: References): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const [n, mutant] of mutants.entries()) {
    const own = references.mutants[n] ?? { sha: null };
    const before = keepsValues(mutant, own) ? references.bases[mutant.base] : undefined;
    judged.push({ n, mutant, ...(await verdictOf(mutant.bytes, own, before)) });
  }
  return judged;
}
