import { gunzipSync } from 'node:zlib';
import { readCommandLine } from '../../src/cli/options';
import { checkOptions, perform } from '../../src/cli/perform';
import { Progress } from '../../src/cli/progress';
import { reportFile } from '../../src/cli/report';
import type { Source } from '../../src/cli/source';
import { remarkText } from '../../src/core/errors';
import type { Manifest } from '../../src/models/manifest';
import { readNifti } from '../../src/nifti/readNifti';
import { derivationOf } from '../../src/results/derivation';
import type { Kind } from '../../src/results/kinds';
import type { Supplies } from '../../src/tasks/inMemory';
import type { Task } from '../../src/tasks/Task';
import { supplies } from '../support/context';

/** A task on a source up to the bytes of its files, as the command does it, with a model that a test brings. */
export async function performed(task: Task, source: Source, manifest: Manifest, more: readonly string[], parts: Partial<Supplies>) {
  const options = readCommandLine([task.id, '-i', 'in', '-o', 'out', ...more]).run();
  checkOptions(task, options);
  const notes: string[] = [];
  const progress = new Progress({ write: (line) => notes.push(line), isTTY: false }, false);
  const done = await perform(task, source, manifest, options, supplies(parts), progress);
  const { layers, provenance, warnings } = done.result;
  const whole = (bytes: Uint8Array | readonly Uint8Array[]) => (Array.isArray(bytes) ? Buffer.concat(bytes) : (bytes as Uint8Array));
  const encoded = await source.encode(done, new Date());
  const written = encoded.map((one) => ({ ...one, files: one.files.map(({ path, bytes }) => ({ path, bytes: whole(bytes) })) }));
  const phases = { start: 0, read: 0, model: 0, plan: 0, network: 0, engine: 0, encode: 0 };
  const choice = { manifest, reason: 'a test' };
  const text = new TextDecoder().decode(reportFile({ ...done, source, choice, written, phases, selfTests: { [manifest.id]: 1e-6 } }).bytes);
  const bytesOf = (kind: Kind) => {
    const file = written.find((one) => one.kind === kind)?.files[0];
    if (!file) throw new Error(`no ${kind} was written`);
    return file.bytes;
  };
  return {
    layers,
    provenance,
    written,
    notes,
    warnings: warnings.map(remarkText),
    paths: written.flatMap(({ files }) => files.map(({ path }) => path)),
    /** The values of a NIfTI file. */
    read: (kind: Kind) => readNifti(gunzipSync(bytesOf(kind))).values,
    /** What a DICOM object of the first layer says of its making. */
    description: derivationOf(task.makes[0], provenance),
    text,
    report: JSON.parse(text) as Record<string, unknown>,
  };
}
