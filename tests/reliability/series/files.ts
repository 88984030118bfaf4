import { randomNumbers } from '../../support/pictures';
import type { Case, Fault } from './axes';
import { type Elements, fileOf, packed, type Value } from './encode';
import { type DrawnSlice, headAt, slicesOf } from './lattice';

export interface DrawnFile {
  path: string;
  bytes: Uint8Array;
}
/** What a slice holds. */
export interface DrawnValues {
  stored: Int32Array;
  slope: number;
  intercept: number;
}
export interface DrawnSeries {
  files: DrawnFile[];
  slices: DrawnSlice[];
  values: DrawnValues[];
  worldOf: ReturnType<typeof slicesOf>['worldOf'];
}

const CLASSES = {
  MR: ['1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1.4.1'],
  CT: ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.2.1'],
} as const;
const TEXTS: Readonly<Record<Case['text'], readonly [set: string, name: string]>> = {
  ASCII: ['', 'DOE^JANE'],
  'Latin-1': ['ISO_IR 100', 'Ren\xe9^Zo\xeb'],
  'UTF-8': ['ISO_IR 192', Buffer.from('山田^太郎').toString('latin1')],
  'Japanese with escapes': ['\\ISO 2022 IR 87', 'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B'],
  'UTF-8 undeclared': ['', Buffer.from('René^Zoë').toString('latin1')],
};
const WINDOWS: Readonly<Record<Case['window'], Elements>> = {
  none: [],
  linear: [
    ['00281050', 'DS', '300'],
    ['00281051', 'DS', '600'],
  ],
  sigmoid: [
    ['00281050', 'DS', '300'],
    ['00281051', 'DS', '600'],
    ['00281056', 'CS', 'SIGMOID'],
  ],
  empty: [
    ['00281050', 'DS', ''],
    ['00281051', 'DS', ''],
  ],
  two: [
    ['00281050', 'DS', '300\\40'],
    ['00281051', 'DS', '600\\80'],
  ],
};

const formatOf = ({ bits, high, sign }: Case) => {
  const [stored = 16, allocated = 16] = bits.split(' in ').map(Number);
  return { stored, allocated, signed: sign === 'signed', overlay: high === 'overlay above' };
};

function rescaleOf({ rescale }: Case, k: number): { slope: number; intercept: number } {
  if (rescale === 'none') return { slope: 1, intercept: 0 };
  if (rescale === 'another for each slice') return { slope: 0.5 + 0.125 * k, intercept: -10 * k };
  const [intercept = 0, slope = 1] = rescale.split(' and ').map(Number);
  return { slope, intercept };
}

const number = (value: number, { numbers }: Case): string =>
  numbers === 'exponents' ? value.toExponential(8) : numbers === 'blanks' ? ` ${value} ` : String(value);
const list = (values: readonly number[], row: Case) => values.map((value) => number(value, row)).join('\\');

/** Values of a slice over the whole range of its bits. */
function valuesOf(row: Case, slice: DrawnSlice, k: number): DrawnValues {
  const { stored: bits, signed } = formatOf(row);
  const [lowest, range] = [signed ? -(2 ** (bits - 1)) : 0, 2 ** bits - 1];
  const { rows, columns, point } = slice;
  const stored = Int32Array.from({ length: rows * columns }, (_, n) => {
    const [i, j, l] = point(Math.floor(n / columns), n % columns);
    return Math.round(headAt(i, j, l) * range) + lowest;
  });
  return { stored, ...rescaleOf(row, k) };
}

/** Samples as they lie in a little-endian file; bits of an overlay above the field, where there is one. */
function samplesOf(row: Case, { stored }: DrawnValues): Uint8Array {
  const { stored: bits, allocated, overlay } = formatOf(row);
  if (allocated === 8) return Uint8Array.from(stored, (value) => value & 0xff);
  const words = Uint16Array.from(stored, (value, n) => (overlay ? (value & (2 ** bits - 1)) | (n % 3 ? 0 : 2 ** bits) : value & 0xffff));
  return new Uint8Array(words.buffer);
}

function pixelElements(row: Case, frames: readonly DrawnValues[], { rows, columns }: DrawnSlice): Elements {
  const { stored, allocated, signed } = formatOf(row);
  const lowest = signed ? -(2 ** (stored - 1)) : 0;
  const vr = signed ? 'SS' : 'US';
  const padding: Elements =
    row.padding === 'none'
      ? []
      : [['00280120', vr, [lowest]], ...(row.padding === 'a range' ? ([['00280121', vr, [lowest + 2]]] as const) : [])];
  const bytes = packed(
    frames.map((frame) => samplesOf(row, frame)),
    allocated / 8,
    row.syntax,
  );
  return [
    ['00280002', 'US', [1]],
    ['00280004', 'CS', 'MONOCHROME2'],
    ['00280010', 'US', [rows]],
    ['00280011', 'US', [columns]],
    ['00280100', 'US', [allocated]],
    ['00280101', 'US', [stored]],
    ['00280102', 'US', [stored - 1]],
    ['00280103', 'US', [signed ? 1 : 0]],
    ...padding,
    ['7FE00010', allocated === 8 && row.syntax !== 'implicit' ? 'OB' : 'OW', bytes],
  ];
}

