/**
 * A DICOM UID without an organisation's root: 2.25 followed by a version 4 UUID as a decimal number (PS3.5 B.2). At most 44 characters.
 *
 * @param random 16 random bytes; only tests pass their own
 */
export function newUid(random: Uint8Array = crypto.getRandomValues(new Uint8Array(16))): string {
  const bytes = Uint8Array.from(random);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `2.25.${bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)}`;
}
