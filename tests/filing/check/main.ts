import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startArchive } from './archive';
import { checkedFilings } from './filings';
import { type CheckedObject, writeObjects } from './objects';
import { reportsComeBack } from './reports';
import { checkedSources } from './sources';
import { judged, tableOf, writeTable } from './table';
import { validate } from './tools';

/**
 * `npm run check:dicom`: files drawn and real series in every task, stores the objects in an Orthanc of its own, and lets dciodvfy, dcmdump,
 * pydicom and highdicom judge each of them. `-- --write` puts the table into docs/dicom.md, `-- --data FOLDER` names the real series,
 * `-- --keep FOLDER` keeps the files, `-- --only TEXT` takes the sources whose name holds it.
 */
const { values: options } = parseArgs({
  options: { data: { type: 'string' }, keep: { type: 'string' }, only: { type: 'string' }, write: { type: 'boolean' } },
});
const folder = options.keep ?? mkdtempSync(join(tmpdir(), 'check-dicom-'));
const archive = await startArchive(join(folder, 'archive'));
try {
  const found = await checkedSources(options.data ?? '../shared/data/dicom', join(folder, 'drawn'));
  const sources = found.filter(({ name }) => name.includes(options.only ?? ''));
  const objects: CheckedObject[] = [];
  const paths = new Map<string, string[]>();
  for (const [n, source] of sources.entries()) {
    const written = source.files.map((file, k) => {
      const path = join(folder, `source-${n}-${k}.dcm`);
      writeFileSync(path, new Uint8Array(file));
      return path;
    });
    paths.set(source.name, written);
    for (const filing of checkedFilings(source)) {
      objects.push(...(await writeObjects(source, filing, archive, join(folder, `${n}-${filing.task}`))));
      await reportsComeBack(filing, archive);
    }
    console.log(`${source.name}: ${objects.filter((one) => one.source === source.name).length} files`);
  }
  const { verdicts, own, versions } = validate(objects, paths, folder);
  const rows = judged(objects, verdicts, own);
  const table = tableOf(rows, own, { ...versions, Orthanc: archive.version });
  console.log(table);
  const faults = rows.flatMap(({ object, faults: all }) =>
    all.map((fault) => `${object.source} · ${object.task} · ${object.what} · ${fault}`),
  );
  [...new Set(faults)].forEach((fault) => console.log(fault));
  console.log(`${objects.length} files, ${faults.length} faults`);
  if (options.write) writeTable(table);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  archive.stop();
  if (!options.keep) rmSync(folder, { recursive: true, force: true });
}
