/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { constants, deflateRawSync } from 'node:zlib';
import { DECODERS } from '../../src/cli/decoders';
import { DiffusionError } from '../../src/core/errors';
import { readDataset } from '../../src/dicom/dataset';
import { DEFLATED_SYNTAX } from '../../src/dicom/encoding';
import { pixelElement } from '../../src/dicom/pixelElement';
import type { PixelDecoders } from '../../src/dicom/pixels';
import { readSeries } from '../../src/dicom/readSeries';
import { dicomImage, marked } from '../support/dicomFile';
import { enhancedFile, headSeries } from '../support/drawnDicom';
import { refusal } from '../support/refusal';
import { encapsulated, partTenFile, uint16 } from '../viewer/partTenFile';
import { COLUMNS, ROWS, rowOf } from './decodingTable';

const MR = '1.2.840.10008.5.1.4.1.1.4.1';
const read = (files: readonly ArrayBuffer[], decoders: PixelDecoders = DECODERS, partial = false) =>
  readSeries(files, decoders, { stack: false, partial });

describe('a Number of Frames', () => {
  const plain = (frames: string) => dicomImage({ z: 0, pixels: marked(0), more: [['00280008', 'IS', frames]] });
  const enhanced = (frames: string) => enhancedFile({ sopClass: MR, frames: [{ slice: 0 }], more: [['00280008', 'IS', frames]] });
  const SENTENCE = /damaged or incomplete.*a Number of Frames that is no count, allowed a whole number from 1/;

  it.each(['0', '-1', '2.5', 'many', '2147483648', '1e99'])('of %s is no count, and is refused', async (frames) => {
    for (const file of [plain(frames), enhanced(frames)]) {
      await expect(read([file])).rejects.toThrow(SENTENCE);
      await expect(read([file])).rejects.toThrow(refusal('DICOM_DAMAGED'));
    }
  });

  it('that is no count leaves its file out where one asks to go on', async () => {
    const { images, input } = await read([...headSeries(3), plain('many')], DECODERS, true);
    expect([images.length, input.left]).toEqual([3, [{ count: 1, because: 'unreadable' }]]);
  });

  it('of 2,000,000,000 is refused by what the file holds, at once', async () => {
    const begun = performance.now();
    await expect(read([enhanced('2000000000')])).rejects.toThrow(refusal('DICOM_DAMAGED'));
    await expect(read([plain('2000000000')])).rejects.toThrow(refusal('DICOM_UNSUPPORTED'));
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('an image of 65,535 × 65,535 pixels', () => {
  const size = (rows: number, columns: number) =>
    [
      ['00280010', 'US', uint16(rows)],
      ['00280011', 'US', uint16(columns)],
    ] as const;

  it('is refused where its bytes are those of a small one', async () => {
    await expect(read([dicomImage({ z: 0, pixels: marked(0), more: size(65535, 65535) })])).rejects.toThrow(refusal('DICOM_DAMAGED'));
  });

  /** Rows and columns of a codestream, of two bytes (JPEG) or four (JPEG 2000), in their order there. */
  function enlarged(kind: string): ArrayBuffer {
    const file = rowOf(`${kind}-${kind === 'jpeg-baseline' ? '8in8' : '12in16'}-unsigned`).file.slice(0);
    const bytes = Buffer.from(file);
    const header = bytes.indexOf(Buffer.concat([Buffer.from('28001000', 'hex'), Buffer.from('US')]));
    bytes.writeUInt16LE(65535, header + 8);
    bytes.writeUInt16LE(65535, header + 18);
    const [stream] = pixelElement(file)!.fragments;
    const codestream = Buffer.from(file, stream!.byteOffset, stream!.byteLength);
    const four = Buffer.alloc(8);
    four.writeUInt32BE(COLUMNS, 0);
    four.writeUInt32BE(ROWS, 4);
    const [wide, narrow] = [codestream.indexOf(four), codestream.indexOf(Buffer.from([0, ROWS, 0, COLUMNS]))];
    if (/2000|2k/.test(kind)) for (const at of [wide, wide + 4, wide + 16, wide + 20]) codestream.writeUInt32BE(65535, at);
    else if (kind !== 'rle') for (const at of [narrow, narrow + 2]) codestream.writeUInt16BE(65535, at);
    return file;
  }
  it.each(['rle', 'jpeg-baseline', 'jpeg-lossless-7', 'jpeg-lossless-sv1', 'jpeg-ls', 'jpeg-2000', 'htj2k'])(
    'is refused where a codestream announces it: %s',
    async (kind) => {
      const begun = performance.now();
      const found = await read([enlarged(kind)]).catch((error: unknown) => error);
      expect(found).toBeInstanceOf(DiffusionError);
      expect((found as DiffusionError).code).toMatch(/DICOM_DAMAGED|DICOM_UNSUPPORTED/);
      expect((found as DiffusionError).message).toMatch(/65535 × 65535|at least 134213633|cut or damaged/);
      expect(performance.now() - begun).toBeLessThan(2000);
    },
  );
});

describe('a deflated file', () => {
  const deflated = (body: Buffer) => new Uint8Array(Buffer.concat([partTenFile([], DEFLATED_SYNTAX), body])).buffer;

  it('that would fill the memory is refused', () => {
    // 64 MiB of zeros, so many times: each part ends at a byte and knows nothing of the one before.
    const part = deflateRawSync(Buffer.alloc(2 ** 26), { finishFlush: constants.Z_FULL_FLUSH });
    const bomb = deflated(Buffer.concat([...Array.from({ length: 9 }, () => part), deflateRawSync(Buffer.alloc(0))]));
    expect(bomb.byteLength).toBeLessThan(2e6);
    expect(() => readDataset(bomb)).toThrow(
      'The images are stored in a way that is not read here. (found a deflated file that holds more than 512 MiB, allowed uncompressed images)',
    );
  });

  it('of more than a megabyte is read', () => {
    const pixels = Buffer.from(Uint32Array.from({ length: 2 ** 19 }, (_, n) => Math.imul(n, 2654435761)).buffer);
    const plain = partTenFile([['7FE00010', 'OW', pixels]]);
    const file = deflated(deflateRawSync(plain.subarray(plain.indexOf(Buffer.from('e07f1000', 'hex')))));
    expect(file.byteLength).toBeGreaterThan(2 ** 20);
    expect(Buffer.compare(Buffer.from(pixelElement(file)!.native!), pixels)).toBe(0);
  });
});

describe('copies of an image that is packed', () => {
  it('are decoded once each, and the frames of the one that is kept not again', async () => {
    const { file, syntax, values } = rowOf('jpeg-ls-12in16-unsigned');
    const stream = Buffer.from(pixelElement(file)!.fragments[0]!);
    const object = (comment: string) =>
      enhancedFile({
        sopClass: MR,
        frames: [0, 1, 2].map((slice) => ({ slice })),
        transferSyntax: syntax,
        bytes: encapsulated([], [stream, stream, stream]),
        more: [
          ['00204000', 'LT', comment],
          ['00280010', 'US', uint16(ROWS)],
          ['00280011', 'US', uint16(COLUMNS)],
          ['00280101', 'US', uint16(12)],
          ['00280102', 'US', uint16(11)],
        ],
      });
    let decoded = 0;
    const decoders = { ...DECODERS, 'JPEG-LS': (bytes: Uint8Array) => (decoded++, DECODERS['JPEG-LS']!(bytes)) };
    const { volume, input } = await read([object('sent once'), object('sent again')], decoders);
    expect(volume.slices.map((slice) => [...slice])).toEqual([0, 1, 2].map(() => [...values]));
    expect(input.left).toEqual([{ count: 1, because: 'the same image again' }]);
    expect(decoded).toBe(6);
  });
});
