import { Zip, ZipPassThrough } from 'fflate';
import { DiffusionError } from '../core/errors';
import { newUid } from '../dicom/uid';
import { DicomDirectory } from './dicomdir';
import type { Filing } from './Filing';

/** What the offsets and the counts of a ZIP archive without extensions hold. */
const MOST_BYTES = 0xffffffff;
const MOST_FILES = 0xffff;

const NOTHING = new Uint8Array(0);

/** A file that lies beside those of the file-set. */
export interface BesideFile {
  /** At the root of the archive. */
  name: string;
  bytes: Uint8Array;
}

/** Letter and number, from 1: at most 8 characters, as media demand (PS3.10 8.2). */
const numbered = (letter: string, n: number) => `${letter}${String(n + 1).padStart(4, '0')}`;

/** Where an instance lies in the archive; both counted from 0. */
export const zipPath = (series: number, instance: number): string[] => ['DICOM', numbered('S', series), numbered('I', instance)];

function checkSize(files: number, bytes: number): void {
  if (files <= MOST_FILES && bytes <= MOST_BYTES) return;
  const measured = `${files} files of ${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new DiffusionError('ZIP_TOO_LARGE', { measured, allowed: `${MOST_FILES} files of 4 GiB` });
}

/**
 * A filing as a ZIP archive, piece by piece: its files as they would be sent (`DICOM/S0001/I0001` for the first of the first series) and a
 * DICOMDIR at the root. Of an instance its header is held, and about a slice of its pixels. An empty piece is a step that has made nothing yet.
 *
 * @throws DiffusionError ZIP_TOO_LARGE, before anything is made where that is known
 */
export function* zipChunks({ series }: Filing, beside: readonly BesideFile[] = []): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  const instances = series.flatMap((one) => one.instances);
  const files = instances.length + beside.length + 1;
  checkSize(
    files,
    [...instances.map(({ bytes }) => bytes), ...beside.map(({ bytes }) => bytes.length)].reduce((a, b) => a + b, 0),
  );
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  const zip = new Zip((error, chunk) => {
    if (error) throw new DiffusionError('INTERNAL', { cause: error });
    total += chunk.length;
    chunks.push(chunk);
  });
  const taken = () => {
    checkSize(files, total);
    const made = chunks;
    chunks = [];
    return made;
  };
  const add = function* (name: string, pieces: Iterable<Uint8Array>) {
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    for (const piece of pieces) {
      entry.push(piece);
      yield* taken();
    }
    entry.push(NOTHING, true);
    yield* taken();
  };
  const directory = new DicomDirectory(newUid());
  for (const [s, { instances }] of series.entries()) {
    for (const [i, instance] of instances.entries()) {
      const path = zipPath(s, i);
      const steps = instance.encode();
      let step = steps.next();
      for (; !step.done; step = steps.next()) yield NOTHING;
      const { header, pieces } = step.value;
      directory.add(header.byteLength === header.buffer.byteLength ? header.buffer : header.slice().buffer, instance.sopClassUid, path);
      yield* add(path.join('/'), pieces());
    }
  }
  for (const { name, bytes } of beside) yield* add(name, [bytes]);
  yield* add('DICOMDIR', [directory.encode()]);
  zip.end();
  yield* chunks;
}
