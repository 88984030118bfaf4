import type { Graph, GraphNode } from './onnxGraph';

type Size = readonly [rows: number, columns: number];

const product = (values: readonly number[]) => values.reduce((total, value) => total * value, 1);
/** Operators whose output may have another size than their input, and which this count does not follow. */
const UNKNOWN = new Set(['Upsample', 'MaxPool', 'AveragePool', 'GlobalAveragePool', 'Reshape', 'Transpose', 'MatMul', 'Einsum']);

function convolution(node: GraphNode, [rows, columns]: Size, weight: readonly number[]): { size: Size; operations: number } {
  const list = (name: string, otherwise: number[]) => node.integers.get(name) ?? otherwise;
  const [strides, dilations, pads] = [list('strides', [1, 1]), list('dilations', [1, 1]), list('pads', [0, 0, 0, 0])];
  const kernel = weight.slice(2);
  const along = (length: number, axis: 0 | 1): number => {
    const [k, s, d] = [kernel[axis] ?? 1, strides[axis] ?? 1, dilations[axis] ?? 1];
    const padding = (pads[axis] ?? 0) + (pads[axis + 2] ?? 0);
    if (node.op === 'ConvTranspose') return (length - 1) * s + d * (k - 1) + 1 - padding;
    return Math.floor((length + padding - d * (k - 1) - 1) / s) + 1;
  };
  const size = [along(rows, 0), along(columns, 1)] as const;
  return { size, operations: 2 * product(weight) * product(node.op === 'ConvTranspose' ? [rows, columns] : size) };
}

/**
 * Arithmetic of one evaluation of a network on one picture, in 10⁹ operations (a multiplication and an addition are two): convolutions and
 * the dense layers of the noise level, which are all but about a percent of a U-Net. Sizes are followed through the graph; what padding adds at
 * the edges is not counted.
 */
export function gflop(graph: Graph, inputs: string | readonly string[], rows: number, columns: number): number {
  const sizes = new Map<string, Size>([inputs].flat().map((input) => [input, [rows, columns]]));
  const weights = new Map(graph.weights);
  const scales = new Map(graph.nodes.flatMap(({ outputs, floats }) => (floats.length > 0 ? [[outputs[0] ?? '', floats] as const] : [])));
  let operations = 0;
  for (const node of graph.nodes) {
    const [first = '', second = ''] = node.inputs;
    let size = node.inputs.map((name) => sizes.get(name)).find((found) => found !== undefined);
    const weight = weights.get(second);
    if (size && UNKNOWN.has(node.op)) throw new Error(`Cannot count the arithmetic of ${node.op}.`);
    if ((node.op === 'Conv' || node.op === 'ConvTranspose') && size && weight) {
      const done = convolution(node, size, weight);
      operations += done.operations;
      size = done.size;
    } else if (node.op === 'Gemm' && weight) operations += 2 * product(weight);
    else if (node.op === 'Cast' && weights.has(first)) weights.set(node.outputs[0] ?? '', weights.get(first) ?? []);
    const block = node.integers.get('blocksize')?.[0] ?? 1;
    const [, , alongRows = NaN, alongColumns = NaN] = scales.get(node.inputs[2] ?? '') ?? [];
    if (node.op === 'Resize' && size) size = [size[0] * alongRows, size[1] * alongColumns];
    if (node.op === 'DepthToSpace' && size) size = [size[0] * block, size[1] * block];
    if (node.op === 'SpaceToDepth' && size) size = [size[0] / block, size[1] / block];
    if (size) for (const output of node.outputs) sizes.set(output, size);
  }
  return operations / 1e9;
}
