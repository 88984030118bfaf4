import { covered } from './pairwise';
import { referenceOfFiles } from './mutants/python';
import { verdictOf as verdictOfFile } from './mutants/verdict';
import { AXES, CASES, FAULTS, FAULTY, type Fault } from './series/axes';
import { verdictOf } from './series/check';
import { drawSeries } from './series/files';
import type { Part } from './parts';

export const isRounded = ({ oblique }: { oblique: string }) => oblique === 'three decimals';

/** Whether pydicom reads of each file of a case what we read: what the drawing says is not the only witness. */
async function againstPydicom(): Promise<{ files: number; alike: number; unread: number }> {
  const files = new Map<string, Uint8Array>();
  CASES.forEach((row, n) =>
    drawSeries(row).files.forEach(({ bytes }, f) => {
      if (row.beside === 'nothing' && row.head === 'whole') files.set(`${n}/${f}.dcm`, bytes);
    }),
  );
  const references = referenceOfFiles(files);
  let [alike, unread] = [0, 0];
  for (const [name, bytes] of files) {
    const reference = references[name] ?? { sha: null };
    if (reference.sha === null) unread++;
    else if ((await verdictOfFile(bytes, reference)).kind === 'right') alike++;
  }
  return { files: files.size, alike, unread };
}

export const generated: Part = {
  id: 'generated',
  write: async () => {
    const verdicts: string[] = [];
    for (const row of CASES) verdicts.push(await verdictOf(drawSeries(row), isRounded(row)));
    const refused: { fault: Fault; verdict: string }[] = [];
    for (const { fault, row } of FAULTY) refused.push({ fault, verdict: await verdictOf(drawSeries(row, fault), isRounded(row)) });
    const right = verdicts.filter((one) => one === 'right').length;
    const expected = refused.filter(({ fault, verdict }) => FAULTS[fault].some((code) => verdict === `refused: ${code}`)).length;
    const { files, alike, unread } = await againstPydicom();
    const axes = Object.entries(AXES).map(([axis, levels]) => `| ${axis} | ${levels.join(', ').replaceAll('\\', ' × ')} |`);
    const faults = Object.entries(FAULTS).map(([fault, codes]) => {
      const own = refused.filter((one) => one.fault === fault);
      const good = own.filter(({ verdict }) => codes.some((code) => verdict === `refused: ${code}`)).length;
      return `| ${fault} | ${codes.map((code) => `\`${code}\``).join(' or ')} | ${good} of ${own.length} |`;
    });
    return `## Generated series

A drawn head with five landmarks is written as ${CASES.length} series over ${Object.keys(AXES).length} axes, so that each two levels that can meet do (${covered(CASES)} pairs), by a writer of
our own that shares nothing with the product. Each is read from a folder as the command line reads it: every voxel must lie where the head has that point
(0.0001 mm; 0.02 mm where directions have three decimals), and its stored value and its value must be exact.

**${right} of ${CASES.length} right, ${verdicts.length - right} not.** Of ${FAULTY.length} more with a fault that must be refused, ${expected} are, with the code for it. pydicom agrees in stored
values, rescale and place on ${alike} of the ${files} files whose series has nothing beside it and all of its head${unread > 0 ? `; ${unread} it does not read` : ''}.

| axis | levels |
| --- | --- |
${axes.join('\n')}

| fault | refused by | refused so |
| --- | --- | --- |
${faults.join('\n')}`;
  },
};