const REFERENCED: Elements = [
  ['00081150', 'UI', '1.2.840.10008.5.1.4.1.1.4'],
  ['00081155', 'UI', '1.2.3.99'],
];
const common = (row: Case, enhanced: boolean, instance: number): Elements => [
  ...(TEXTS[row.text][0] ? ([['00080005', 'CS', TEXTS[row.text][0]]] as const) : []),
  ['00080008', 'CS', enhanced ? 'ORIGINAL\\PRIMARY\\VOLUME\\NONE' : 'ORIGINAL\\PRIMARY\\AXIAL'],
  ['00080016', 'UI', CLASSES[row.modality][enhanced ? 1 : 0]],
  ['00080018', 'UI', `1.2.3.4.5.${instance}`],
  ['00080060', 'CS', row.modality],
  ['00081140', 'SQ', [REFERENCED, REFERENCED]],
  ['00100010', 'PN', TEXTS[row.text][1]],
  ['00100020', 'LO', 'P-77'],
  ['0020000D', 'UI', '1.2.3'],
  ['0020000E', 'UI', '1.2.3.4'],
  ['00200011', 'IS', '3'],
  ['00200013', 'IS', String(instance)],
  ['00200052', 'UI', '1.2.3.9'],
  ['00291010', 'SQ', [[['00200032', 'DS', '7\\7\\7']]]],
];

const rescaled = (row: Case, { slope, intercept }: DrawnValues): Elements =>
  row.rescale === 'none'
    ? []
    : [
        ['00281052', 'DS', number(intercept, row)],
        ['00281053', 'DS', number(slope, row)],
      ];
const placed = ({ position }: DrawnSlice, row: Case): Elements => [
  [
    '00200032',
    'DS',
    list(
      position.map((one) => Number(one.toFixed(6))),
      row,
    ),
  ],
];
const orientation = (slice: DrawnSlice, row: Case): Elements => [['00200037', 'DS', list(slice.orientation, row)]];
const spaced = (slice: DrawnSlice, row: Case): Elements => [['00280030', 'DS', list(slice.pixelSpacing, row)]];

type Change = (elements: Elements, k: number) => Elements;
const withElement = (elements: Elements, tag: string, vr: string, value: Value | undefined): Elements => [
  ...elements.filter(([own]) => own !== tag),
  ...(value === undefined ? [] : ([[tag, vr, value]] as const)),
];

const moved = (elements: Elements, by: readonly number[]): Elements => {
  const [, , value = ''] = elements.find(([tag]) => tag === '00200032') ?? [];
  const text = String(value as string)
    .split('\\')
    .map((one, d) => Number((Number(one) + (by[d] ?? 0)).toFixed(6)));
  return withElement(elements, '00200032', 'DS', text.join('\\'));
};
const normalBetween = (slices: readonly DrawnSlice[]) => slices[1]?.position.map((one, d) => one - (slices[0]?.position[d] ?? 0)) ?? [];

/** What a fault does to the k-th of six slices; undefined leaves it out. */
function faulty(fault: Fault, slices: readonly DrawnSlice[]): (elements: Elements, k: number) => Elements | undefined {
  const step = normalBetween(slices);
  const along = slices[0]?.orientation.slice(0, 3) ?? [];
  const at =
    (k: number, change: Change): Change =>
    (elements, n) =>
      n === k ? change(elements, n) : elements;
  const set = (tag: string, vr: string, value: Value | undefined) => at(3, (elements) => withElement(elements, tag, vr, value));
  const comma = (tag: string) => at(3, (elements) => withElement(elements, tag, 'DS', tag === '00200032' ? '1,5\\2\\3' : '1,5'));
  const changes: Record<Fault, (elements: Elements, k: number) => Elements | undefined> = {
    'a slice missing': (elements, k) => (k === 3 ? undefined : elements),
    'a slice shifted by half a step': at(3, (elements) =>
      moved(
        elements,
        step.map((one) => 0.5 * one),
      ),
    ),
    'a slice shifted in its plane': at(3, (elements) =>
      moved(
        elements,
        along.map((one) => 20 * one),
      ),
    ),
    'two slices at one place': at(3, (elements) => moved(elements, step)),
    'a slice of another size': at(3, (elements) => withElement(withElement(elements, '00280010', 'US', [4]), '7FE00010', 'OW', undefined)),
    'two patients': set('00100020', 'LO', 'P-78'),
    'decimal comma in the position': comma('00200032'),
    'decimal comma in the slope': comma('00281053'),
    'no position': set('00200032', 'DS', undefined),
    'pixels cut': at(3, (elements) =>
      elements.map((one) => (one[0] === '7FE00010' ? [one[0], one[1], (one[2] as Uint8Array).slice(0, -8)] : one)),
    ),
    'no SOP Instance UID': set('00080018', 'UI', undefined),
    MONOCHROME1: (elements) => withElement(elements, '00280004', 'CS', 'MONOCHROME1'),
    'CT without intercept': (elements) => withElement(elements, '00281052', 'DS', undefined),
    'a shear': (elements, k) =>
      moved(
        elements,
        along.map((one) => 0.4 * Math.hypot(...step) * k * one),
      ),
    'two echoes': (elements, k) => withElement(elements, '00180081', 'DS', k % 2 ? '80' : '10'),
  };
  return changes[fault];
}

