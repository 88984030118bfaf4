import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FiledSeries } from '../../../src/filing/Filing';
import { paintFinding } from '../../../src/results/findings';
import type { TestArchive } from './archive';
import type { CheckedFiling } from './filings';
import type { CheckedSource } from './sources';

/** One file, for the validators. */
export interface CheckedObject {
  source: string;
  task: string;
  role: FiledSeries['role'];
  /** `denoised`, `findings`: what it is. */
  what: string;
  file: string;
  /** As it came back from the archive. */
  back: string;
  /** Whether the archive gave back the same bytes. */
  sameBytes: boolean;
  /** Values that went in, where there are any: frame after frame, row-major; floats, or numbers of segments as 16-bit integers. */
  expected: string | undefined;
  /** Names of the source's slices, along the normal: `uid#frame`. */
  slices: readonly string[];
  /** How many findings the report tells of. */
  findings: number;
}

/** Numbers of segments by slice, along the normal. */
function labels({ review, region, layers }: CheckedFiling, { kind, beside }: FiledSeries, { slices, grid }: CheckedSource): Uint16Array[] {
  const maps = slices.map(({ length }) => new Uint16Array(length));
  if (beside === 'findings') review?.found?.findings.forEach(({ finding }, n) => paintFinding(finding, grid.columns, maps, n + 1));
  const masks = beside === 'region' ? region : kind && layers.find((layer) => layer.kind === kind)?.slices;
  if (beside !== 'findings') masks?.forEach((mask, k) => mask?.forEach((value, n) => value > 0 && (maps[k]![n] = 1)));
  return maps;
}

/** The values that the instances of a series hold: one list of slices for each instance. */
export function expectedOf(
  filing: CheckedFiling,
  series: FiledSeries,
  source: CheckedSource,
): (readonly (Float32Array | Uint16Array)[] | undefined)[] {
  const { role, kind, sample, instances } = series;
  if (role === 'segmentation') return [labels(filing, series, source)];
  const layer = filing.layers.find((one) => one.kind === kind && one.sample === sample);
  if (!layer || (role !== 'picture' && role !== 'map')) return instances.map(() => undefined);
  if (instances.length === 1) {
    // The frames of one file lie as in its source.
    const listed = source.sources.map(({ frame }, k) => [frame ?? k, k] as const);
    if (role === 'picture') listed.sort(([a], [b]) => a - b);
    return [listed.map(([, k]) => layer.slices[k]!)];
  }
  return layer.slices.map((slice) => [slice]);
}

const bytesOf = (slices: readonly (Float32Array | Uint16Array)[]) =>
  Buffer.concat(slices.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)));

/** Writes all objects of a filing, stores them in the archive as one work, and reads them back. */
export async function writeObjects(
  source: CheckedSource,
  filing: CheckedFiling,
  archive: TestArchive,
  folder: string,
): Promise<CheckedObject[]> {
  mkdirSync(folder, { recursive: true });
  const { studyUid, series: all } = filing.filing;
  const slices = source.sources.map(({ header, frame }) => `${String(header.values('SOPInstanceUID')[0])}#${frame ?? ''}`);
  const files = all.flatMap((series) => series.instances.map((instance) => instance.make()));
  const stored = new Set(await archive.store(files));
  const objects: CheckedObject[] = [];
  let index = 0;
  for (const series of all) {
    const { role, kind, beside } = series;
    const expected = expectedOf(filing, series, source);
    for (const [k, { sopInstanceUid }] of series.instances.entries()) {
      const [name, bytes] = [join(folder, String(index).padStart(3, '0')), files[index]!];
      index += 1;
      if (!stored.has(sopInstanceUid)) throw new Error(`not stored: ${source.name}, ${filing.task}, ${role}`);
      const back = await archive.retrieve(studyUid, series.seriesUid, sopInstanceUid);
      const values = expected[k];
      writeFileSync(`${name}.dcm`, bytes);
      writeFileSync(`${name}.back.dcm`, back);
      if (values) writeFileSync(`${name}.raw`, bytesOf(values));
      objects.push({
        ...{ source: source.name, task: filing.task, role, what: kind ?? beside ?? '', slices },
        ...{ file: `${name}.dcm`, back: `${name}.back.dcm`, expected: values && `${name}.raw` },
        sameBytes: Buffer.from(bytes).equals(Buffer.from(back)),
        findings: role === 'report' ? (filing.review?.found?.findings.length ?? 0) : 0,
      });
    }
  }
  return objects;
}
