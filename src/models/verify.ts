import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { DiffusionError } from '../core/errors';
import type { Manifest } from './manifest';

export const hashInScript = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** @throws DiffusionError MODEL_ALTERED where a file of so many bytes cannot be the model */
export function checkSize({ id, file }: Manifest, bytes: number): void {
  if (bytes !== file.bytes)
    throw new DiffusionError('MODEL_ALTERED', { measured: `${id}: ${bytes} bytes`, allowed: `${file.bytes} bytes` });
}

/**
 * Compares size and SHA-256 with the manifest, before a session exists. Hashing is done in script: crypto.subtle is missing on pages
 * that are not secure contexts, and a hospital's intranet often is none. Node passes its own, which is ten times as fast.
 *
 * @throws DiffusionError MODEL_ALTERED
 */
export function verifyModel(manifest: Manifest, bytes: Uint8Array, hash = hashInScript): void {
  const { id, file } = manifest;
  checkSize(manifest, bytes.length);
  const found = hash(bytes);
  if (found !== file.sha256) {
    throw new DiffusionError('MODEL_ALTERED', {
      measured: `${id}: SHA-256 ${found.slice(0, 12)}…`,
      allowed: `${file.sha256.slice(0, 12)}…`,
    });
  }
}
