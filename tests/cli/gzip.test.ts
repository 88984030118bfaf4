/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { gunzipSync as otherReader } from 'fflate';
import { gzipped } from '../../src/cli/gzip';

const PIECE = 4 * 2 ** 20;
const piecesOf = (bytes: Uint8Array) =>
  Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, k) => bytes.subarray(k * PIECE, (k + 1) * PIECE));

/** Air, then noise: what results are made of. */
function bytesOf(length: number): Uint8Array {
  const air = Math.ceil(length / 3);
  return Buffer.concat([
    new Uint8Array(air),
    createCipheriv('aes-128-ctr', 'drawn,notsecret!', Buffer.alloc(16)).update(new Uint8Array(length - air)),
  ]);
}

describe('gzip in pieces', () => {
  it.each([0, 1, 4 * 2 ** 20 - 1, 4 * 2 ** 20, 4 * 2 ** 20 + 1, 9_000_001])(
    'of %i bytes is one member that any reader unpacks',
    async (length) => {
      const bytes = bytesOf(length);
      const packed = Buffer.concat(await gzipped(piecesOf(bytes)));
      const same = (unpacked: Uint8Array) => Buffer.compare(unpacked, bytes) === 0;
      expect(same(gunzipSync(packed))).toBe(true);
      expect(same(otherReader(packed))).toBe(true);
      expect(same(execFileSync('gzip', ['-dc'], { input: packed, maxBuffer: 2e7 }))).toBe(true);
      expect(packed.length).toBeLessThan(length * 0.7 + 100);
    },
  );
});
