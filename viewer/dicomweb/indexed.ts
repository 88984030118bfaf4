import type { DicomJson } from './dicomJson';
import { LIMITS } from './limits';
import type { Instance } from './partTen';

/** Longer values are neither searched for nor listed. */
const SEARCHED_BYTES = 1024;

export const isIndexedWhole = ({ headerBytes }: Instance): boolean => headerBytes <= LIMITS.indexedBytes;

/** What names an instance, and what its frames are found by; then the others. */
const NEEDED = new Set([
  '00080005',
  '00080016',
  '00080018',
  '0020000D',
  '0020000E',
  '00280002',
  '00280004',
  '00280008',
  '00280010',
  '00280011',
  '00280100',
]);
const neededFirst = (a: string, b: string) => Number(NEEDED.has(b)) - Number(NEEDED.has(a)) || (a < b ? -1 : 1);

/** An instance as it is held in memory for searches: of a long header only the attributes of the data set itself, as many as fit. */
export function indexed(instance: Instance): Instance {
  if (isIndexedWhole(instance)) return instance;
  const metadata: DicomJson = {};
  let bytes = 0;
  for (const tag of Object.keys(instance.metadata).sort(neededFirst)) {
    const attribute = instance.metadata[tag];
    if (!attribute || attribute.vr === 'SQ') continue;
    const own = JSON.stringify(attribute).length;
    if (own > SEARCHED_BYTES || bytes + own > LIMITS.indexedBytes) continue;
    bytes += own;
    metadata[tag] = attribute;
  }
  return { ...instance, metadata, bulkData: new Map() };
}
