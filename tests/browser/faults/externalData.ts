import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Bytes of a protobuf field of wire type 2 (length-delimited); shorter than 128 bytes, so that its length is one byte. */
const field = (number: number, bytes: readonly number[]): number[] => [(number << 3) | 2, bytes.length, ...bytes];
const text = (value: string): number[] => [...Buffer.from(value)];
const integer = (number: number, value: number): number[] => [number << 3, value];

/** The fields of onnx.proto that say that a weight of a graph lies in a file of its own. Appended to a model they are merged into its graph. */
const initializer = [
  ...integer(1, 4), // dims
  ...integer(2, 1), // data_type: FLOAT
  ...field(8, text('elsewhere')), // name
  ...field(13, [...field(1, text('location')), ...field(2, text('weights.bin'))]), // external_data
  ...integer(14, 1), // data_location: EXTERNAL
];
/** It goes to an output, so that nobody takes it for unused. */
const node = [...field(1, text('elsewhere')), ...field(2, text('copied')), ...field(4, text('Identity'))];
const shape = field(2, field(1, integer(1, 4)));
const output = [...field(1, text('copied')), ...field(2, field(1, [...integer(1, 1), ...shape]))];
const graph = field(7, [...field(1, node), ...field(5, initializer), ...field(12, output)]);

/** A model that is whole but for a weight that it keeps in another file. */
export const withExternalData = (model: Buffer): Buffer => Buffer.concat([model, Buffer.from(graph)]);

const MODEL = 'models/tiny-random/';
const hash = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');

/** The tiny model so kept, with a manifest of its own, and what a site's list says of that one. */
export function keptElsewhere() {
  const bytes = withExternalData(readFileSync(`${MODEL}model.onnx`));
  const file = { name: 'model.onnx', bytes: bytes.length, sha256: hash(bytes) };
  const manifest = JSON.stringify({ ...(JSON.parse(readFileSync(`${MODEL}manifest.json`, 'utf8')) as object), file });
  return { bytes, manifest, pins: { 'tiny-random': hash(manifest) } };
}
