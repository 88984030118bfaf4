import { DiffusionError } from '../core/errors';

/** What a codestream says of itself, to be compared with the header of its image. */
export interface Codestream {
  kind: 'JPEG' | 'JPEG lossless' | 'JPEG-LS' | 'JPEG 2000';
  rows: number;
  columns: number;
  components: number;
  /** Bits of a sample. */
  precision: number;
  /** Of JPEG 2000, the only one that says it. */
  signed: boolean | undefined;
  /** False where the wavelet or cosine transform is one of real numbers, which decoders may round differently. */
  reversible: boolean;
  /** Where the byte with the sign and precision of JPEG 2000 lies. */
  signAt: number | undefined;
}

const damaged = (measured: string, allowed?: string) => new DiffusionError('DICOM_DAMAGED', { measured, ...(allowed && { allowed }) });
const cutShort = () => damaged('a compressed image that ends too early');

/** Big-endian numbers of a codestream; whoever reads beyond its end is told so. */
class Reader {
  private readonly view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get(offset: number, size: 1 | 2 | 4): number {
    if (offset + size > this.bytes.length) throw cutShort();
    return size === 1 ? this.view.getUint8(offset) : size === 2 ? this.view.getUint16(offset) : this.view.getUint32(offset);
  }
}

const [SOC_SIZ, SOT, EOC, COD] = [0xff4fff51, 0xff90, 0xffd9, 0xff52];

/** Main header and tile-parts of JPEG 2000 (ISO 15444-1 annex A): each tile must be there, and each of its parts whole. */
function jpeg2000(bytes: Uint8Array, start: number): Codestream {
  const reader = new Reader(bytes);
  const siz = start + 4; // behind the markers SOC and SIZ, at the length of SIZ
  const [xSize, ySize, xOffset, yOffset, tileX, tileY, tileXOffset, tileYOffset] = [4, 8, 12, 16, 20, 24, 28, 32].map((n) =>
    reader.get(siz + n, 4),
  ) as [number, number, number, number, number, number, number, number];
  const [components, sign] = [reader.get(siz + 36, 2), reader.get(siz + 38, 1)];
  let reversible = false;
  let at = start + 2;
  for (let marker = reader.get(at, 2); marker !== SOT; marker = reader.get(at, 2)) {
    if (marker < 0xff30) throw damaged('a compressed image with a damaged header');
    if (marker === COD) reversible = reader.get(at + 13, 1) === 1;
    at += 2 + reader.get(at + 2, 2);
  }
  const across = Math.ceil((xSize - tileXOffset) / tileX) * Math.ceil((ySize - tileYOffset) / tileY);
  const tiles = new Set<number>();
  while (at < bytes.length && reader.get(at, 2) === SOT) {
    const length = reader.get(at + 6, 4);
    tiles.add(reader.get(at + 4, 2));
    // Zero: up to the end of the codestream, whose last marker is the only sign that it is whole.
    at = length === 0 ? bytes.lastIndexOf(0xd9) - 1 : at + length;
    if (at < 0 || at > bytes.length) throw cutShort();
  }
  if (tiles.size !== across || reader.get(at, 2) !== EOC) throw cutShort();
  return {
    ...{ kind: 'JPEG 2000', rows: ySize - yOffset, columns: xSize - xOffset, components, reversible },
    ...{ precision: (sign & 0x7f) + 1, signed: sign >= 0x80, signAt: siz + 38 },
  };
}

const [SOI, EOI, SOS, SOF_LOSSLESS, SOF_LS] = [0xffd8, 0xffd9, 0xffda, 0xffc3, 0xfff7];
const isFrame = (marker: number) =>
  marker === SOF_LS || (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker));

/** The marker behind entropy-coded bytes; what may follow FF there differs between JPEG (00, restarts) and JPEG-LS (a bit that is 0). */
function behindScan(reader: Reader, from: number, ls: boolean): number {
  const { bytes } = reader;
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = reader.get(at + 1, 1);
    const inside = ls ? next < 0x80 : next === 0 || next === 0xff;
    if (!inside && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw cutShort();
}

/** The segments of JPEG (ISO 10918-1) and JPEG-LS (ISO 14495-1) from the first marker to the last. */
function jpeg(bytes: Uint8Array): Codestream {
  const reader = new Reader(bytes);
  let found: Codestream | undefined;
  for (let at = 2; ;) {
    const marker = reader.get(at, 2);
    if (marker === 0xffff) at++;
    else if (marker === EOI) break;
    else if (marker < 0xff01) throw damaged('a compressed image with a damaged header');
    else {
      const length = reader.get(at + 2, 2);
      if (isFrame(marker) && !found) {
        const [precision, rows, columns] = [reader.get(at + 4, 1), reader.get(at + 5, 2), reader.get(at + 7, 2)];
        const kind = marker === SOF_LS ? 'JPEG-LS' : marker === SOF_LOSSLESS ? 'JPEG lossless' : 'JPEG';
        const size = { precision, rows, columns, components: reader.get(at + 9, 1) };
        found = { kind, ...size, signed: undefined, reversible: kind !== 'JPEG', signAt: undefined };
      }
      at += 2 + length;
      if (marker === SOS) at = behindScan(reader, at, found?.kind === 'JPEG-LS');
    }
  }
  if (!found) throw damaged('a compressed image that does not say its size');
  return found;
}

/**
 * Reads the head of a codestream and follows its parts to the end, without decoding: what is cut is told here, because decoders fill in what is missing.
 *
 * @throws DiffusionError DICOM_DAMAGED
 */
export function readCodestream(bytes: Uint8Array): Codestream {
  const reader = new Reader(bytes);
  if (reader.get(0, 2) === SOI) return jpeg(bytes);
  // Some wrap the codestream in the boxes of a JP2 file; it begins with the markers SOC and SIZ.
  for (let at = 0; at + 4 <= Math.min(bytes.length, 1024); at++) if (reader.get(at, 4) === SOC_SIZ) return jpeg2000(bytes, at);
  throw damaged('compressed pixels of no known kind');
}

/**
 * The same codestream, of unsigned samples: what it decodes to lies 2^(precision − 1) higher. Decoders of 8 bits cut negative values off.
 */
export function unsignedStream(bytes: Uint8Array, { signAt, precision }: Codestream): Uint8Array {
  if (signAt === undefined) return bytes;
  const copy = bytes.slice();
  copy[signAt] = precision - 1;
  return copy;
}
