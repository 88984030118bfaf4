import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FiledSeries } from '../../src/filing/Filing';
import { type CheckedFiling, checkedFilings } from '../filing/check/filings';
import { expectedOf } from '../filing/check/objects';
import { checkedSources, type CheckedSource, drawnSources, ofFiles, ofFrames } from '../filing/check/sources';

/** One series of one filing, and what a viewer has to show of it. */
export interface FiledAgain extends Pick<FiledSeries, 'role' | 'kind' | 'beside' | 'modality' | 'number' | 'description' | 'seriesUid'> {
  count: number;
  /** Along the normal: of a picture the values that its files hold, of a map and a mask those that went in; undefined for documents. */
  slices: readonly ArrayLike<number>[] | undefined;
}

export interface ReopenedStudy {
  source: CheckedSource;
  studyUid: string;
  /** `uid#frame` of the source's slices, along the normal. */
  names: string[];
  filings: { checked: CheckedFiling; series: FiledAgain[] }[];
}

/** What the files of a picture hold, read by the workbench's own reader, along the normal. */
async function heldBy(source: CheckedSource, { instances }: FiledSeries): Promise<Float32Array[]> {
  const files = instances.map((one) => one.make().buffer);
  const [first] = source.sources;
  return (first?.frame === undefined ? await ofFiles('', files) : ofFrames('', files[0]!)).slices;
}

async function filedAgain(source: CheckedSource, checked: CheckedFiling): Promise<FiledAgain[]> {
  const made: FiledAgain[] = [];
  for (const series of checked.filing.series) {
    const { role, kind, beside, modality, number, description, seriesUid, instances } = series;
    const expected = role === 'picture' ? await heldBy(source, series) : expectedOf(checked, series, source)[0];
    // The viewer's own word for what it reads by its reader of maps.
    const listed = role === 'map' ? 'PMAP' : modality;
    made.push({ role, kind, beside, modality: listed, number, description, seriesUid, count: instances.length, slices: expected });
  }
  return made;
}

/**
 * The series of `npm run check:dicom` with all that was filed of them, as files in one folder: drawn ones; with `all` those too that a
 * converter makes, and the real ones of a folder beside the checkout.
 */
export async function writeReopened(all: boolean): Promise<{ folder: string; studies: ReopenedStudy[] }> {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'diffusion-reopened-')), 'studies');
  mkdirSync(folder);
  const sources = all ? await checkedSources('../shared/data/dicom', path.join(folder, '../scratch')) : await drawnSources();
  const studies: ReopenedStudy[] = [];
  for (const [n, source] of sources.entries()) {
    const write = (name: string, bytes: Uint8Array) => writeFileSync(path.join(folder, `${n}-${name}.dcm`), bytes);
    source.files.forEach((file, k) => write(`source-${k}`, new Uint8Array(file)));
    const filings: ReopenedStudy['filings'] = [];
    for (const checked of checkedFilings(source)) {
      const { series } = checked.filing;
      series.flatMap(({ instances }) => instances).forEach((one, k) => write(`${checked.task}-${k}`, one.make()));
      filings.push({ checked, series: await filedAgain(source, checked) });
    }
    const names = source.sources.map(({ header, frame }) => `${String(header.values('SOPInstanceUID')[0])}#${frame ?? ''}`);
    studies.push({ source, studyUid: filings[0]!.checked.filing.studyUid, names, filings });
  }
  return { folder, studies };
}
