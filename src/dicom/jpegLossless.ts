import { DiffusionError } from '../core/errors';

const damaged = () => new DiffusionError('DICOM_DAMAGED', { measured: 'JPEG lossless pixels that are cut or damaged' });

/** By the next 16 bits: length of the code in the upper byte, bits of the difference in the lower; 0 where no code fits. */
type HuffmanTable = Uint16Array;

function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(65536);
  let [code, n] = [0, 0];
  counts.forEach((count, k) => {
    const length = k + 1;
    for (let i = 0; i < count; i++, code++, n++) {
      const from = code << (16 - length);
      table.fill((length << 8) | (symbols[n] ?? 0), from, from + (1 << (16 - length)));
    }
    code <<= 1;
  });
  return table;
}

/** Bits of entropy-coded bytes up to the next marker; a byte 00 behind FF is stuffing. */
class Bits {
  private held = 0;
  private count = 0;
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** The next bits, zeros behind the end; `bits` ≤ 16. */
  peek(bits: number): number {
    while (this.count < bits) {
      const byte = this.bytes[this.at] ?? 0xff;
      const marker = byte === 0xff && this.bytes[this.at + 1] !== 0;
      this.held = ((this.held << 8) | (marker ? 0 : byte)) & 0xffffff;
      this.count += 8;
      if (marker) this.missing += 8;
      else this.at += byte === 0xff ? 2 : 1;
    }
    return (this.held >> (this.count - bits)) & ((1 << bits) - 1);
  }
  private missing = 0;

  skip(bits: number): void {
    this.count -= bits;
    if (this.count < this.missing) throw damaged();
  }

  /** At the marker FF `marker` behind the padding of the last byte. @throws where bytes are left over */
  finish(marker: number): void {
    const left = this.count - this.missing;
    while (this.bytes[this.at] === 0xff && this.bytes[this.at + 1] === 0xff) this.at++;
    if (left >= 8 || this.bytes[this.at] !== 0xff || this.bytes[this.at + 1] !== marker) throw damaged();
    [this.held, this.count, this.missing] = [0, 0, 0];
  }
}

interface Scan {
  precision: number;
  rows: number;
  columns: number;
  table: HuffmanTable;
  predictor: number;
  /** Bits that were cut off before coding. */
  shift: number;
  /** Samples between restart markers; 0 for none. */
  interval: number;
  at: number;
}

function readHead(bytes: Uint8Array): Scan {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables: HuffmanTable[] = [];
  let [precision, rows, columns, interval] = [0, 0, 0, 0];
  for (let at = 2; ;) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) {
      at++;
      continue;
    }
    const [length, body] = [view.getUint16(at + 2), at + 4];
    if (marker === 0xffc3) [precision, rows, columns] = [view.getUint8(body), view.getUint16(body + 1), view.getUint16(body + 3)];
    if (marker === 0xffdd) interval = view.getUint16(body);
    if (marker === 0xffc4) {
      for (let from = body; from < at + 2 + length;) {
        const counts = bytes.subarray(from + 1, from + 17);
        const total = counts.reduce((sum, count) => sum + count, 0);
        tables[view.getUint8(from) & 15] = huffmanTable(counts, bytes.subarray(from + 17, from + 17 + total));
        from += 17 + total;
      }
    }
    if (marker === 0xffda) {
      const table = tables[view.getUint8(body + 2) >> 4];
      const [predictor, shift] = [view.getUint8(body + 3), view.getUint8(body + 5) & 15];
      if (view.getUint8(body) !== 1 || !table || predictor < 1 || predictor > 7) throw damaged();
      return { precision, rows, columns, table, predictor, shift, interval, at: at + 2 + length };
    }
    at += 2 + length;
  }
}

/**
 * Decodes one-component JPEG lossless (ISO 10918-1 annex H, Huffman), with all seven predictors.
 *
 * The usual JavaScript decoder rounds the seventh predictor towards zero, and says nothing of bytes that are missing or left over; both are told here.
 *
 * @returns the samples, 16 bits little-endian
 * @throws DiffusionError DICOM_DAMAGED
 */
export function decodeJpegLossless(bytes: Uint8Array): Uint8Array {
  const { precision, rows, columns, table, predictor, shift, interval, at } = readHead(bytes);
  // A sample takes a bit at least.
  if (rows * columns > 8 * bytes.length) throw damaged();
  const out = new Uint16Array(rows * columns);
  const bits = new Bits(bytes, at);
  const difference = (): number => {
    const entry = table[bits.peek(16)] ?? 0;
    if (entry === 0) throw damaged();
    bits.skip(entry >> 8);
    const size = entry & 0xff;
    if (size === 0) return 0;
    if (size >= 16) return 32768;
    const value = bits.peek(size);
    bits.skip(size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  };
  /** First row since the last restart: it knows no row above. */
  let top = 0;
  if (interval % columns !== 0) throw damaged();
  for (let n = 0; n < out.length; n++) {
    const [row, column] = [Math.floor(n / columns), n % columns];
    if (interval > 0 && n > 0 && n % interval === 0) {
      bits.finish(0xd0 + ((n / interval - 1) & 7));
      bits.at += 2;
      top = row;
    }
    const [left, above, corner] = [out[n - 1] ?? 0, out[n - columns] ?? 0, out[n - columns - 1] ?? 0];
    let predicted: number;
    if (row === top) predicted = column === 0 ? 1 << (precision - shift - 1) : left;
    else if (column === 0 || predictor === 2) predicted = above;
    else if (predictor === 1) predicted = left;
    else if (predictor === 3) predicted = corner;
    else if (predictor === 4) predicted = left + above - corner;
    else if (predictor === 5) predicted = left + ((above - corner) >> 1);
    else if (predictor === 6) predicted = above + ((left - corner) >> 1);
    else predicted = (left + above) >> 1;
    out[n] = predicted + difference();
  }
  bits.finish(0xd9);
  const limit = 2 ** (precision - shift);
  // Some encoders write negative samples as 16 bits, whatever precision they announce.
  if (out.some((value) => value >= limit && value < 65536 - limit / 2)) throw damaged();
  const samples = new Uint8Array(2 * out.length);
  const view = new DataView(samples.buffer);
  out.forEach((value, n) => view.setUint16(2 * n, value << shift, true));
  return samples;
}
