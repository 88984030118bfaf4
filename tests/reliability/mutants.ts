import { writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { drawMutants, judgeMutants, STORED } from './mutants/all';
import { MUTATIONS } from './mutants/mutate';
import { LIMIT, programOn } from './mutants/program';
import { referenceOfFiles } from './mutants/python';
import type { Part } from './parts';

const SAMPLE = 20;

/** `DICOM_DAMAGED 300, …`, the most frequent first. */
export function counted(list: readonly string[]): string {
  const counts = new Map<string, number>();
  list.forEach((one) => counts.set(one, (counts.get(one) ?? 0) + 1));
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([one, count]) => `${one} ${count}`)
    .join(', ');
}

export const mutants: Part = {
  id: 'mutants',
  write: async () => {
    const drawn = drawMutants();
    const read = referenceOfFiles(new Map(drawn.mutants.map(({ bytes }, n) => [`${n}.dcm`, bytes])));
    const references = { bases: referenceOfFiles(drawn.bases), mutants: drawn.mutants.map((_, n) => read[`${n}.dcm`] ?? { sha: null }) };
    mkdirSync(path.dirname(STORED), { recursive: true });
    writeFileSync(STORED, JSON.stringify(references));
    const judged = await judgeMutants(drawn, references);
    const of = (kind: string) => judged.filter((one) => one.kind === kind);
    const rows = Object.keys(MUTATIONS).map((mutation) => {
      const own = judged.filter(({ mutant }) => mutant.mutation.split(', ')[0] === mutation);
      const count = (...kinds: string[]) => own.filter(({ kind }) => kinds.includes(kind)).length;
      return `| ${mutation} | ${own.length} | ${count('right', 'as before')} | ${count('refused')} | ${count('WRONG', 'INTERNAL')} |`;
    });
    const step = Math.floor(judged.length / SAMPLE);
    const ended = judged.filter(({ n }) => n % step === 0).map(({ mutant }) => programOn(mutant.bytes));
    const failed = ended.filter(({ status, said }) => (status !== 0 && status !== 2) || said === 'INTERNAL');
    const slowest = Math.max(...ended.map(({ seconds }) => seconds));
    return `## Mutants

${judged.length} seeded mutants of ${drawn.bases.size} files (slices of a scanner, images that other programs packed, drawn ones), the file's own header kept so that they
reach the pixels; every fifth has two faults. Each is read alone by what the command line reads with, in its process, and its stored values, rescale and place compared
with what pydicom reads of the same bytes. Where pydicom reads nothing of it, or only the two letters of a VR are wrong, the values of the original are right too.

**${of('right').length + of('as before').length} right** (${of('as before').length} of them as the original), **${of('refused').length} refused** in a sentence,
**${of('WRONG').length} wrong, ${of('INTERNAL').length} without a sentence**; the slowest took ${(Math.max(...judged.map(({ ms }) => ms)) / 1000).toFixed(1)} s.
Refused by: ${counted(of('refused').map(({ said }) => `\`${said}\``))}.

| the first fault | mutants | right | refused | wrong or without a sentence |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Through the program as a process of its own (\`denoise -m tiny-random\`), every ${step}th: ${ended.length} mutants, ${ended.filter(({ status }) => status === 0).length} denoised,
${ended.filter(({ status }) => status === 2).length} refused, ${failed.length} in another way; the slowest ${slowest.toFixed(1)} s of ${LIMIT} s. They go through the viewer's own parsers
in the section on files of this computer in the viewer.`;
  },
};
