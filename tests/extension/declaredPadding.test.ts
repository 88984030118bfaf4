import { declaredPadding } from '../../extension/host/declaredPadding';
import { bindHost } from '../../extension/host/host';
import type { ExtensionContext } from '../../extension/host/types';
import { dicomImage, type DicomImage } from '../support/dicomFile';
import { naturalInstance } from '../support/natural';
import { uint16 } from '../viewer/partTenFile';

/** A viewer whose images say what these files say. */
function show(files: readonly Partial<DicomImage>[]): string[] {
  const headers = files.map((change, k) => naturalInstance(dicomImage({ z: k, pixels: Array<number>(12).fill(7), ...change })));
  const cornerstone = {
    metaData: { get: (type: string, id: string) => (type === 'instance' ? headers[Number(id.replace('image', ''))] : undefined) },
  };
  bindHost({
    servicesManager: { services: {} },
    extensionManager: { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }) },
  } as unknown as ExtensionContext);
  return files.map((_, k) => `image${k}`);
}

describe('the padding of a series in the viewer', () => {
  it('is what the headers declare, image by image, in modality units', () => {
    const ct = { modality: 'CT', signed: true, slope: '1', intercept: '-1024' } as const;
    const limit = [['00280121', 'SS', uint16(-1900 & 0xffff)]] as const;
    const ids = show([{ ...ct, padding: -2000 }, { ...ct, padding: -2000, more: limit }, ct]);
    const around = (low: number, high: number) => [[low - 0.25, high + 0.25]];
    expect(declaredPadding(ids)).toEqual([around(-3024, -3024), around(-3024, -2924), []]);
  });

  it('is none where no header declares any, and where an image could not be stored anew', () => {
    expect(declaredPadding(show([{}, {}]))).toBeUndefined();
    const inverted = { more: [['00280004', 'CS', 'MONOCHROME1']] as const, padding: 3 };
    expect(declaredPadding(show([inverted, { padding: 3 }]))).toEqual([[], [[2.75, 3.25]]]);
  });
});
