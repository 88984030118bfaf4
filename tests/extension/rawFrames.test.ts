import { jest } from '@jest/globals';
import { bindHost } from '../../extension/host/host';
import type { LoadedImage } from '../../extension/host/loadedSlice';
import { frameSource, sliceFormat } from '../../extension/host/rawFrames';
import { readSlices } from '../../extension/host/readSlices';
import type { ExtensionContext } from '../../extension/host/types';
import { pixelElement } from '../../src/dicom/pixelElement';
import { COLUMNS, ROWS, rowOf } from '../dicom/decodingTable';
import { marked } from '../support/dicomFile';
import { refusal } from '../support/refusal';
import { uint16 } from '../viewer/partTenFile';

const HEADER = {
  ...{ SOPClassUID: '1.2.840.10008.5.1.4.1.1.4', Modality: 'MR', Rows: 3, Columns: 4, SamplesPerPixel: 1 },
  ...{ BitsAllocated: 16, BitsStored: 12, HighBit: 15, PixelRepresentation: 0, PhotometricInterpretation: 'MONOCHROME2' },
};

/** A viewer that knows one header. */
function viewerWith(header: object): void {
  const cornerstone = { metaData: { get: (type: string) => (type === 'instance' ? { ...HEADER, ...header } : undefined) } };
  bindHost({
    servicesManager: { services: {} },
    extensionManager: { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }) },
  } as unknown as ExtensionContext);
}

/** What the viewer makes of a slice, its loader deaf to High Bit. */
async function read(imageId: string, image: Partial<LoadedImage>, length = 12): Promise<number[]> {
  const loader = {
    load: () => Promise.resolve({ getPixelData: () => new Float32Array(length), ...image }),
    cached: () => undefined,
    loadPastCache: () => Promise.reject(new Error('not needed')),
    format: sliceFormat,
    frames: frameSource(),
  };
  for await (const { pixels } of readSlices([imageId], { length, signal: new AbortController().signal, loader })) return [...pixels];
  return [];
}

describe('an uncompressed file whose pixels end above Bits Stored', () => {
  it('is refused in its own words where the viewer keeps no bytes', async () => {
    viewerWith({});
    const without = read('dicomfile:0', { transferSyntaxUID: '1.2.840.10008.1.2.1' });
    await expect(without).rejects.toThrow(/found 12 bits stored up to bit 15 in slice 1 of 1, allowed up to bit 11/);
  });
});

describe('an archive that does not name the transfer syntax of a frame', () => {
  const compressed = (name: string) => {
    const { file, values } = rowOf(name);
    return { bytes: pixelElement(file)!.fragments[0]!.slice(), values: [...values] };
  };
  const answered = (contentType: string, bytes: Uint8Array, own = true) => {
    const boundary = 'b0undary';
    const head = `--${boundary}\r\n${own ? `Content-Type: ${contentType}\r\n` : 'X: y\r\n'}\r\n`;
    const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const type = `multipart/related; type="${contentType.split(';')[0]}"; boundary=${boundary}`;
    return jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(body, { headers: { 'content-type': type } }));
  };
  const frame = (length: number) => read('wadors:https://pacs/frames/1', { transferSyntaxUID: '1.2.840.10008.1.2.4.70' }, length);
  const picture = { Rows: ROWS, Columns: COLUMNS, HighBit: 11 };
  afterEach(() => jest.restoreAllMocks());

  it.each([
    ['image/jpeg', 'jpeg-lossless-1-12in16-unsigned', true],
    ['image/jpeg', 'jpeg-lossless-1-12in16-unsigned', false],
    ['image/dicom-rle', 'rle-12in16-unsigned', true],
    ['IMAGE/DICOM-RLE; transfer-syntax=*', 'rle-12in16-unsigned', true],
  ])('gets the default of PS3.18: %s, %s', async (type, name, own) => {
    viewerWith(picture);
    const { bytes, values } = compressed(name);
    answered(type, bytes, own);
    expect(await frame(ROWS * COLUMNS)).toEqual(values);
  });

  it('is believed to send little-endian words where it says bytes, if they are as many as the image has', async () => {
    viewerWith({ HighBit: 15 });
    answered('application/octet-stream', uint16(...marked(0).map((value) => value << 4)));
    expect(await frame(12)).toEqual(marked(0));
    answered('application/octet-stream', uint16(...marked(0), ...marked(1)));
    await expect(frame(12)).rejects.toThrow(/found 48 bytes of pixels in slice 1 of 1, allowed 24/);
  });

  it('is not believed where the standard has no default', async () => {
    viewerWith(picture);
    answered('image/png', Uint8Array.of(1, 2, 3));
    await expect(frame(ROWS * COLUMNS)).rejects.toThrow(refusal('SLICE_UNREADABLE'));
  });
});
