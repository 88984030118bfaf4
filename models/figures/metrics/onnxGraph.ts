/** As much of an ONNX file as counting its arithmetic takes (onnx.proto3; protobuf wire format). */
export interface GraphNode {
  op: string;
  inputs: string[];
  outputs: string[];
  /** Attributes that are one or several integers. */
  integers: Map<string, number[]>;
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

function readNode(message: Uint8Array): GraphNode {
  const strings = (number: number) => all(message, number).map(({ bytes }) => text(bytes));
  const attributes = all(message, 5).map(({ bytes }) => {
    const name = text(all(bytes, 1)[0]?.bytes ?? new Uint8Array());
    return [name, [...integers(bytes, 3), ...integers(bytes, 8)]] as [string, number[]];
  });
  return { inputs: strings(1), outputs: strings(2), op: strings(4)[0] ?? '', integers: new Map(attributes) };
}

export function readGraph(model: Uint8Array): Graph {
  const graph = all(model, 7)[0]?.bytes ?? new Uint8Array();
  const weights = new Map<string, number[]>();
  for (const { bytes } of all(graph, 5)) weights.set(text(all(bytes, 8)[0]?.bytes ?? new Uint8Array()), integers(bytes, 1));
  return { nodes: all(graph, 1).map(({ bytes }) => readNode(bytes)), weights };
}
