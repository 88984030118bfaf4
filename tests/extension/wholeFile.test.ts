import { bindHost } from '../../extension/host/host';
import { readSlices } from '../../extension/host/readSlices';
import { sliceFormat } from '../../extension/host/rawFrames';
import type { ExtensionContext } from '../../extension/host/types';
import { wholeFiles } from '../../extension/host/wholeFile';
import { DECODERS } from '../../src/cli/decoders';
import { rowOf } from '../dicom/decodingTable';
import { dicomImage, type DicomImage } from '../support/dicomFile';
import { naturalInstance } from '../support/natural';
import { refusal } from '../support/refusal';
import { uint16 } from '../viewer/partTenFile';

const VALUES = Array.from({ length: 12 }, (_, n) => 100 * n + 7);
const image = (change: Partial<DicomImage> = {}) => dicomImage({ z: 5, pixels: VALUES, ...change });

/** A viewer that has these files, and has read their headers as OHIF does, leniently; `seen` is what it makes of them in place of that. */
function drop(files: readonly ArrayBuffer[], seen: Record<string, unknown> = {}, listed = files.length): string[] {
  const headers = files
    .slice(0, listed)
    .map((file, n): Record<string, unknown> => ({ ...naturalInstance(file), ...seen, url: `dicomfile:${n}` }));
  const numberOf = (id: string) => Number(/\d+/.exec(id)?.[0]);
  const get = (type: string, id: string) => {
    const header = headers[numberOf(id)] ?? {};
    if (type === 'instance') return header;
    if (type !== 'imagePlaneModule' || !header.ImagePositionPatient) return undefined;
    const [cosines, spacing] = [header.ImageOrientationPatient as number[], header.PixelSpacing as number[]];
    return {
      ...{ imagePositionPatient: header.ImagePositionPatient, rowCosines: cosines.slice(0, 3), columnCosines: cosines.slice(3) },
      ...{ rows: header.Rows, columns: header.Columns, rowPixelSpacing: spacing[0], columnPixelSpacing: spacing[1] },
    };
  };
  const dicomLoaderService = {
    findDicomDataPromise: ({ instance: { url } }: { instance: { url: string } }) => {
      const file = files[numberOf(url)];
      return file ? Promise.resolve(file) : Promise.reject(new TypeError('no file'));
    },
  };
  bindHost({
    servicesManager: { services: { displaySetService: { getActiveDisplaySets: () => [{ instances: headers }] } } },
    extensionManager: {
      getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone: { metaData: { get } } }), dicomLoaderService } }),
    },
  } as unknown as ExtensionContext);
  return headers.map((_, n) => `dicomfile:${n}`);
}

async function read(ids: readonly string[], length = 12): Promise<number[][]> {
  const files = wholeFiles(DECODERS);
  const loader = {
    load: () => Promise.reject(new Error('the image loader of the viewer is not asked')),
    cached: () => undefined,
    loadPastCache: () => Promise.reject(new Error('nor past its cache')),
    frames: {
      ...{ decoders: {}, inArchive: () => false, withoutImage: () => false, frame: () => Promise.resolve(undefined) },
      fromFile: async (imageId: string) => files(imageId, sliceFormat(imageId)),
    },
  };
  const found: number[][] = [];
  for await (const { index, pixels } of readSlices(ids, { length, signal: new AbortController().signal, loader }))
    found[index] = [...pixels];
  return found;
}

