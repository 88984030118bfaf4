import { explicitLittleEndian, partTenFile, uint16, type Item } from '../viewer/partTenFile';

/** One image of a test series; what is not said is a plain axial MR image of 4 × 3 pixels. */
export interface DicomImage {
  z: number;
  /** Stored values, row-major. */
  pixels: readonly number[];
  rows?: number;
  columns?: number;
  signed?: boolean;
  bitsStored?: number;
  slope?: string;
  intercept?: string;
  padding?: number;
  series?: string;
  seriesNumber?: string;
  modality?: 'MR' | 'CT' | 'PT';
  orientation?: string;
  position?: string;
  transferSyntax?: string;
  /** Raw pixel bytes in place of `pixels`. */
  bytes?: Buffer;
  more?: Item;
  instance?: number;
}

export const SOURCE = { study: '1.2.3', series: '1.2.3.4', frame: '1.2.3.9', patient: 'DOE^JANE', patientId: 'P-77' } as const;
const CLASS = { MR: '1.2.840.10008.5.1.4.1.1.4', CT: '1.2.840.10008.5.1.4.1.1.2', PT: '1.2.840.10008.5.1.4.1.1.128' };

/** What every image of the test study says alike. */
export const common = (modality: string, instance: number): Item => [
  ['00080020', 'DA', '20010413'],
  ['00080060', 'CS', modality],
  ['00080070', 'LO', 'ACME'],
  ['0008103E', 'LO', 'AX T1'],
  ['00081090', 'LO', 'Scanner 9'],
  ['00100010', 'PN', SOURCE.patient],
  ['00100020', 'LO', SOURCE.patientId],
  ['0020000D', 'UI', SOURCE.study],
  ['00200013', 'IS', String(instance)],
  ['00200052', 'UI', SOURCE.frame],
  ['00280002', 'US', uint16(1)],
  ['00280004', 'CS', 'MONOCHROME2'],
  ['00280100', 'US', uint16(16)],
];

export const sorted = (items: Item): Item => [...items].sort(([a], [b]) => (a < b ? -1 : 1));

/** @param more in place of elements of the same tag, and beside them */
export function fileOf(elements: Item, more: Item = [], transferSyntax = explicitLittleEndian): ArrayBuffer {
  const replaced = new Set(more.map(([tag]) => tag));
  const all = sorted([...elements.filter(([tag]) => !replaced.has(tag)), ...more]);
  return new Uint8Array(partTenFile(all, transferSyntax)).buffer;
}

export function dicomImage(image: DicomImage): ArrayBuffer {
  const { z, pixels, rows = 3, columns = 4, signed = false, bitsStored = 16, modality = 'MR', series = SOURCE.series } = image;
  const number = image.instance ?? Math.round(z) + 1;
  const elements: Item = [
    ...common(modality, number),
    ['00080008', 'CS', 'ORIGINAL\\PRIMARY\\M'],
    ['00080016', 'UI', CLASS[modality]],
    ['00080018', 'UI', `1.2.3.4.5.${number}`],
    ['00180020', 'CS', 'SE'],
    ['00180050', 'DS', '4.000'],
    ['00180088', 'DS', '2.0'],
    ['00191001', 'LO', 'private secret'],
    ['0020000E', 'UI', series],
    ['00200011', 'IS', image.seriesNumber ?? '3'],
    ['00200032', 'DS', image.position ?? `-100.500\\-78.3063\\${z}`],
    ['00200037', 'DS', image.orientation ?? '1\\0\\0\\0\\1\\0'],
    ['00280010', 'US', uint16(rows)],
    ['00280011', 'US', uint16(columns)],
    ['00280030', 'DS', '0.8000\\0.9000'],
    ['00280101', 'US', uint16(bitsStored)],
    ['00280102', 'US', uint16(bitsStored - 1)],
    ['00280103', 'US', uint16(signed ? 1 : 0)],
    ...(image.padding === undefined ? [] : ([['00280120', signed ? 'SS' : 'US', uint16(image.padding & 0xffff)]] as const)),
    ['00281050', 'DS', '300'],
    ['00281051', 'DS', '0'],
    ...(image.intercept === undefined ? [] : ([['00281052', 'DS', image.intercept]] as const)),
    ...(image.slope === undefined ? [] : ([['00281053', 'DS', image.slope]] as const)),
    ['7FE00010', 'OW', image.bytes ?? uint16(...pixels.map((value) => value & 0xffff))],
  ];
  return fileOf(elements, image.more, image.transferSyntax);
}

/** Pixels whose values say which slice they are of. */
export const marked = (k: number): number[] => Array.from({ length: 12 }, (_, n) => 1000 * k + n);
