/** As much of an ONNX file as counting its arithmetic takes (onnx.proto3; protobuf wire format). */
export interface GraphNode {
  op: string;
  inputs: string[];
  outputs: string[];
  /** Attributes that are one or several integers. */
  integers: Map<string, number[]>;
  /** What a constant of few float32 holds. */
  floats: number[];
}

export interface Graph {
  nodes: GraphNode[];
  /** Shapes of the stored weights. */
  weights: Map<string, number[]>;
}

type Field = { number: number; value: number; bytes: Uint8Array };

/** The fields of one message; lengths and integers below 2⁵³ as numbers. */
function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = () => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  while (at < message.length) {
    const key = varint();
    const [number, kind] = [Math.floor(key / 8), key % 8];
    if (kind === 0) yield { number, value: varint(), bytes: new Uint8Array() };
    else {
      const length = kind === 2 ? varint() : kind === 1 ? 8 : 4;
      yield { number, value: NaN, bytes: message.subarray(at, at + length) };
      at += length;
    }
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const all = (message: Uint8Array, number: number) => [...fields(message)].filter((field) => field.number === number);

/** A repeated integer field, packed or not. */
function integers(message: Uint8Array, number: number): number[] {
  return all(message, number).flatMap(({ value, bytes }) => (Number.isNaN(value) ? packed(bytes) : [value]));
}

function packed(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let [value, factor] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    values.push(value);
    [value, factor] = [0, 1];
  }
  return values;
}

const FLOAT = 1;
const FEW = 8;

/** A tensor of at most FEW float32. */
function floats(tensor: Uint8Array): number[] {
  const raw = all(tensor, 9)[0]?.bytes ?? new Uint8Array();
  if (integers(tensor, 2)[0] !== FLOAT || raw.length > 4 * FEW) return [];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: raw.length / 4 }, (_, k) => view.getFloat32(4 * k, true));
}

function readNode(message: Uint8Array): GraphNode {
  const strings = (number: number) => all(message, number).map(({ bytes }) => text(bytes));
  const attributes = all(message, 5).map(({ bytes }) => {
    const name = text(all(bytes, 1)[0]?.bytes ?? new Uint8Array());
    return [name, [...integers(bytes, 3), ...integers(bytes, 8)]] as [string, number[]];
  });
  const tensors = all(message, 5).flatMap(({ bytes }) => all(bytes, 5));
  return {
    inputs: strings(1),
    outputs: strings(2),
    op: strings(4)[0] ?? '',
    integers: new Map(attributes),
    floats: tensors.flatMap(({ bytes }) => floats(bytes)),
  };
}

export function readGraph(model: Uint8Array): Graph {
  const graph = all(model, 7)[0]?.bytes ?? new Uint8Array();
  const weights = new Map<string, number[]>();
  for (const { bytes } of all(graph, 5)) weights.set(text(all(bytes, 8)[0]?.bytes ?? new Uint8Array()), integers(bytes, 1));
  return { nodes: all(graph, 1).map(({ bytes }) => readNode(bytes)), weights };
}
