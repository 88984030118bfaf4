import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveAt } from '../../src/archive/Archive';
import { fileWork } from '../../src/archive/fileWork';
import { fileOf } from '../../src/dicom/encode';
import { dicomObject } from '../../src/dicom/WorkSeries';
import type { FiledInstance, Filing } from '../../src/filing/Filing';
import { startOrthanc } from '../../viewer/orthanc';
import { findOrthanc } from '../../viewer/orthancPackages.mjs';
import { dicomImage } from '../support/dicomFile';

/**
 * `npx tsx tests/archive/memory.ts [slices]`: files a series of 512 × 512 pixels in Orthanc, a process of its own, and prints how much more memory
 * this one held at most than before.
 */
const SIDE = 512;
const pixelsOf = (k: number) => {
  const values = new Uint16Array(SIDE * SIDE);
  for (let n = 0, state = k + 1; n < values.length; n++) values[n] = (state = (state * 1664525 + 1013904223) >>> 0) >>> 20;
  return Buffer.from(values.buffer);
};

function longSeries(slices: number): Filing {
  const seriesUid = `2.25.${slices}`;
  const instances = Array.from({ length: slices }, (_, k): FiledInstance => {
    const sopInstanceUid = `${seriesUid}.${k + 1}`;
    const file = () =>
      new Uint8Array(
        dicomImage({
          z: k,
          pixels: [],
          bytes: pixelsOf(k),
          rows: SIDE,
          columns: SIDE,
          series: seriesUid,
          more: [['00080018', 'UI', sopInstanceUid]],
        }),
      );
    const encode = function* () {
      return fileOf(file());
    };
    const object = { sopClassUid: '1.2.840.10008.5.1.4.1.1.4', sopInstanceUid, bytes: 2 * SIDE * SIDE + 1000, encode };
    return { ...dicomObject(object), seriesUid };
  });
  const series = { role: 'picture', modality: 'MR', number: 900, description: 'drawn', seriesUid, instances } as const;
  return { work: 'long', studyUid: '1.2.3', series: [series] };
}

const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);

async function main(): Promise<void> {
  const files = findOrthanc();
  if (!files) throw new Error('Orthanc is not installed');
  const counts = process.argv.slice(2).map(Number);
  const folder = await mkdtemp(join(tmpdir(), 'orthanc-memory-'));
  const orthanc = await startOrthanc({ files, folder });
  for (const slices of counts.length > 0 ? counts : [100, 1000]) {
    const filing = longSeries(slices);
    const before = process.memoryUsage().rss;
    let most = before;
    const sample = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const started = performance.now();
    const outcome = await fileWork(filing, archiveAt(orthanc.root), { signal: new AbortController().signal });
    clearInterval(sample);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const sent = megabytes(slices * 2 * SIDE * SIDE);
    console.log(
      `${slices} slices (${sent} MB): complete ${outcome.complete}, ${seconds} s, resident memory ${megabytes(before)} MB before, ${megabytes(most)} MB at most`,
    );
  }
  await orthanc.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

await main();
