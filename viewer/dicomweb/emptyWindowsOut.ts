import { Transform } from 'node:stream';
import { withoutEmptyWindow } from './emptyWindow';

/** An instance of more bytes passes as it is, with what follows it. */
const MOST = 16 << 20;

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];

/**
 * Takes windows that cannot be used out of a metadata answer (an array in the DICOM JSON model) as it comes: each instance is held by itself, never
 * all of them. What is no such answer passes as it is.
 */
export function emptyWindowsOut(): Transform {
  let held: Buffer[] = [];
  let [length, depth, inText, escaped, plain] = [0, 0, false, false, false];
  return new Transform({
    transform(piece: Buffer, _, done) {
      let from = 0;
      for (let at = 0; at < piece.length && !plain; at++) {
        const byte = piece[at];
        if (inText) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inText = false;
        } else if (byte === QUOTE) inText = true;
        else if (byte === OPEN && depth++ === 0) {
          this.push(piece.subarray(from, at));
          from = at;
        } else if (byte === CLOSE && --depth === 0) {
          held.push(piece.subarray(from, at + 1));
          this.push(withoutEmptyWindow(Buffer.concat(held).toString()));
          [held, length, from] = [[], 0, at + 1];
        }
      }
      const rest = piece.subarray(from);
      if (depth > 0 && !plain) {
        held.push(rest);
        length += rest.length;
        plain = length > MOST;
        if (plain) held.splice(0).forEach((part) => this.push(part));
      } else this.push(rest);
      done();
    },
    flush(done) {
      held.forEach((part) => this.push(part));
      done();
    },
  });
}
