import { DiffusionError } from '../core/errors';

/** What is read of one answer of an archive (docs/pacs.md); what is longer is given up, with no more of it in memory. */
export const MOST = {
  /** Bytes of lists, headers and words: JSON takes some ten times as much when it is read. */
  words: 32 * 2 ** 20,
  /** Bytes of a series, or of one file. */
  files: 2 * 2 ** 30,
  /** Bytes unpacked of files that the archive packed although they were asked for as they are: how many there will be nobody knows. */
  packed: 512 * 2 ** 20,
  /** Files of a series. */
  parts: 50_000,
  /** Rows of a search, over all its pages. */
  rows: 100_000,
  /** Brackets within brackets of JSON. */
  depth: 64,
  /** Bytes before the first part of an answer, of the headers of a part, and behind the last. */
  between: 2 ** 16,
} as const;

/** @throws DiffusionError ARCHIVE_ANSWER_LONG */
export const tooLong = (measured: string, most: number, unit: string): DiffusionError =>
  new DiffusionError('ARCHIVE_ANSWER_LONG', { measured, allowed: `up to ${most} ${unit}` });
