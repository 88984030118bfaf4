import { DiffusionError } from '../core/errors';
import { isOwnResult } from '../dicom/product';
import type { Archive } from './Archive';
import { ask, failure } from './ask';
import { inLanes } from './lanes';
import { MOST, tooLong } from './limits';
import { datasetsOf, textOf, type DicomJson } from './dicomJson';
import { retrieveMetadata } from './retrieve';

const [STUDY, SERIES, SOP_INSTANCE, SOP_CLASS] = ['0020000D', '0020000E', '00080018', '00080016'] as const;
const [MODALITY, MODEL_NAME, DESCRIPTION, NUMBER, INSTANCES] = ['00080060', '00081090', '0008103E', '00200011', '00201209'] as const;
/** Asked for at a time; an archive may give fewer. */
const PAGE = 500;
/** Questions at a time. */
const LANES = 6;

/** Rows of one search (QIDO-RS, PS3.18 10.6). Nothing found is an empty list, also where an archive calls it 404. */
async function rowsOf(archive: Archive, path: string, query: readonly string[], signal: AbortSignal): Promise<DicomJson[]> {
  const url = `${archive.qidoUrl}${path}?${query.join('&')}`;
  const answer = await ask(archive, { url, accept: 'application/dicom+json' }, signal);
  if (answer.status === 204 || answer.status === 404) return [];
  const error = failure(answer);
  if (error) throw error;
  const rows = datasetsOf(answer.body);
  if (!rows) throw new DiffusionError('ARCHIVE_ANSWER');
  return rows;
}

/** All rows, page by page, until `enough` or until a page has none that is new: archives limit their answers as they like. */
async function allRows(
  archive: Archive,
  path: string,
  fields: readonly string[],
  key: string,
  signal: AbortSignal,
  enough: (found: ReadonlyMap<string, DicomJson>) => boolean = () => false,
): Promise<ReadonlyMap<string, DicomJson>> {
  const found = new Map<string, DicomJson>();
  for (let before = -1; found.size > before && !enough(found);) {
    before = found.size;
    const query = [`limit=${PAGE}`, `offset=${before}`, ...fields.map((tag) => `includefield=${tag}`)];
    for (const row of await rowsOf(archive, path, query, signal)) found.set(textOf(row, key), row);
    if (found.size > MOST.rows) throw tooLong(`more than ${MOST.rows} rows`, MOST.rows, 'rows');
  }
  return found;
}

/**
 * Which of `wanted` instances the archive lists for a series.
 *
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function searchInstances(
  archive: Archive,
  { studyUid, seriesUid }: { studyUid: string; seriesUid: string },
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const path = `/studies/${studyUid}/series/${seriesUid}/instances`;
  const all = (found: ReadonlyMap<string, DicomJson>) => wanted.every((uid) => found.has(uid));
  const found = await allRows(archive, path, [], SOP_INSTANCE, signal, all);
  return new Set(wanted.filter((uid) => found.has(uid)));
}

/**
 * The study as the archive lists it.
 *
 * @returns undefined where it is not there
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function searchStudy(archive: Archive, studyUid: string, signal: AbortSignal): Promise<DicomJson | undefined> {
  const rows = await rowsOf(archive, '/studies', [`StudyInstanceUID=${studyUid}`, 'limit=2'], signal);
  // An archive that does not know the key would list any study.
  return rows.find((row) => textOf(row, STUDY) === studyUid);
}

/** A series as an archive lists it. */
export interface ListedSeries {
  seriesUid: string;
  modality: string;
  /** undefined where it has none. */
  number: number | undefined;
  description: string;
  /** How many the archive counts; undefined where it does not say. */
  instances: number | undefined;
  /** Made by this software. */
  own: boolean;
}

const numberOf = (row: DicomJson, tag: string) => {
  const text = textOf(row, tag);
  return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
};

/** Whether a series whose row does not say so was made by this software: its first instance does. */
async function isOwn(archive: Archive, studyUid: string, seriesUid: string, signal: AbortSignal): Promise<boolean> {
  const [row] = await rowsOf(archive, `/studies/${studyUid}/series/${seriesUid}/instances`, ['limit=1'], signal);
  if (!row) return false;
  const header = await retrieveMetadata(archive, { studyUid, seriesUid, sopInstanceUid: textOf(row, SOP_INSTANCE) }, signal);
  return header !== undefined && isOwnResult(() => textOf(header, MODEL_NAME));
}

/**
 * The series of a study, and which of them are results of ours.
 *
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function listSeries(archive: Archive, studyUid: string, signal: AbortSignal): Promise<ListedSeries[]> {
  const rows = await allRows(archive, `/studies/${studyUid}/series`, [MODEL_NAME, DESCRIPTION, NUMBER, INSTANCES], SERIES, signal);
  const own = new Map<string, boolean>();
  await inLanes([...rows], LANES, async ([seriesUid, row]) => {
    // Not every archive gives what it does not index.
    own.set(seriesUid, row[MODEL_NAME] ? isOwnResult(() => textOf(row, MODEL_NAME)) : await isOwn(archive, studyUid, seriesUid, signal));
  });
  return [...rows].map(([seriesUid, row]) => ({
    seriesUid,
    modality: textOf(row, MODALITY),
    number: numberOf(row, NUMBER),
    description: textOf(row, DESCRIPTION),
    instances: numberOf(row, INSTANCES),
    own: own.get(seriesUid) ?? false,
  }));
}

/**
 * Instances of a series, as the archive lists them.
 *
 * @throws DiffusionError ARCHIVE_…, CANCELLED
 */
export async function listInstances(
  archive: Archive,
  { studyUid, seriesUid }: { studyUid: string; seriesUid: string },
  signal: AbortSignal,
): Promise<{ sopInstanceUid: string; sopClassUid: string; number: number | undefined }[]> {
  const rows = await allRows(archive, `/studies/${studyUid}/series/${seriesUid}/instances`, [], SOP_INSTANCE, signal);
  return [...rows].map(([sopInstanceUid, row]) => ({
    sopInstanceUid,
    sopClassUid: textOf(row, SOP_CLASS),
    number: numberOf(row, '00200013'),
  }));
}
