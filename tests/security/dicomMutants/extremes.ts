import dicomParser, { type DataSet, type Element } from 'dicom-parser';
import { dictionaryVr } from '../../../viewer/dicomweb/dictionary';
import type { Base } from './bases';

type Random = () => number;
const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)] as T;

/** A number in the data set that says how much of something there is: where it lies, and in how many bytes. */
interface Place {
  readonly at: number;
  readonly bytes: 2 | 4 | 8;
}

const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UC', 'UN', 'UR', 'UT']);
/** Counts and sizes as binary numbers. */
const SIZES = ['x00280002', 'x00280006', 'x00280010', 'x00280011', 'x00280100', 'x00280101', 'x00280102', 'x00280103'];
const COUNT_OF_FRAMES = 'x00280008';
const COUNTS = ['2000000000', '4294967295', '99999999999999999999', '-1', '0', '1e9', '65536', '2147483648', 'NaN', '1\\2', '8.5', ''];

/**
 * One to three lengths or counts of a file forced to an extreme: of elements, items and fragments, of frames, rows, columns, samples
 * and bits, the entries of tables of offsets, the length of the File Meta Information.
 */
export function extreme(base: Base, random: Random): Base {
  const meta = Buffer.from(base.meta);
  let data: Buffer = Buffer.from(base.data);
  if (random() < 0.05) meta.writeUInt32LE(pick(extremesOf(4, meta.length), random), 132 + 8);
  const [{ lengths, sizes, frames }, big] = [placesOf(base), base.syntax === '1.2.840.10008.1.2.2'];
  for (let times = 1 + Math.floor(random() * 3); times > 0; times--) {
    const place = sizes.length > 0 && random() < 0.4 ? pick(sizes, random) : pick(lengths, random);
    if (!place || place.at + place.bytes > data.length) continue;
    const value = pick(extremesOf(place.bytes === 2 ? 2 : 4, data.length), random);
    if (place.bytes === 2) data[big ? 'writeUInt16BE' : 'writeUInt16LE'](value, place.at);
    else data[big ? 'writeUInt32BE' : 'writeUInt32LE'](value, place.at);
    if (place.bytes === 8) data[big ? 'writeUInt32BE' : 'writeUInt32LE'](random() < 0.5 ? 0 : value, place.at + 4);
  }
  // Last, because what lies behind it moves.
  if (frames && random() < 0.5) data = withText(data, frames, pick(COUNTS, random), big, base.syntax);
  return { ...base, meta, data };
}

function extremesOf(bytes: 2 | 4, size: number): number[] {
  if (bytes === 2) return [0, 1, 3, 0x7fff, 0x8000, 0xfffe, 0xffff];
  return [0, 1, 7, 0xffff, 0x10000, 0x3fffffff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xfffffffe, 0xffffffff, size - 1, size, size * 2];
}

function placesOf(base: Base): { lengths: Place[]; sizes: Place[]; frames: Element | undefined } {
  const { dataSet, offset } = parsed(base);
  const implicit = base.syntax === '1.2.840.10008.1.2';
  const lengths: Place[] = [];
  const sizes: Place[] = [];
  const add = (list: Place[], at: number, bytes: Place['bytes']) => void list.push({ at: at - offset, bytes });
  const walk = (set: DataSet): void => {
    for (const [key, element] of Object.entries(set.elements)) {
      if (key < 'x00030000') continue;
      const short = !implicit && !LONG.has(element.vr ?? 'UN');
      add(lengths, element.dataOffset - (short ? 2 : 4), short ? 2 : 4);
      for (const item of element.items ?? []) {
        add(lengths, item.dataOffset - 4, 4);
        if (item.dataSet) walk(item.dataSet);
      }
      for (const fragment of element.fragments ?? []) add(lengths, fragment.position - 4, 4);
      (element.basicOffsetTable ?? []).forEach((_, n) => add(sizes, element.dataOffset + 8 + 4 * n, 4));
      if (SIZES.includes(key)) add(sizes, element.dataOffset, 2);
      if (key === 'x7fe00001' || key === 'x7fe00002') {
        for (let at = 0; at < element.length; at += 8) add(sizes, element.dataOffset + at, 8);
      }
    }
  };
  walk(dataSet);
  const frames = dataSet.elements[COUNT_OF_FRAMES];
  return { lengths, sizes, frames: frames && { ...frames, dataOffset: frames.dataOffset - offset } };
}

/** The data set by itself: a deflated one stands here as it was before. */
function parsed({ data, syntax, deflated }: Base): { dataSet: DataSet; offset: number } {
  const written = deflated ? '1.2.840.10008.1.2.1' : syntax;
  const uid = written.length % 2 ? `${written}\0` : written;
  const head = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM\x02\0\x10\0UI'), Buffer.from([uid.length, 0]), Buffer.from(uid)]);
  const dataSet = dicomParser.parseDicom(Buffer.concat([head, data]), {
    vrCallback: (tag) => dictionaryVr(tag.slice(1).toUpperCase()),
  });
  return { dataSet, offset: head.length };
}

function withText(data: Buffer, { dataOffset, length }: Element, text: string, big: boolean, syntax: string): Buffer {
  const value = Buffer.from(text.length % 2 ? `${text} ` : text);
  const out = Buffer.concat([data.subarray(0, dataOffset), value, data.subarray(dataOffset + length)]);
  if (syntax === '1.2.840.10008.1.2') out.writeUInt32LE(value.length, dataOffset - 4);
  else out[big ? 'writeUInt16BE' : 'writeUInt16LE'](value.length, dataOffset - 2);
  return out;
}
