/** Pieces as one, of a known length. */
export function filled(pieces: Iterable<Uint8Array>, length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let place = 0;
  for (const piece of pieces) {
    whole.set(piece, place);
    place += piece.byteLength;
  }
  return whole;
}

/** Pieces as one. */
export const joined = (pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  filled(
    pieces,
    pieces.reduce((length, { byteLength }) => length + byteLength, 0),
  );
