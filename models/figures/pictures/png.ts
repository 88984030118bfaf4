import { crc32, deflateSync } from 'node:zlib';

/** 8-bit picture, row-major, one (grey) or three (RGB) channels interleaved. */
export interface Raster {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** PNG file (ISO/IEC 15948): each line predicted from the one above it, except in grey pictures, where noise makes prediction costly. */
export function encodePng({ width, height, channels, data }: Raster): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 3 ? 2 : 0, 0, 0, 0], 8);
  const stride = width * channels;
  const lines = Buffer.alloc(height * (stride + 1));
  const predicted = channels === 3;
  for (let row = 0; row < height; row++) {
    const at = row * (stride + 1);
    lines[at] = predicted ? 2 : 0;
    for (let i = 0; i < stride; i++) {
      const above = predicted && row > 0 ? (data[(row - 1) * stride + i] ?? 0) : 0;
      lines[at + 1 + i] = (data[row * stride + i] ?? 0) - above;
    }
  }
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
