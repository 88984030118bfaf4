import { explicitLittleEndian, type Item, partTenFile, uint16 } from '../../viewer/partTenFile';

/** A drawn series of five slices; what is not said is axial MR of 12 bits, unsigned. */
export interface Drawn {
  name: string;
  modality?: 'MR' | 'CT';
  bits?: 8 | 12 | 16;
  signed?: boolean;
  slope?: string;
  intercept?: string;
  /** Stored value of the corners, which hold no image. */
  padding?: number;
  orientation?: readonly number[];
  patientPosition?: string;
  slices?: number;
  more?: Item;
}

/** Frames of bits begin within a byte, and the viewer's own reader of maps takes multiples of four pixels only. */
const SIZE = { rows: 45, columns: 36, spacing: [0.9, 0.8], gap: 3 } as const;
const half = Math.SQRT1_2;
/** Row and column cosines. */
const OBLIQUE = [0.96, 0.28, 0, -0.28 * half, 0.96 * half, -half];
const SAGITTAL = [0, 1, 0, 0, 0, -1];
/** As a patient on the right side lies in an axial scan. */
const DECUBITUS = [0, -1, 0, 1, 0, 0];

export const DRAWN: readonly Drawn[] = [
  { name: 'MR, 12 bit' },
  { name: 'MR, 16 bit', bits: 16 },
  { name: 'MR, 8 bit', bits: 8 },
  { name: 'MR, signed, padded', bits: 16, signed: true, padding: -32768 },
  { name: 'MR, rescaled', slope: '1.55775335775335', intercept: '-12.5' },
  { name: 'MR, oblique', orientation: OBLIQUE },
  { name: 'MR, sagittal', orientation: SAGITTAL },
  { name: 'MR, decubitus', orientation: DECUBITUS, patientPosition: 'HFDR' },
  { name: 'MR, one slice', slices: 1 },
  { name: 'MR, lossy', more: lossy() },
  { name: 'MR, clinical trial, names in Latin-1', more: trial() },
  { name: 'CT, unsigned', modality: 'CT', slope: '1', intercept: '-1024' },
  { name: 'CT, signed', modality: 'CT', bits: 16, signed: true, slope: '1', intercept: '0' },
  { name: 'CT, signed, padded', modality: 'CT', bits: 16, signed: true, slope: '1', intercept: '-1024', padding: -2000 },
  { name: 'CT, steps of half a unit', modality: 'CT', bits: 16, slope: '0.5', intercept: '-1024' },
];

function lossy(): Item {
  return [
    ['00282110', 'CS', '01'],
    ['00282112', 'DS', '8.5'],
    ['00282114', 'CS', 'ISO_10918_1'],
  ];
}

function trial(): Item {
  const latin = (text: string) => Buffer.from(text.length % 2 ? `${text} ` : text, 'latin1');
  return [
    ['00080005', 'CS', 'ISO_IR 100'],
    ['00080090', 'PN', latin('Müller^Jörg')],
    ['00100010', 'PN', latin('Größe^Åsa')],
    ['00120010', 'LO', 'Sponsor'],
    ['00120020', 'LO', 'P-1'],
    ['00120021', 'LO', ''],
    ['00120030', 'LO', 'S-2'],
    ['00120031', 'LO', ''],
    ['00120040', 'LO', 'SUBJECT-7'],
  ];
}

/** A head of noise and structure, brighter towards its middle; the same whenever it is drawn. */
function pixelsOf({ bits = 12, signed = false, modality = 'MR', padding }: Drawn, k: number): number[] {
  const { rows, columns } = SIZE;
  const most = { 8: 240, 12: 3800, 16: 14_000 }[bits];
  const air = modality === 'CT' && signed ? -1000 : 0;
  return Array.from({ length: rows * columns }, (_, n) => {
    const [r, c] = [Math.floor(n / columns), n % columns];
    if (padding !== undefined && r < 3 && c < 3) return padding;
    const distance = Math.hypot((r - rows / 2) / rows, (c - columns / 2) / columns);
    const noise = ((n * 2_654_435_761 + k * 40_503) >>> 0) % 97;
    if (distance > 0.42) return air + (noise % 5);
    const value = Math.round((most * (1.2 - distance) * (0.55 + 0.004 * noise) * (1 - 0.05 * k)) / 1.3);
    return signed && modality === 'MR' ? value - 500 : value + air;
  });
}

const cross = (o: readonly number[]) => [o[1]! * o[5]! - o[2]! * o[4]!, o[2]! * o[3]! - o[0]! * o[5]!, o[0]! * o[4]! - o[1]! * o[3]!];
const decimals = (values: readonly number[]) => values.map((value) => String(Number(value.toFixed(6)))).join('\\');

