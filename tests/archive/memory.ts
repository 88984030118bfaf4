import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { archiveAt } from '../../src/archive/Archive';
import { fileWork } from '../../src/archive/fileWork';
import { fileOf } from '../../src/dicom/encode';
import { dicomObject } from '../../src/dicom/WorkSeries';
import type { FiledInstance, Filing } from '../../src/filing/Filing';
import { startOrthanc } from '../../viewer/orthanc';
import { findOrthanc } from '../../viewer/orthancPackages.mjs';
import { readDataset } from '../../src/dicom/dataset';
import { parametricMaps } from '../../src/dicom/parametricMap';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import type { SourceImage } from '../../src/dicom/sourceImage';
import { zipChunks } from '../../src/filing/zip';
import { madeSlices } from '../../src/results/slices';
import { dicomImage, marked } from '../support/dicomFile';
import { DENOISED } from '../support/provenance';

/**
 * `npx tsx tests/archive/memory.ts [slices …]`: files a series of 512 × 512 pixels in Orthanc, a process of its own, and one map of as many, as requests
 * that are made while they are sent, and prints how much memory this process held at most. `--blob` sends as a browser does (Node holds a Blob itself),
 * `--zip` writes a ZIP archive in place of sending.
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

/** One map, of slices that are made when they are asked for. */
function longMap(slices: number): Filing {
  const sources = Array.from({ length: slices }, (_, k): SourceImage => {
    const header = readDataset(dicomImage({ z: k, pixels: marked(0), instance: k + 1 }));
    if (!header) throw new Error('no image');
    return { header, format: { ...pixelFormat(header), rows: SIDE, columns: SIDE } };
  });
  const made = madeSlices(slices, (k) => Float32Array.from({ length: SIDE * SIDE }, (_, n) => ((n * 7919 + k) % 4096) / 7));
  const series = {
    ...{ work: `map of ${slices}`, provenance: DENOISED, made: new Date(), uid: `2.25.9${slices}`, number: 901, record: '' },
    description: 'drawn map',
  };
  const instances = parametricMaps({ series, kind: 'difference', sources, slices: made, sliceSpacing: 1 });
  const filed = { role: 'map', modality: 'MR', number: 901, description: 'drawn map', seriesUid: series.uid } as const;
  return {
    work: series.work,
    studyUid: '1.2.3',
    series: [{ ...filed, instances: instances.map((one) => ({ ...one, seriesUid: series.uid })) }],
  };
}

const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);

/** Runs something and says how much memory it took. */
async function measured(what: string, run: () => Promise<string>): Promise<void> {
  global.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const sample = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const started = performance.now();
  const said = await run();
  clearInterval(sample);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${what}: ${said}, ${seconds} s, resident memory ${megabytes(before)} MB before, ${megabytes(most)} MB at most`);
}

async function main(): Promise<void> {
  const files = findOrthanc();
  if (!files) throw new Error('Orthanc is not installed');
  const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
  const counts = process.argv.slice(2).map(Number).filter(Number.isFinite);
  const folder = await mkdtemp(join(tmpdir(), 'orthanc-memory-'));
  const orthanc = await startOrthanc({ files, folder });
  const archive = archiveAt(orthanc.root, { streams: !flags.includes('--blob') });
  const file = async (filing: Filing) => {
    const { complete, remarks } = await fileWork(filing, archive, { signal: new AbortController().signal });
    return `complete ${complete}${remarks.map(({ code }) => ` ${code}`).join('')}`;
  };
  const zip = async (filing: Filing) => {
    await pipeline(Readable.from(zipChunks(filing)), createWriteStream(join(folder, 'out.zip')));
    return 'written';
  };
  for (const slices of counts.length > 0 ? counts : [100, 1000]) {
    for (const [what, filing, bytes] of [
      ['slices', longSeries(slices), 2],
      ['slices as one map', longMap(slices), 4],
    ] as const) {
      const size = megabytes(bytes * slices * SIDE * SIDE);
      await measured(`${slices} ${what} (${size} MB)`, () => (flags.includes('--zip') ? zip(filing) : file(filing)));
    }
  }
  await orthanc.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

await main();
