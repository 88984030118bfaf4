import { readFileSync } from 'node:fs';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';

/** One image of tests/fixtures/decoders/table.zip (make.py beside it): written by another program, read by pydicom. */
export interface TableRow {
  name: string;
  /** Its Series Instance UID. */
  series: string;
  /** Bits allocated and stored. */
  allocated: number;
  bits: number;
  signed: boolean;
  syntax: string;
  /** Largest difference to what was encoded; 0 where nothing was lost. */
  difference: number;
  file: ArrayBuffer;
  /** As pydicom reads them, row-major. */
  values: Int32Array;
}

export const [ROWS, COLUMNS] = [19, 23];

const archive = unzipSync(readFileSync(path.join(import.meta.dirname, '../fixtures/decoders/table.zip')));
const entry = (name: string): Uint8Array => archive[name] ?? new Uint8Array();

export const TABLE: readonly TableRow[] = (
  JSON.parse(strFromU8(entry('index.json'))) as (Omit<TableRow, 'file' | 'values'> & { values: string })[]
).map((row) => ({
  ...row,
  file: entry(`${row.name}.dcm`).slice().buffer,
  values: new Int32Array(entry(`values/${row.values}`).slice().buffer),
}));

/** What decoders read differently, or not at all in the viewer. */
export const REFUSED = /^(jpeg-extended|htj2k-lossy)/;

export const rowOf = (name: string): TableRow => {
  const row = TABLE.find((one) => one.name === name);
  if (!row) throw new Error(`no ${name}`);
  return row;
};
