import { sha256 } from '@noble/hashes/sha2.js';

/** Leading zeros are not allowed, and let pass: without them it would be another one. */
export const isUid = (text: string): boolean => /^[0-9.]{1,64}$/.test(text);

/** 2.25 followed by a UUID as a decimal number (PS3.5 B.2). At most 44 characters. */
function uidOf(bytes: Uint8Array, version: 4 | 8): string {
  const uuid = Uint8Array.from(bytes.subarray(0, 16));
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | (version << 4);
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  let hex = '0x';
  for (const byte of uuid) hex += byte.toString(16).padStart(2, '0');
  return `2.25.${BigInt(hex)}`;
}

/**
 * A DICOM UID without an organisation's root, from a version 4 UUID.
 *
 * @param random 16 random bytes; only tests pass their own
 */
export const newUid = (random: Uint8Array = crypto.getRandomValues(new Uint8Array(16))): string => uidOf(random, 4);

/**
 * The UID of one thing of a work, the same whenever it is asked for: the same work filed twice is one series. From a version 8 UUID (RFC 9562),
 * the beginning of a SHA-256.
 *
 * @param work key of the work, as `workKey` gives it
 * @param parts what it is the UID of
 */
export const derivedUid = (work: string, ...parts: readonly (string | number)[]): string =>
  uidOf(sha256(new TextEncoder().encode(JSON.stringify([work, ...parts]))), 8);
