/** Wraps the WebGPU prototypes of this realm so that every call is counted; must run before the first device is made. */
const counts: Record<string, number> = {};

/** A kernel's uniforms, which the runtime writes before each run, are a few numbers; a picture is more than this many bytes. */
const PICTURE = 1024;

function count(owner: { prototype: object } | undefined, method: string, name: (args: unknown[]) => string = () => method): void {
  const prototype = owner?.prototype as Record<string, (...a: unknown[]) => unknown> | undefined;
  const original = prototype?.[method];
  if (!prototype || !original) return;
  prototype[method] = function (this: unknown, ...args: unknown[]) {
    const counted = name(args);
    counts[counted] = (counts[counted] ?? 0) + 1;
    return original.apply(this, args);
  };
}

/** Bytes of a GPUQueue.writeBuffer(buffer, offset, data, dataOffset, size); offset and size count elements of typed arrays. */
function written([, , data, from = 0, size]: unknown[]): number {
  const unit = ArrayBuffer.isView(data) && 'BYTES_PER_ELEMENT' in data ? Number(data.BYTES_PER_ELEMENT) : 1;
  return size === undefined ? (data as ArrayBuffer).byteLength - unit * Number(from) : unit * Number(size);
}

export function countWebGpuCalls(): void {
  if (!('GPUDevice' in self)) return;
  for (const method of ['mapAsync', 'getMappedRange']) count(GPUBuffer, method);
  for (const method of ['submit', 'writeTexture', 'onSubmittedWorkDone']) count(GPUQueue, method);
  count(GPUQueue, 'writeBuffer', (args) => (written(args) > PICTURE ? 'writePicture' : 'writeUniforms'));
  for (const method of ['copyBufferToBuffer', 'copyTextureToBuffer']) count(GPUCommandEncoder, method);
  count(GPUDevice, 'createBuffer');
}

export const snapshot = (): Record<string, number> => ({ ...counts });

export const since = (before: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, value - (before[name] ?? 0)]));
