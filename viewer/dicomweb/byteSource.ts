import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource as Source } from '../../src/dicom/walk';

/** Enough for nearly every header, and for the heads of small fragments. */
const WINDOW = 64 * 1024;

/** Bytes that are read where they lie: of a file only a window is held, whatever its lengths announce. */
export class ByteSource implements Source {
  private start = 0;
  private window: Buffer = Buffer.alloc(0);
  private view: DataView = new DataView(new ArrayBuffer(0));

  /** @param fill bytes from an offset on, as many as asked for, which never reach beyond `byteLength` */
  constructor(
    readonly byteLength: number,
    private readonly fill: (offset: number, length: number) => Buffer,
  ) {}

  static of(bytes: Buffer): ByteSource {
    return new ByteSource(bytes.length, (offset, length) => bytes.subarray(offset, offset + length));
  }

  /** Bytes [offset, offset + length), fewer where the file ends. */
  slice(offset: number, length: number): Buffer {
    const whole = Math.max(0, Math.min(length, this.byteLength - offset));
    if (whole > WINDOW) return this.fill(offset, whole);
    const at = this.reach(offset, whole);
    return this.window.subarray(at, at + whole);
  }

  getUint8(offset: number): number {
    const at = this.reach(offset, 1);
    return this.view.getUint8(at);
  }

  getUint16(offset: number, littleEndian?: boolean): number {
    const at = this.reach(offset, 2);
    return this.view.getUint16(at, littleEndian);
  }

  getUint32(offset: number, littleEndian?: boolean): number {
    const at = this.reach(offset, 4);
    return this.view.getUint32(at, littleEndian);
  }

  /** @returns where in the window the bytes are */
  private reach(offset: number, length: number): number {
    if (offset + length > this.byteLength) throw new RangeError(`${offset + length - this.byteLength} bytes are missing`);
    if (offset < this.start || offset + length > this.start + this.window.length) {
      this.window = this.fill(offset, Math.min(WINDOW, this.byteLength - offset));
      this.start = offset;
      this.view = new DataView(this.window.buffer, this.window.byteOffset, this.window.byteLength);
    }
    return offset - this.start;
  }
}

/** Calls `use` with a file's bytes, while it is open. */
export function withFile<T>(file: string, use: (source: ByteSource) => T): T {
  const handle = openSync(file, 'r');
  try {
    return use(
      new ByteSource(fstatSync(handle).size, (offset, length) => {
        const bytes = Buffer.alloc(length);
        return bytes.subarray(0, readSync(handle, bytes, 0, length, offset));
      }),
    );
  } finally {
    closeSync(handle);
  }
}
