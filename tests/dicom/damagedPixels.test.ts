/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { DECODERS } from '../../src/cli/decoders';
import { DiffusionError } from '../../src/core/errors';
import { readDataset } from '../../src/dicom/dataset';
import { pixelElement } from '../../src/dicom/pixelElement';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { storedFrame, storedPixels } from '../../src/dicom/pixels';
import { refusal } from '../support/refusal';
import { rowOf } from './decodingTable';

const COMPRESSED = [
  'rle',
  'jpeg-baseline',
  'jpeg-lossless-7',
  'jpeg-lossless-sv1',
  'jpeg-ls',
  'jpeg-ls-near',
  'jpeg-2000',
  'jpeg-2000-lossy',
  'htj2k',
];
const of = (kind: string) => rowOf(`${kind}-${kind === 'jpeg-baseline' ? '8in8' : '12in16'}-unsigned`);

async function readFile(file: ArrayBuffer): Promise<number[]> {
  const dataset = readDataset(file);
  if (!dataset) throw new Error('no DICOM');
  return [...(await storedPixels(dataset, pixelFormat(dataset), DECODERS))];
}

/** The codestream alone, as a file would hold it after an archive has cut it and put it into items again. */
function streamOf(kind: string) {
  const { file, values } = of(kind);
  const dataset = readDataset(file)!;
  const bytes = pixelElement(file)!.fragments[0]!;
  return { bytes, values, read: (stream: Uint8Array) => storedFrame(stream, dataset.transferSyntax, pixelFormat(dataset), DECODERS) };
}

describe('cut files', () => {
  const cases = ['implicit', 'explicit', 'big-endian', 'deflated', ...COMPRESSED].flatMap((kind) =>
    [1, 0.05, 0.5, 0.95].map((share) => [kind, share] as const),
  );
  it.each(cases)('%s without %d (bytes for 1, else share of the pixels) is refused', async (kind, share) => {
    const { file } = of(kind);
    // Behind the pixels stands the sequence delimiter of 8 bytes, or a padding byte; a deflated file is its stream to the end.
    const bytes = share === 1 ? (kind === 'deflated' ? 4 : 2) : Math.ceil(share * 800);
    const cut = file.slice(0, Math.max(600, file.byteLength - bytes));
    await expect(readFile(cut)).rejects.toThrow(refusal('DICOM_DAMAGED'));
  });
});

describe('cut codestreams in whole items', () => {
  it.each(COMPRESSED.flatMap((kind) => [0.95, 0.5, 0.05].map((share) => [kind, share] as const)))(
    '%s cut to %d is refused',
    async (kind, share) => {
      const { bytes, read } = streamOf(kind);
      await expect(read(bytes.slice(0, Math.floor(share * bytes.length)))).rejects.toThrow(refusal('DICOM_DAMAGED'));
    },
  );

  it.each(COMPRESSED.filter((kind) => kind !== 'rle'))('%s without its last marker is refused', async (kind) => {
    const { bytes, read } = streamOf(kind);
    const end = bytes.lastIndexOf(0xd9) - 1;
    await expect(read(bytes.slice(0, end))).rejects.toThrow(refusal('DICOM_DAMAGED'));
  });

  it.each(COMPRESSED)('%s with a byte of padding is read', async (kind) => {
    const { bytes, values, read } = streamOf(kind);
    const padded = new Uint8Array(bytes.length + 2);
    padded.set(bytes);
    expect([...(await read(padded))]).toEqual([...values]);
  });
});

describe('flipped bits', () => {
  it.each(COMPRESSED)('%s: each is refused in one sentence, or leaves numbers of the field', async (kind) => {
    const { bytes, read } = streamOf(kind);
    let told = 0;
    for (let at = 0; at < bytes.length; at += 3) {
      const flipped = bytes.slice();
      flipped[at]! ^= 1 << (at % 8);
      const found = await read(flipped).catch((error: unknown) => error);
      if (found instanceof Error) {
        expect(found).toBeInstanceOf(DiffusionError);
        expect((found as DiffusionError).code).toMatch(/DICOM_DAMAGED|DICOM_UNSUPPORTED|COLOUR_IMAGE/);
        told++;
      } else {
        // A codestream carries no checksum: a flip may pass, but never as a value that the header has no bits for.
        expect((found as Uint16Array).every((value) => value < 4096)).toBe(true);
      }
    }
    expect(told).toBeGreaterThan(0);
  });
});