function pathOf({ names }: Case, n: number, instance: number): string {
  if (names === 'IM1.dcm') return `IM${n}.dcm`;
  if (names === 'UIDs') return `1.2.3.4.5.${instance}`;
  return names === 'folders' ? `disc/${String(n % 2)}/I${n}.DCM` : `I${n}`;
}

function ordered(order: Case['order'], count: number): number[] {
  const places = Array.from({ length: count }, (_, k) => k);
  if (order === 'against') return places.reverse();
  if (order === 'shuffled') {
    const random = randomNumbers(count);
    return places
      .map((k) => ({ k, by: random() }))
      .sort((a, b) => a.by - b.by)
      .map(({ k }) => k);
  }
  return places;
}

/** The files of a case, and what they hold. */
export function drawSeries(row: Case, fault?: Fault): DrawnSeries {
  const { slices, worldOf } = slicesOf(row);
  const values = slices.map((slice, k) => valuesOf(row, slice, k));
  const numbersOf = (k: number) => ({ slice: slices[k] as DrawnSlice, value: values[k] as DrawnValues });
  const file = (elements: Elements) => fileOf(elements, row.syntax, row.sequences, row.head);
  const order = ordered(row.order, slices.length);
  let files: DrawnFile[];
  if (row.frames === 'one per file') {
    const change = fault ? faulty(fault, slices) : (elements: Elements) => elements;
    files = order.flatMap((k, n) => {
      const { slice, value } = numbersOf(k);
      const plain: Elements = [
        ...[
          ...common(row, false, k + 1),
          ...rescaled(row, value),
          ...placed(slice, row),
          ...orientation(slice, row),
          ...spaced(slice, row),
        ],
        ...[...WINDOWS[row.window], ...pixelElements(row, [value], slice)],
      ];
      const elements = change(plain, k);
      return elements ? [{ path: pathOf(row, n, k + 1), bytes: file(elements) }] : [];
    });
  } else {
    const parts = row.frames === 'one enhanced object' ? [order] : [order.slice(0, 2), order.slice(2)];
    files = parts.map((places, n) => {
      const first = numbersOf(places[0] ?? 0).slice;
      const type = row.modality === 'CT' ? '00189329' : '00189226';
      const groups = places.map((k): Elements => {
        const { slice, value } = numbersOf(k);
        return [
          ['00209113', 'SQ', [placed(slice, row)]],
          ...(row.rescale === 'none' ? [] : ([['00289145', 'SQ', [[...rescaled(row, value), ['00281054', 'LO', 'US']]]]] as const)),
          ...(WINDOWS[row.window].length > 0 ? ([['00289132', 'SQ', [WINDOWS[row.window]]]] as const) : []),
        ];
      });
      const shared: Elements = [
        ['00209116', 'SQ', [orientation(first, row)]],
        ['00289110', 'SQ', [[...spaced(first, row), ['00180050', 'DS', row.step]]]],
        [type, 'SQ', [[['00089007', 'CS', 'ORIGINAL\\PRIMARY\\VOLUME\\NONE']]]],
      ];
      const elements: Elements = [
        ...common(row, true, n + 1),
        ['00280008', 'IS', String(places.length)],
        ['52009229', 'SQ', [shared]],
        ['52009230', 'SQ', groups],
        ...pixelElements(
          row,
          places.map((k) => numbersOf(k).value),
          first,
        ),
      ];
      return { path: pathOf(row, n, n + 1), bytes: file(elements) };
    });
  }
  return { files: [...files, ...beside(row, files)], slices, values, worldOf };
}

function beside(row: Case, [first]: readonly DrawnFile[]): DrawnFile[] {
  if (row.beside === 'a text') return [{ path: 'notes.txt', bytes: Buffer.from('For a second opinion.\n') }];
  if (row.beside === 'a copy') return first ? [{ ...first, path: `copies/${first.path}` }] : [];
  if (row.beside === 'nothing') return [];
  const report: Elements = [
    ['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.88.33'],
    ['00080018', 'UI', '1.2.3.4.7.1'],
    ['00080060', 'CS', 'SR'],
    ['00100020', 'LO', 'P-77'],
    ['0020000D', 'UI', '1.2.3'],
    ['0020000E', 'UI', '1.2.3.7.1'],
  ];
  return [{ path: 'report.dcm', bytes: fileOf(report, 'explicit', 'defined', 'whole') }];
}
