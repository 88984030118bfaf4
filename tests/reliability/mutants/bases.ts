import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TABLE } from '../../dicom/decodingTable';
import { CASES } from '../series/axes';
import { drawSeries } from '../series/files';

const DEMO = path.join(import.meta.dirname, '../../../viewer/demo/flair');

/** What mutants are made of: slices of a scanner, images that other programs packed, and drawn ones of all kinds. */
export function bases(): Map<string, Uint8Array> {
  const scanned = [4, 12, 17, 25].map((n): [string, Uint8Array] => {
    const name = `flair-${String(n).padStart(2, '0')}.dcm`;
    return [name, readFileSync(path.join(DEMO, name))];
  });
  const packed = TABLE.filter((_, n) => n % 7 === 0).map(({ name, file }): [string, Uint8Array] => [name, new Uint8Array(file)]);
  const drawn = CASES.filter(({ head }) => head === 'whole')
    .slice(0, 30)
    .map((row, n): [string, Uint8Array] => [`drawn ${n + 1}`, drawSeries(row).files[0]?.bytes ?? new Uint8Array()]);
  return new Map([...scanned, ...packed, ...drawn]);
}
