/** Protobuf: a varint, and a field of wire type 2 (length-delimited) or 0. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
const field = (number: number, bytes: readonly number[]): number[] => [...varint((number << 3) | 2), ...varint(bytes.length), ...bytes];
const text = (number: number, value: string): number[] => field(number, [...Buffer.from(value)]);
const integer = (number: number, value: number): number[] => [...varint(number << 3), ...varint(value)];

/** A tensor [b, channels, h, w] or [b] of float32 by its name (ValueInfoProto). */
function value(name: string, channels: number): number[] {
  const free = (dimension: string) => field(1, text(2, dimension));
  const shape = channels === 0 ? free('b') : [...free('b'), ...field(1, integer(1, channels)), ...free('h'), ...free('w')];
  return [...text(1, name), ...field(2, field(1, [...integer(1, 1), ...field(2, shape)]))];
}

/** A number by its name (TensorProto). */
const scalar = (name: string, number: number): number[] => [
  ...integer(2, 1),
  ...text(8, name),
  ...field(9, [...new Uint8Array(Float32Array.of(number).buffer)]),
];

const node = (operator: string, inputs: readonly string[], output: string): number[] =>
  field(1, [...inputs.flatMap((name) => text(1, name)), ...text(2, output), ...text(4, operator)]);

/**
 * A network of onnx.proto by hand: each output is `factor` times an input, plus `offset`; 0 and 0 is a network that answers zeros.
 *
 * @param inputs names and their channels; 0 for a number per picture
 */
export function linearModel(
  inputs: Readonly<Record<string, number>>,
  outputs: Readonly<Record<string, { of: string; factor: number; offset: number }>>,
): Uint8Array {
  const made = Object.entries(outputs).flatMap(([name, { of, factor, offset }]) => [
    ...node('Mul', [of, `${name}_factor`], `${name}_scaled`),
    ...node('Add', [`${name}_scaled`, `${name}_offset`], name),
    ...field(5, scalar(`${name}_factor`, factor)),
    ...field(5, scalar(`${name}_offset`, offset)),
  ]);
  const graph = [
    ...made,
    ...text(2, 'linear'),
    ...Object.entries(inputs).flatMap(([name, channels]) => field(11, value(name, channels))),
    ...Object.keys(outputs).flatMap((name) => field(12, value(name, 1))),
  ];
  return Uint8Array.from([...integer(1, 8), ...field(7, graph), ...field(8, integer(2, 17))]);
}
