import { type Item, uint16 } from '../viewer/partTenFile';
import { common, type DicomImage, dicomImage, fileOf, sorted, SOURCE } from './dicomFile';
import { drawnVolume } from './pictures';

/** mm between the slices of the drawn head. */
export const GAP = 4;
const [ROWS, COLUMNS] = [60, 70];

const drawn = drawnVolume({ rows: ROWS, columns: COLUMNS, slices: 8 });

/** Stored values of a slice of the drawn head; its number stands in the first pixel, as a landmark. */
export const headPixels = (k: number): number[] => [...(drawn.slices[k] ?? [])].map((value, n) => (n === 0 ? 100 + k : Math.round(value)));

/** The k-th slice of the drawn head as an image of its own. */
export const headImage = (k: number, change: Partial<DicomImage> = {}): ArrayBuffer =>
  dicomImage({ z: GAP * k, rows: ROWS, columns: COLUMNS, pixels: headPixels(k), instance: k + 1, ...change });

/** Its first slices. @param change of the k-th one */
export const headSeries = (count: number, change: (k: number) => Partial<DicomImage> = () => ({})): ArrayBuffer[] =>
  Array.from({ length: count }, (_, k) => headImage(k, change(k)));

/** One frame of an enhanced object. */
export interface Frame {
  slice: number;
  z?: number;
  echo?: number;
  stack?: string;
  time?: number;
  orientation?: string;
}

export interface EnhancedObject {
  frames: readonly Frame[];
  sopClass: string;
  modality?: 'MR' | 'CT';
  /** In the groups that all frames share, or in those of each. */
  measures?: 'shared' | 'each';
  slope?: string;
  intercept?: string;
  instance?: number;
  transferSyntax?: string;
  bytes?: Buffer;
  /** Of the object as a whole. */
  more?: Item;
}

const type = 'ORIGINAL\\PRIMARY\\VOLUME\\NONE';

/** The drawn head as a multi-frame object, in the functional groups of PS3.3 C.7.6.16, C.8.13 and C.8.15. */
export function enhancedFile(object: EnhancedObject): ArrayBuffer {
  const { frames, sopClass, modality = 'MR', measures = 'shared', slope = '1', intercept = '0', instance = 1 } = object;
  const plane = (orientation = '1\\0\\0\\0\\1\\0'): Item => [
    ['00209116', 'SQ', [[['00200037', 'DS', orientation]]]],
    [
      '00289110',
      'SQ',
      [
        [
          ['00180050', 'DS', '4'],
          ['00280030', 'DS', '0.8\\0.9'],
        ],
      ],
    ],
    [
      '00289145',
      'SQ',
      [
        [
          ['00281052', 'DS', intercept],
          ['00281053', 'DS', slope],
          ['00281054', 'LO', modality === 'CT' ? 'HU' : 'US'],
        ],
      ],
    ],
  ];
  const kind: Item = [
    [
      modality === 'CT' ? '00189329' : '00189226',
      'SQ',
      [
        [
          ['00089007', 'CS', type],
          ['00089205', 'CS', 'MONOCHROME'],
          ['00089206', 'CS', 'VOLUME'],
          ['00089207', 'CS', 'NONE'],
        ],
      ],
    ],
  ];
  const each = frames.map(({ slice, z = GAP * slice, echo, stack = '1', time, orientation }) =>
    sorted([
      ['00209113', 'SQ', [[['00200032', 'DS', `-100.500\\-78.3063\\${z}`]]]],
      [
        '00209111',
        'SQ',
        [
          sorted([
            ['00209056', 'SH', stack],
            ['00209057', 'UL', Buffer.from(Uint32Array.of(slice + 1).buffer)],
            ...(time === undefined ? [] : ([['00209128', 'UL', Buffer.from(Uint32Array.of(time).buffer)]] as const)),
          ]),
        ],
      ],
      ...(echo === undefined ? [] : ([['00189114', 'SQ', [[['00189082', 'FD', Buffer.from(Float64Array.of(echo).buffer)]]]]] as const)),
      ...(measures === 'each' ? [...plane(orientation), ...kind] : []),
    ]),
  );
  const elements: Item = [
    ...common(modality, instance),
    ['00080008', 'CS', type],
    ['00080016', 'UI', sopClass],
    ['00080018', 'UI', `1.2.3.4.6.${instance}`],
    ['0020000E', 'UI', SOURCE.series],
    ['00200011', 'IS', '3'],
    ['00280008', 'IS', String(frames.length)],
    ['00280010', 'US', uint16(ROWS)],
    ['00280011', 'US', uint16(COLUMNS)],
    ['00280101', 'US', uint16(16)],
    ['00280102', 'US', uint16(15)],
    ['00280103', 'US', uint16(0)],
    ['52009229', 'SQ', [measures === 'shared' ? sorted([...plane(), ...kind]) : []]],
    ['52009230', 'SQ', each.map((groups): Item => [...groups, ['20051003', 'SQ', [[['00200032', 'DS', '7\\7\\7']]]]])],
    ['7FE00010', 'OW', object.bytes ?? uint16(...frames.flatMap(({ slice }) => headPixels(slice)))],
  ];
  return fileOf(elements, object.more, object.transferSyntax);
}

/** An object beside the images of a study, without pixels. */
export const besideFile = (sopClass: string, modality: string, instance: number, more: Item = []): ArrayBuffer =>
  fileOf([
    ['00080016', 'UI', sopClass],
    ['00080018', 'UI', `1.2.3.4.7.${instance}`],
    ['00080060', 'CS', modality],
    ['00100020', 'LO', SOURCE.patientId],
    ['0020000D', 'UI', SOURCE.study],
    ['0020000E', 'UI', `1.2.3.7.${instance}`],
    ...more,
  ]);

/** What stands before a data set taken away: preamble, prefix and file meta information, or the first two. */
export function bare(file: ArrayBuffer, keepMeta = false): ArrayBuffer {
  if (keepMeta) return file.slice(132);
  const length = new DataView(file).getUint32(132 + 8, true);
  return file.slice(132 + 12 + length);
}
