/** Wraps the WebGPU prototypes of this realm so that every call is counted; must run before the first device is made. */
const counts: Record<string, number> = {};

function count(owner: { prototype: object } | undefined, method: string): void {
  const prototype = owner?.prototype as Record<string, (...a: unknown[]) => unknown> | undefined;
  const original = prototype?.[method];
  if (!prototype || !original) return;
  prototype[method] = function (this: unknown, ...args: unknown[]) {
    counts[method] = (counts[method] ?? 0) + 1;
    return original.apply(this, args);
  };
}

export function countWebGpuCalls(): void {
  if (!('GPUDevice' in self)) return;
  for (const method of ['mapAsync', 'getMappedRange']) count(GPUBuffer, method);
  for (const method of ['writeBuffer', 'submit', 'writeTexture', 'onSubmittedWorkDone']) count(GPUQueue, method);
  for (const method of ['copyBufferToBuffer', 'copyTextureToBuffer']) count(GPUCommandEncoder, method);
  count(GPUDevice, 'createBuffer');
}

export const snapshot = (): Record<string, number> => ({ ...counts });

export const since = (before: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, value - (before[name] ?? 0)]));
