/** `npx tsx tests/dicom/compareFiles.ts OUT`: the files that tests/fixtures/decoders/reference.py has read, compared value by value. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DECODERS } from '../../src/cli/decoders';
import { DiffusionError } from '../../src/core/errors';
import { readDataset } from '../../src/dicom/dataset';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { storedPixels } from '../../src/dicom/pixels';

interface Reference {
  path: string;
  /** Files of the stored values (int64), by frame from 0. */
  values: Record<string, string>;
}

const bytesOf = (file: string) => new Uint8Array(readFileSync(file)).buffer;

async function verdict({ path: file, values }: Reference, folder: string): Promise<string> {
  try {
    const dataset = readDataset(bytesOf(file));
    if (!dataset) return 'refused: no DICOM';
    for (const [frame, name] of Object.entries(values)) {
      const stored = await storedPixels(dataset, pixelFormat(dataset), DECODERS, Number(frame));
      const wanted = new BigInt64Array(bytesOf(path.join(folder, name)));
      const wrong = wanted.reduce((sum, value, n) => sum + (Number(value) === stored[n] ? 0 : 1), 0);
      if (wrong > 0 || stored.length !== wanted.length) return `WRONG: ${wrong} of ${wanted.length} in frame ${frame}`;
    }
    return 'exact';
  } catch (thrown) {
    return `refused: ${DiffusionError.from(thrown).message}`;
  }
}

async function main([folder = '']: string[]): Promise<void> {
  const references = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8')) as Reference[];
  const counts = new Map<string, number>();
  for (const reference of references.filter(({ values }) => Object.keys(values).length > 0)) {
    const found = await verdict(reference, folder);
    const kind = found.split(':')[0] ?? '';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (found !== 'exact') process.stdout.write(`${path.basename(reference.path)}: ${found}\n`);
  }
  process.stdout.write(`${[...counts].map(([kind, count]) => `${kind} ${count}`).join(', ')}\n`);
}

await main(process.argv.slice(2));
