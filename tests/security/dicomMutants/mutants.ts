import { deflateRawSync } from 'node:zlib';
import { MUTATIONS } from '../../reliability/mutants/mutate';
import { randomNumbers } from '../../support/pictures';
import { bases, type Base } from './bases';
import { extreme } from './extremes';

export interface Mutant {
  readonly n: number;
  readonly base: string;
  readonly mutation: string;
  readonly bytes: Buffer;
}

/**
 * Seeded mutants of DICOM files, drawn one by one: every third with lengths or counts forced to extremes, the others with one of the
 * mutations of the reliability tests, every fifth with both. Each has a SOP Instance UID of its own, so that each can be stored.
 */
export function* mutants(count: number, seed = 19): Generator<Mutant> {
  const random = randomNumbers(seed);
  const all = bases();
  const kinds = Object.entries(MUTATIONS);
  for (let n = 0; n < count;) {
    const drawn = all[Math.floor(random() * all.length)];
    const kind = kinds[Math.floor(random() * kinds.length)];
    if (!drawn || !kind) continue;
    const plain = withOwnUid(drawn, n);
    const names: string[] = [];
    let mutant = plain;
    if (n % 3 === 0) {
      mutant = extreme(mutant, random);
      names.push('an extreme');
    }
    if (n % 3 !== 0 || n % 5 === 0) {
      const changed = changedBy(kind[1], mutant, random);
      if (changed) names.push(kind[0]);
      mutant = changed ?? mutant;
    }
    const bytes = fileOf(mutant);
    if (bytes.equals(fileOf(plain))) continue;
    yield { n, base: drawn.name, mutation: names.join(', '), bytes };
    n++;
  }
}

function fileOf({ meta, data, deflated }: Base): Buffer {
  return Buffer.concat([meta, deflated ? deflateRawSync(data) : data]);
}

/** A mutation takes a whole file; what it does to the file's own header would be done to none. */
function changedBy(mutation: (typeof MUTATIONS)[string], base: Base, random: () => number): Base | undefined {
  try {
    const changed = mutation(Buffer.concat([base.meta, base.data]), random);
    return changed && { ...base, data: Buffer.from(changed.subarray(base.meta.length)) };
  } catch {
    return undefined; // the walk of the mutation stumbled over an extreme
  }
}

/** Of the same length, so that nothing moves. */
function withOwnUid(base: Base, n: number): Base {
  const [implicit, big] = [base.syntax === '1.2.840.10008.1.2', base.syntax === '1.2.840.10008.1.2.2'];
  const data = Buffer.from(base.data);
  const at = data.indexOf(Buffer.from(big ? '00080018' : '08001800', 'hex')) + 8;
  const length = implicit ? data.readUInt32LE(at - 4) : big ? data.readUInt16BE(at - 2) : data.readUInt16LE(at - 2);
  data.write(`1.${String(n).padStart(length - 2, '9')}`, at, length, 'latin1');
  return { ...base, data };
}
