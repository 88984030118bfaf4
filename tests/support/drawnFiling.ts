import { fileOf } from '../../src/dicom/encode';
import { dicomObject } from '../../src/dicom/WorkSeries';
import type { FiledInstance, FiledSeries, Filing } from '../../src/filing/Filing';
import { explicitLittleEndian, partTenFile, type Item } from '../viewer/partTenFile';
import { dicomImage } from './dicomFile';

const SOP_CLASSES = {
  picture: '1.2.840.10008.5.1.4.1.1.4',
  map: '1.2.840.10008.5.1.4.1.1.30',
  report: '1.2.840.10008.5.1.4.1.1.88.34',
} as const;
const MAKERS: Item = [['00081090', 'LO', 'ohif-diffusion']];

const bytesOf = (file: Uint8Array) => new Uint8Array(file);

function picture(uid: string, seriesUid: string, k: number, side: number, studyUid: string): Uint8Array<ArrayBuffer> {
  const pixels = Array.from({ length: side * side }, (_, n) => (n * 7 + k * 31) % 4096);
  const more: Item = [['0020000D', 'UI', studyUid], ['00080018', 'UI', uid], ...MAKERS];
  return bytesOf(new Uint8Array(dicomImage({ z: k, pixels, rows: side, columns: side, series: seriesUid, instance: k + 1, more })));
}

/** An object without a picture in the form that others have. */
function bare(role: 'map' | 'report', uid: string, seriesUid: string, studyUid: string, more: Item): Uint8Array<ArrayBuffer> {
  const elements: Item = [
    ['00080005', 'CS', 'ISO_IR 192'],
    ['00080016', 'UI', SOP_CLASSES[role]],
    ['00080018', 'UI', uid],
    ['00080060', 'CS', role === 'map' ? 'MR' : 'SR'],
    ...MAKERS,
    ['00100010', 'PN', 'DOE^JANE'],
    ['00100020', 'LO', 'P-77'],
    ['0020000D', 'UI', studyUid],
    ['0020000E', 'UI', seriesUid],
    ...more,
  ];
  return bytesOf(partTenFile(elements, explicitLittleEndian));
}

const floats = (k: number) => Buffer.from(Float32Array.from({ length: 64 }, (_, n) => k + n / 7).buffer);
const sentence: Item = [
  ['0040A040', 'CS', 'TEXT'],
  ['0040A160', 'UT', 'seen'],
];

/** A filing of drawn objects of the study of `dicomImage`: pictures, maps with floats, one report. */
export function drawnFiling({ pictures = 5, maps = 2, report = true, side = 8, prefix = '2.25.7', studyUid = '1.2.3' } = {}): Filing {
  const series: FiledSeries[] = [];
  const add = (role: FiledSeries['role'], count: number, make: (uid: string, seriesUid: string, k: number) => Uint8Array<ArrayBuffer>) => {
    const number = 900 + series.length;
    const seriesUid = `${prefix}.${number}`;
    const instances = Array.from({ length: count }, (_, k): FiledInstance => {
      const sopInstanceUid = `${seriesUid}.${k + 1}`;
      const made = () => make(sopInstanceUid, seriesUid, k);
      const encode = function* () {
        return fileOf(made());
      };
      const object = { sopClassUid: SOP_CLASSES[role as 'map'], sopInstanceUid, bytes: made().byteLength, encode };
      return { ...dicomObject(object), seriesUid };
    });
    if (count > 0) series.push({ role, modality: 'MR', number, description: `drawn ${role}`, seriesUid, instances });
  };
  add('picture', pictures, (uid, seriesUid, k) => picture(uid, seriesUid, k, side, studyUid));
  add('map', maps, (uid, seriesUid, k) => bare('map', uid, seriesUid, studyUid, [['7FE00008', 'OF', floats(k)]]));
  add('report', report ? 1 : 0, (uid, seriesUid) => bare('report', uid, seriesUid, studyUid, [['0040A730', 'SQ', [sentence]]]));
  return { work: 'drawn', studyUid, series };
}

export const instancesOf = (filing: Filing): FiledInstance[] => filing.series.flatMap(({ instances }) => [...instances]);
