import { chromium } from '@playwright/test';
import { CHROME, FLAGS } from '../browser/chrome';
import { startViewer } from '../browser/server';
import { isRounded } from './generated';
import { drawMutants, keepsValues, storedReferences } from './mutants/all';
import { counted } from './mutants';
import type { Part } from './parts';
import { publicPackages } from './publicFiles';
import { type Case, CASES, FAULTS, FAULTY } from './series/axes';
import { drawSeries } from './series/files';
import { type Clicked, clickedOn, stillWorks } from './viewer/click';
import { LIMIT, LocalViewer } from './viewer/LocalViewer';
import { type Verdict, verdictOfFile, verdictOfSeries } from './viewer/verdict';

const CLICKED = 20;

interface Row {
  name: string;
  verdicts: Verdict[];
}

async function mutantRow(viewer: LocalViewer): Promise<Row> {
  const references = storedReferences();
  const verdicts: Verdict[] = [];
  for (const [n, mutant] of drawMutants().mutants.entries()) {
    const own = references.mutants[n] ?? { sha: null };
    const before = keepsValues(mutant, own) ? references.bases[mutant.base] : undefined;
    verdicts.push(verdictOfFile(await viewer.open([mutant.bytes]), own, before));
  }
  return { name: 'mutants', verdicts };
}

async function packageRows(viewer: LocalViewer): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, files } of publicPackages()) {
    const verdicts: Verdict[] = [];
    for (const { bytes, reference } of files) verdicts.push(verdictOfFile(await viewer.open([bytes()]), reference));
    rows.push({ name, verdicts });
  }
  return rows;
}

async function seriesRow(viewer: LocalViewer, name: string, cases: readonly Case[]): Promise<Row> {
  const verdicts: Verdict[] = [];
  for (const row of cases) {
    const drawn = drawSeries(row);
    verdicts.push(verdictOfSeries(await viewer.open(drawn.files.map(({ bytes }) => bytes)), drawn, isRounded(row)));
  }
  return { name, verdicts };
}

/** Two levels that OHIF's parser refuses, and with them two thirds of the series, in levels that it takes. */
export const asListed = (row: Case): Case => ({ ...row, head: 'whole', text: row.text === 'Japanese with escapes' ? 'UTF-8' : row.text });

/** Each with the verdict and whether it is the one that is asked for. */
async function faultyRow(viewer: LocalViewer): Promise<Row & { expected: number }> {
  const verdicts: Verdict[] = [];
  for (const { fault, row: drawnFor } of FAULTY) {
    const row = asListed(drawnFor);
    const drawn = drawSeries(row, fault);
    verdicts.push(verdictOfSeries(await viewer.open(drawn.files.map(({ bytes }) => bytes)), drawn, isRounded(row)));
  }
  const expected = verdicts.filter(({ said }, n) => FAULTS[FAULTY[n]?.fault ?? 'no position'].some((code) => code === said)).length;
  return { name: '… with a fault', verdicts, expected };
}

async function clicks(viewer: LocalViewer): Promise<Clicked[]> {
  const { mutants } = drawMutants();
  const step = Math.floor(mutants.length / CLICKED);
  const all: Clicked[] = [];
  for (const [n, { bytes }] of mutants.entries()) if (n % step === 0) all.push(await clickedOn(viewer, bytes));
  return all;
}

function tableRow({ name, verdicts }: Row): string {
  const count = (...kinds: Verdict['kind'][]) => verdicts.filter(({ kind }) => kinds.includes(kind)).length;
  const slowest = Math.max(0, ...verdicts.filter(({ kind }) => kind !== 'no answer').map(({ ms }) => ms)) / 1000;
  const cells = [
    count('right', 'as before'),
    count('refused'),
    count('said'),
    count('not listed'),
    count('no answer'),
    count('WRONG'),
    count('INTERNAL'),
  ];
  return `| ${name} | ${verdicts.length} | ${cells.join(' | ')} | ${slowest.toFixed(1)} s |`;
}

export const inTheViewer: Part = {
  id: 'in the viewer',
  write: async () => {
    if (!CHROME) throw new Error('No Chromium found; CHROME_PATH names one.');
    const server = await startViewer();
    const browser = await chromium.launch({ executablePath: CHROME, args: FLAGS });
    try {
      const viewer = new LocalViewer(browser, server.viewer);
      const faulty = await faultyRow(viewer);
      const rows = [
        await mutantRow(viewer),
        ...(await packageRows(viewer)),
        await seriesRow(viewer, 'generated series', CASES),
        await seriesRow(viewer, '… as the viewer lists them', CASES.map(asListed)),
        faulty,
      ];
      const works = (await stillWorks(await viewer.page())).kind === 'denoised';
      const { pages } = viewer;
      const pressed = await clicks(viewer);
      await viewer.close();
      const verdicts = rows.flatMap((row) => row.verdicts);
      const of = (kind: Verdict['kind']) => verdicts.filter((one) => one.kind === kind);
      const met = (kind: Clicked['kind']) => pressed.filter((one) => one.kind === kind).length;
      return `## The same files in the viewer

The same files as above by the other road: as files of this computer in the published viewer, in Chromium. Each goes through OHIF's own parts (its list of
files, its parser of headers, its store and its display sets) in one page that stays open, and is then read as a click on Denoise reads it: what the rules say
of the series, then its slices. Values and places are compared with what pydicom reads of the file, or with what was drawn. The extension has each file from
the viewer and reads it by the code of the command line; where the viewer's header says something else, the series is refused.

**${of('WRONG').length} wrong, ${of('INTERNAL').length} without a sentence** of ${verdicts.length}. "Said": gaps and tilts, with which Denoise goes on slice by
slice, said on the panel and marked in the result. "Not listed": OHIF's parser fails on the file, so that its list has no series and nothing can be pressed
(it names the reason on the console only); "no answer": its parser does not come back within ${LIMIT} s, before any of our code has seen the file.

| files | all | right | refused | said | not listed | no answer | wrong | without a sentence | slowest |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map(tableRow).join('\n')}

Refused by: ${counted(of('refused').map(({ said }) => `\`${said}\``))}. Of the ${faulty.verdicts.length} series with a fault, ${faulty.expected} are refused, or worked on slice by slice, with the code for it.
"As the viewer lists them": with a whole file header each, and without Japanese by escapes, which its parser both refuses.
Not listed because of: ${counted(
        of('not listed').map(
          ({ said }) =>
            said
              .replace(/(start=|lengths are )\d+/g, '$1…')
              .replaceAll('|', ' ')
              .slice(0, 80) || 'no word',
        ),
      )}.

After all of them ${works ? 'Denoise still worked on the series that had been open all the while' : '**Denoise no longer worked in the page**'} (${pages} page${pages === 1 ? '' : 's'}; one is lost with each "no answer").
Every ${Math.floor(500 / CLICKED)}th mutant was dropped on the viewer for itself, its study chosen, the mode entered and Denoise pressed: of ${pressed.length}, ${met('denoised')} denoised, ${met('refused')} refused in a
sentence on the panel, ${met('not listed')} not listed, ${met('in another way')} in another way.`;
    } finally {
      await browser.close();
      await server.stop();
    }
  },
};