const OF_MODALITY: Record<'MR' | 'CT', { sopClass: string; type: string; elements: Item }> = {
  MR: {
    sopClass: '1.2.840.10008.5.1.4.1.1.4',
    type: 'ORIGINAL\\PRIMARY\\OTHER',
    elements: [
      ['00180020', 'CS', 'SE'],
      ['00180021', 'CS', 'SK'],
      ['00180022', 'CS', 'SP'],
      ['00180023', 'CS', '2D'],
      ['00180080', 'DS', '500'],
      ['00180081', 'DS', '14'],
      ['00180091', 'IS', '1'],
    ],
  },
  CT: {
    sopClass: '1.2.840.10008.5.1.4.1.1.2',
    type: 'ORIGINAL\\PRIMARY\\AXIAL',
    elements: [
      ['00180060', 'DS', '120'],
      ['00181210', 'SH', 'SOFT'],
    ],
  },
};

/** The files of a drawn series, each without a fault that dciodvfy would find. `number` tells its study, series and instances from others. */
export function drawnFiles(drawn: Drawn, number: number): ArrayBuffer[] {
  const { modality = 'MR', bits = 12, signed = false, slope, intercept, padding, slices = 5, orientation = [1, 0, 0, 0, 1, 0] } = drawn;
  const { rows, columns, spacing, gap } = SIZE;
  const { sopClass, type, elements } = OF_MODALITY[modality];
  const root = `1.2.826.0.1.3680043.8.498.17.${number}`;
  const allocated = bits === 8 ? 8 : 16;
  const normal = cross(orientation);
  return Array.from({ length: slices }, (_, k) => {
    const pixels = pixelsOf(drawn, k);
    const vr = signed ? 'SS' : 'US';
    const all: Item = [
      ['00080008', 'CS', type],
      ['00080016', 'UI', sopClass],
      ['00080018', 'UI', `${root}.3.${k + 1}`],
      ['00080020', 'DA', '20200102'],
      ['00080022', 'DA', '20200102'],
      ['00080023', 'DA', '20200102'],
      ['00080030', 'TM', '101112'],
      ['00080032', 'TM', '101112'],
      ['00080033', 'TM', '101113'],
      ['00080050', 'SH', `A${number}`],
      ['00080060', 'CS', modality],
      ['00080070', 'LO', 'ACME'],
      ['00080090', 'PN', 'Referring^Rosa'],
      ['0008103E', 'LO', `${modality} drawn`],
      ['00081090', 'LO', 'Scanner 9'],
      ['00100010', 'PN', 'Drawn^Dora'],
      ['00100020', 'LO', `DRAWN-${number}`],
      ['00100030', 'DA', '19700101'],
      ['00100040', 'CS', 'F'],
      ['00180015', 'CS', 'BRAIN'],
      ...elements,
      ['00180050', 'DS', String(gap)],
      ['00181020', 'LO', '1.0'],
      ['00185100', 'CS', drawn.patientPosition ?? 'HFS'],
      ['0020000D', 'UI', `${root}.1`],
      ['0020000E', 'UI', `${root}.2`],
      ['00200010', 'SH', `S${number}`],
      ['00200011', 'IS', '4'],
      ['00200012', 'IS', '1'],
      ['00200013', 'IS', String(k + 1)],
      ['00200032', 'DS', decimals([-17.1, -20.2, 5.5].map((start, axis) => start + gap * k * normal[axis]!))],
      ['00200037', 'DS', decimals(orientation)],
      ['00200052', 'UI', `${root}.4`],
      ['00201040', 'LO', ''],
      ['00280002', 'US', uint16(1)],
      ['00280004', 'CS', 'MONOCHROME2'],
      ['00280010', 'US', uint16(rows)],
      ['00280011', 'US', uint16(columns)],
      ['00280030', 'DS', decimals(spacing)],
      ['00280100', 'US', uint16(allocated)],
      ['00280101', 'US', uint16(bits)],
      ['00280102', 'US', uint16(bits - 1)],
      ['00280103', 'US', uint16(signed ? 1 : 0)],
      ...(padding === undefined ? [] : ([['00280120', vr, uint16(padding & 0xffff)]] as const)),
      ['00281050', 'DS', '600'],
      ['00281051', 'DS', '1200'],
      ...(intercept === undefined ? [] : ([['00281052', 'DS', intercept]] as const)),
      ...(slope === undefined ? [] : ([['00281053', 'DS', slope]] as const)),
      ...(slope === undefined ? [] : ([['00281054', 'LO', modality === 'CT' ? 'HU' : 'US']] as const)),
      allocated === 8
        ? (['7FE00010', 'OB', Buffer.from(pixels)] as const)
        : (['7FE00010', 'OW', uint16(...pixels.map((value) => value & 0xffff))] as const),
    ];
    const replaced = new Set(drawn.more?.map(([tag]) => tag));
    const sorted = [...all.filter(([tag]) => !replaced.has(tag)), ...(drawn.more ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    const meta: Item = [
      ['00020001', 'OB', Buffer.from([0, 1])],
      ['00020002', 'UI', sopClass],
      ['00020003', 'UI', `${root}.3.${k + 1}`],
      ['00020012', 'UI', '1.2.826.0.1.3680043.8.498.17'],
    ];
    return new Uint8Array(partTenFile(sorted, explicitLittleEndian, meta)).buffer;
  });
}