describe('files of this computer in the viewer', () => {
  it('are read from themselves, slice by slice, in modality units', async () => {
    const ids = drop([image({ slope: '2', intercept: '-5' }), image({ z: 9 })]);
    expect(await read(ids)).toEqual([VALUES.map((value) => 2 * value - 5), VALUES]);
  });

  it('are decoded by the code of the command line', async () => {
    const { file, values } = rowOf('jpeg-lossless-sv1-12in16-signed');
    expect(await read(drop([file]), values.length)).toEqual([[...values]]);
  });

  it.each(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1'])(
    'may end above Bits Stored, over the bits of an overlay: %s',
    async (transferSyntax) => {
      const pixels = VALUES.map((value, n) => (value << 4) | (n % 16));
      const more = [['00280102', 'US', uint16(15)]] as const;
      expect(await read(drop([image({ pixels, bitsStored: 12, more, transferSyntax })]))).toEqual([VALUES]);
    },
  );

  it('are refused where pixels are cut, and it is said in which slice', async () => {
    const ids = drop([image(), image({ z: 9 }).slice(0, -2)]);
    await expect(read(ids)).rejects.toThrow(refusal('DICOM_DAMAGED'));
    await expect(read(ids)).rejects.toThrow(/slice 2 of 2/);
  });

  it('are refused where half of a codestream is lost', async () => {
    const file = rowOf('jpeg-ls-12in16-unsigned').file.slice(0);
    new Uint8Array(file).fill(0, file.byteLength - 200, file.byteLength - 8);
    await expect(read(drop([file]), 437)).rejects.toThrow(refusal('DICOM_DAMAGED'));
  });

  it.each([
    ['a position of 1,5, which the viewer reads as 15', { position: '1,5\\2\\3' }, /ImagePositionPatient “1,5”/],
    ['a slope of 1,5', { slope: '1,5' }, /RescaleSlope “1,5”/],
  ])('are refused for %s', async (_, change, said) => {
    const ids = drop([image(change)]);
    await expect(read(ids)).rejects.toThrow(refusal('HEADER_NUMBER'));
    await expect(read(ids)).rejects.toThrow(said);
  });

  it.each([
    ['ImagePositionPatient', [0, 0, 5]],
    ['ImageOrientationPatient', [0, 1, 0, 1, 0, 0]],
    ['PixelSpacing', [0.9, 0.8]],
    ['Rows', 6],
    ['PixelPaddingValue', 7],
    ['Modality', 'CT'],
  ])('are refused where the viewer has read another %s', async (keyword, value) => {
    const ids = drop([image()], { [keyword]: value });
    await expect(read(ids)).rejects.toThrow(refusal('HEADER_NUMBER'));
    await expect(read(ids)).rejects.toThrow(new RegExp(`${keyword}, which can be read in two ways`));
  });

  it('are refused where an element stands twice', async () => {
    const bytes = Buffer.from(image());
    const at = bytes.indexOf(Buffer.from([0x28, 0, 0x10, 0, 0x55, 0x53]));
    const twice = Buffer.concat([bytes.subarray(0, at + 10), bytes.subarray(at)]);
    await expect(read(drop([new Uint8Array(twice).buffer]))).rejects.toThrow(refusal('DICOM_DAMAGED'));
  });

  it('are refused without Bits Allocated, where the viewer shows them all the same', async () => {
    const bytes = Buffer.from(image());
    const at = bytes.indexOf(Buffer.from([0x28, 0, 0, 1, 0x55, 0x53]));
    const without = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 10)]);
    await expect(read(drop([new Uint8Array(without).buffer]))).rejects.toThrow(/no BitsAllocated/);
  });

  it('are refused where the viewer has left a file of the series out of its list', async () => {
    const files = [image({ z: 0 }), image({ z: 5 })];
    await expect(read(drop([...files, image({ z: 10 })], {}, 2))).rejects.toThrow(refusal('FILES_LEFT_OUT'));
    await expect(read(drop([...files, image({ z: 10 }).slice(0, 700)], {}, 2))).rejects.toThrow(/1 of the files that were opened/);
    expect(await read(drop([...files, image({ z: 10, series: '1.2.3.77' }), new Uint8Array(9).buffer], {}, 2))).toEqual([VALUES, VALUES]);
  });

  it('may be there twice, and are refused where the copy is another image', async () => {
    expect(await read(drop([image(), image()], {}, 1))).toEqual([VALUES]);
    const other = image({ pixels: VALUES.map((value) => value + 1) });
    await expect(read(drop([image(), other], {}, 1))).rejects.toThrow(refusal('MIXED_IMAGES'));
  });
});
