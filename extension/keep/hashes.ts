import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { inPieces } from '../run/pieces';

/** Stands for identifiers of DICOM where they may not be written in clear. */
export const hashOf = (...parts: readonly string[]): string => bytesToHex(sha256(utf8ToBytes(parts.join('\n')))).slice(0, 32);

/** Two multiplicative hashes of 32 bits at a time (the mixing of MurmurHash3): 64 bits tell pictures apart, and a gigabyte takes a second or two. */
function hashSlice(slice: Float32Array): readonly [number, number] {
  const words = new Uint32Array(slice.buffer, slice.byteOffset, slice.length);
  let [a, b] = [0x9747b28c, 0x85ebca6b];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? 0;
    a = Math.imul(a ^ word, 0xcc9e2d51);
    a = (a << 13) | (a >>> 19);
    b = Math.imul(b ^ word, 0x1b873593);
    b = (b << 15) | (b >>> 17);
  }
  return [a, b];
}

/** Tells whether a result that is made again has the same pixels, bit for bit; nothing of them can be told from it. */
export async function fingerprint(slices: readonly Float32Array[]): Promise<string> {
  const hashes = await inPieces(slices, hashSlice);
  return hashOf(...hashes.map((pair) => pair.join()));
}
