import type { LoadedImage, SliceLoader } from '../../extension/host/loadedSlice';
import { readSlices } from '../../extension/host/readSlices';
import type { RawFrame, SliceFormat } from '../../extension/host/storedSlice';
import { pixelElement } from '../../src/dicom/pixelElement';
import { COLUMNS, ROWS, rowOf } from '../dicom/decodingTable';
import { refusal } from '../support/refusal';

const FORMAT: SliceFormat = {
  ...{ rows: ROWS, columns: COLUMNS, bitsAllocated: 16, bitsStored: 12, highBit: 11, signed: false },
  ...{ slope: 1, intercept: 0, padding: undefined },
};
const LENGTH = ROWS * COLUMNS;

/** Frames of the table, as an archive would answer. */
const rawFrame = (name: string): RawFrame => {
  const { file, syntax } = rowOf(name);
  return { bytes: pixelElement(file)!.fragments[0]!.slice(), transferSyntax: syntax };
};

function loaderOf(image: LoadedImage | Error, format: Partial<SliceFormat>, frame?: RawFrame) {
  const asked: string[] = [];
  const loader: SliceLoader = {
    load: (_, options) => {
      asked.push(`image ${JSON.stringify((options as { preScale: unknown }).preScale)}`);
      return image instanceof Error ? Promise.reject(image) : Promise.resolve(image);
    },
    cached: () => undefined,
    loadPastCache: () => Promise.reject(new Error('not needed')),
    format: () => ({ ...FORMAT, ...format }),
    frames: {
      decoders: {},
      inArchive: () => frame !== undefined,
      withoutImage: () => asked.includes('bytes'),
      frame: () => (asked.push('bytes'), Promise.resolve(frame)),
    },
  };
  return { loader, asked };
}

async function read(loader: SliceLoader, slices = 1): Promise<number[][]> {
  const found: number[][] = [];
  const ids = Array.from({ length: slices }, (_, k) => `${k}`);
  const options = { length: LENGTH, signal: new AbortController().signal, loader };
  for await (const { index, pixels } of readSlices(ids, options)) found[index] = [...pixels];
  return found;
}

const loaded = (values: ArrayLike<number>, transferSyntaxUID = '1.2.840.10008.1.2.1'): LoadedImage => ({
  transferSyntaxUID,
  getPixelData: () => Float32Array.from(values),
});
const ramp = (step: number) => Array.from({ length: LENGTH }, (_, n) => step * n);

describe('stored values in the viewer', () => {
  it('asks for words as stored, cuts an overlay in the high bits off and rescales once', async () => {
    const { loader, asked } = loaderOf(loaded(ramp(3).map((value, n) => value | (n % 2 ? 0x1000 : 0))), { slope: 2, intercept: -1024 });
    expect(await read(loader)).toEqual([ramp(3).map((value) => 2 * value - 1024)]);
    expect(asked).toEqual(['image {"enabled":false}']);
  });

  it('gives back the sign that was read as +65,536', async () => {
    const { loader } = loaderOf(loaded(ramp(1).map((value) => 65536 - value - 1)), { signed: true });
    expect(await read(loader)).toEqual([ramp(1).map((value) => -value - 1)]);
  });

  it('scales PET to SUV where the viewer does', async () => {
    const { loader } = loaderOf(loaded(ramp(1)), { slope: 0.5, suvbw: 4 });
    expect(await read(loader)).toEqual([ramp(2)]);
  });

  it('reads compressed frames from their own bytes, and the next ones without loading them first', async () => {
    const name = 'jpeg-lossless-7-12in16-signed';
    const { loader, asked } = loaderOf(loaded(ramp(0), '1.2.840.10008.1.2.4.57'), { signed: true }, rawFrame(name));
    const slices = await read(loader, 6);
    expect(slices).toEqual(slices.map(() => [...rowOf(name).values]));
    expect(asked.filter((one) => one === 'bytes')).toHaveLength(6);
    expect(asked.filter((one) => one !== 'bytes').length).toBeLessThan(6);
  });

  it('reads from its bytes what the loader of the viewer fails on', async () => {
    const { loader } = loaderOf(new RangeError('of patient Doe'), { signed: true }, rawFrame('jpeg-lossless-sv1-12in16-signed'));
    expect(await read(loader)).toEqual([[...rowOf('jpeg-lossless-sv1-12in16-signed').values]]);
  });

  it('refuses a codestream that is cut, and says in which slice', async () => {
    const frame = rawFrame('jpeg-2000-12in16-unsigned');
    const cut = { ...frame, bytes: frame.bytes.slice(0, frame.bytes.length >> 1) };
    const { loader } = loaderOf(loaded(ramp(1), frame.transferSyntax), {}, cut);
    loader.frames!.decoders = { 'JPEG 2000': () => new Uint8Array(2 * LENGTH) };
    await expect(read(loader)).rejects.toThrow(refusal('DICOM_DAMAGED'));
    await expect(read(loader)).rejects.toThrow(/ends too early in slice 1 of 1/);
  });

  it('refuses compressed pixels whose bytes the viewer does not hand over', async () => {
    const { loader } = loaderOf(loaded(ramp(1), '1.2.840.10008.1.2.4.90'), {});
    await expect(read(loader)).rejects.toThrow(refusal('DICOM_UNSUPPORTED'));
  });
});
