import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDicom } from '../../src/dicom/partTen';
import { counted } from './mutants';
import { referenceOf } from './mutants/python';
import { verdictOf, type Verdict } from './mutants/verdict';
import type { Part } from './parts';

/** A folder for each package, unpacked; what this page says was made with. */
const FOLDER = process.env.PUBLIC_FILES ?? '';

interface Tried extends Verdict {
  file: string;
  pydicom: boolean;
}

/** The DICOM files of each package, and what pydicom reads of them. @throws Error where no folder is named */
export function publicPackages() {
  if (!FOLDER) throw new Error('PUBLIC_FILES names a folder that holds one folder of DICOM files for each package.');
  mkdirSync(FOLDER, { recursive: true });
  return readdirSync(FOLDER)
    .sort()
    .map((name) => {
      const folder = path.join(FOLDER, name);
      const references = referenceOf(folder);
      const files = (readdirSync(folder, { recursive: true }) as string[])
        .filter((file) => references[file] && (/\.dcm$/i.test(file) || isDicom(readFileSync(path.join(folder, file)).subarray(0, 140))))
        .sort()
        .map((file) => ({ file, reference: references[file] ?? { sha: null }, bytes: () => readFileSync(path.join(folder, file)) }));
      return { name, files };
    });
}

async function tried(files: ReturnType<typeof publicPackages>[number]['files']): Promise<Tried[]> {
  const all: Tried[] = [];
  for (const { file, reference, bytes } of files)
    all.push({ ...(await verdictOf(bytes(), reference)), file, pydicom: reference.sha !== null });
  return all;
}

const wordOf = ({ kind, said, pydicom }: Tried) =>
  kind === 'right'
    ? 'exact'
    : kind === 'WRONG' && !pydicom
      ? 'read; pydicom reads no pixels of it'
      : kind === 'refused'
        ? `refused: \`${said}\``
        : `${kind}: ${said}`;

export const publicFiles: Part = {
  id: 'public files',
  write: async () => {
    const packages = [];
    for (const { name, files } of publicPackages()) packages.push({ name, files: await tried(files) });
    const sections = packages.map(({ name, files }) => {
      const of = (kind: string) => files.filter((one) => one.kind === kind);
      const wrong = files.filter((one) => one.kind === 'WRONG' && one.pydicom).length;
      const unread = of('WRONG').length - wrong;
      const slowest = Math.max(0, ...files.map(({ ms }) => ms)) / 1000;
      return `| ${name} | ${files.length} | ${of('right').length} | ${of('refused').length} | ${unread} | ${wrong} | ${of('INTERNAL').length} | ${slowest.toFixed(1)} s |`;
    });
    const rows = packages.flatMap(({ name, files }) => files.map((one) => `| ${name} | ${path.basename(one.file)} | ${wordOf(one)} |`));
    const all = packages.flatMap(({ files }) => files);
    return `## Files that nobody here made

Each file of the packages named below, read alone by what the command line reads with, and compared with what pydicom reads: stored values, rescale and place. Made with
\`PUBLIC_FILES=FOLDER npm run reliability -- --only "public files"\`, where FOLDER holds each package unpacked; the files are not kept here.

${all.length} files: ${counted(all.map((one) => wordOf(one).split(':')[0] ?? ''))}.
Refused by: ${counted(all.filter(({ kind }) => kind === 'refused').map(({ said }) => `\`${said}\``))}.

| package | files | exact | refused | read, not by pydicom | wrong | without a sentence | slowest |
| --- | --- | --- | --- | --- | --- | --- | --- |
${sections.join('\n')}

| package | file | |
| --- | --- | --- |
${rows.join('\n')}`;
  },
};
