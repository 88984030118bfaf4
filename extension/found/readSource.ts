import type { Volume } from '../../src/volume/Volume';
import { declaredPadding } from '../host/declaredPadding';
import { readSlices } from '../host/readSlices';
import type { Ground, Reader } from './readWork';

/** The source of a work as a run reads it, with what its headers call no image: measures and histograms leave that out. */
export async function readSource(
  imageIds: readonly string[],
  { stack, grid }: Ground,
  { loader, signal, tell }: Pick<Reader, 'loader' | 'signal' | 'tell'>,
): Promise<Volume> {
  const listed: Float32Array[] = [];
  for await (const { index, pixels } of readSlices(imageIds, { length: grid.rows * grid.columns, loader, signal })) {
    listed[index] = pixels;
    tell();
  }
  const padding = declaredPadding(imageIds);
  return { ...grid, ...(padding && { padding: stack.along(padding) }), slices: stack.along(listed) };
}
