import { readSource } from '../../extension/found/readSource';
import { bindHost } from '../../extension/host/host';
import type { ExtensionContext } from '../../extension/host/types';
import { stackAs } from '../support/stackAs';

/** Shown from head to feet: the second slice along the normal is the first of the list. Each has a padding of its own. */
const headers: Readonly<Record<string, object>> = Object.fromEntries(
  [-2000, -32768].map((PixelPaddingValue, k) => [
    `${k}`,
    {
      ...{ SOPClassUID: '1.2.840.10008.5.1.4.1.1.4', Modality: 'MR', Rows: 1, Columns: 3, SamplesPerPixel: 1 },
      ...{ BitsAllocated: 16, BitsStored: 16, HighBit: 15, PixelRepresentation: 1, PhotometricInterpretation: 'MONOCHROME2' },
      ...{ RescaleSlope: 2, RescaleIntercept: 1, PixelPaddingValue },
    },
  ]),
);
const cornerstone = { metaData: { get: (type: string, id: string) => (type === 'instance' ? headers[id] : undefined) } };

describe('the source of a work that is opened again', () => {
  beforeAll(() =>
    bindHost({
      servicesManager: { services: {} },
      extensionManager: { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }) },
    } as unknown as ExtensionContext),
  );

  it('knows what its headers call no image, slice by slice along the normal', async () => {
    const stack = stackAs([1, 0], { rows: 1, columns: 3, spacing: [1, 1, 5] });
    const grid = stack.grid({ modality: 'MR', units: 'arbitrary' });
    const loader = {
      load: (id: string) => Promise.resolve({ getPixelData: () => Float32Array.of(id === '0' ? -3999 : -65535, 10, 20) }),
      cached: () => undefined,
      loadPastCache: () => Promise.reject(new Error('not needed')),
    };
    const source = await readSource(['0', '1'], { stack, grid }, { loader, signal: new AbortController().signal, tell: () => undefined });
    expect(source.slices.map((slice) => slice[0])).toEqual([-65535, -3999]);
    // Half a step about the value.
    expect(source.padding).toEqual([[[-65535.5, -65534.5]], [[-3999.5, -3998.5]]]);
  });
});
