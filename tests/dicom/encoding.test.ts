/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { DECODERS } from '../../src/cli/decoders';
import { readDataset } from '../../src/dicom/dataset';
import { BIG_ENDIAN_SYNTAX, DEFLATED_SYNTAX, encodingOf, EXPLICIT_SYNTAX, IMPLICIT_SYNTAX } from '../../src/dicom/encoding';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { storedPixels } from '../../src/dicom/pixels';
import { readSeries } from '../../src/dicom/readSeries';
import { bare } from '../support/drawnDicom';
import { refusal } from '../support/refusal';
import { partTenFile } from '../viewer/partTenFile';
import { rowOf } from './decodingTable';

const WRITTEN = ['implicit', 'explicit', 'big-endian', 'deflated'] as const;
const SYNTAX = {
  implicit: IMPLICIT_SYNTAX,
  explicit: EXPLICIT_SYNTAX,
  'big-endian': BIG_ENDIAN_SYNTAX,
  deflated: DEFLATED_SYNTAX,
};
const row = (kind: string) => rowOf(`${kind}-12in16-signed`);

/** The data set of an image under a header that says another transfer syntax. */
const saidToBe = (file: ArrayBuffer, syntax: string): ArrayBuffer =>
  new Uint8Array(Buffer.concat([partTenFile([], syntax), Buffer.from(bare(file))])).buffer;

async function stored(file: ArrayBuffer): Promise<number[]> {
  const dataset = readDataset(file)!;
  return [...(await storedPixels(dataset, pixelFormat(dataset), DECODERS))];
}

describe('an image written in one encoding and said to be in another', () => {
  const pairs = WRITTEN.flatMap((said) => WRITTEN.map((written) => [said, written] as const));
  it.each(pairs)('said %s, written %s: the pixels of pydicom, or a refusal', async (said, written) => {
    const { file, values } = row(written);
    const lying = saidToBe(file, SYNTAX[said]);
    if ((said === 'deflated') !== (written === 'deflated')) {
      await expect(async () => stored(lying)).rejects.toThrow(refusal('DICOM_DAMAGED'));
      return;
    }
    expect(await stored(lying)).toEqual([...values]);
    const { volume } = await readSeries([lying], DECODERS, { stack: false });
    expect([...volume.slices[0]!]).toEqual([...values]);
    expect(readDataset(lying)!.transferSyntax).toBe(SYNTAX[written]);
  });

  const COMPRESSED = ['rle', 'jpeg-lossless-sv1', 'jpeg-ls', 'jpeg-2000', 'htj2k'];
  it.each(COMPRESSED.flatMap((kind) => ['implicit', 'explicit', 'big-endian'].map((other) => [kind, other] as const)))(
    'compressed as %s and said to be plain (%s), or the other way round, is refused',
    async (kind, other) => {
      const said = SYNTAX[other as keyof typeof SYNTAX];
      await expect(async () => stored(saidToBe(row(kind).file, said))).rejects.toThrow(refusal('DICOM_DAMAGED'));
      await expect(async () => stored(saidToBe(row(other).file, row(kind).syntax))).rejects.toThrow(refusal('DICOM_DAMAGED'));
    },
  );

  it.each(COMPRESSED.flatMap((kind) => COMPRESSED.filter((other) => other !== kind).map((other) => [kind, other] as const)))(
    'compressed as %s and said to be %s has the pixels of pydicom, or is refused',
    async (kind, other) => {
      const found = await stored(saidToBe(row(kind).file, row(other).syntax)).catch((error: unknown) => error);
      if (found instanceof Error) expect(found).toEqual(refusal('DICOM_DAMAGED'));
      else expect(found).toEqual([...row(kind).values]);
    },
  );
});

describe('the encoding of a data set', () => {
  it.each([
    ['of the file, where nothing is there', [], EXPLICIT_SYNTAX, EXPLICIT_SYNTAX],
    ['implicit, where a length stands for a VR', [8, 0, 5, 0, 10, 0], EXPLICIT_SYNTAX, IMPLICIT_SYNTAX],
    ['explicit, where a VR stands for a length', [8, 0, 5, 0, 0x43, 0x53], BIG_ENDIAN_SYNTAX, EXPLICIT_SYNTAX],
    ['big-endian, where the first group is 8 then', [0, 8, 0, 5, 0x43, 0x53], IMPLICIT_SYNTAX, BIG_ENDIAN_SYNTAX],
    ['little-endian as said, of a private group alone', [3, 0x3f, 0x10, 0, 0x1a, 0], IMPLICIT_SYNTAX, IMPLICIT_SYNTAX],
    ['big-endian as said, of pixels alone', [0x7f, 0xe0, 0, 0x10, 0x4f, 0x57], BIG_ENDIAN_SYNTAX, BIG_ENDIAN_SYNTAX],
    ['as said, where both orders give one group', [8, 8, 5, 0, 0x43, 0x53], BIG_ENDIAN_SYNTAX, BIG_ENDIAN_SYNTAX],
    ['as said, where pixels are compressed', [8, 0, 5, 0, 10, 0], '1.2.840.10008.1.2.5', '1.2.840.10008.1.2.5'],
  ] as const)('is %s', (_, first, said, syntax) => {
    expect(encodingOf(said, Uint8Array.from(first)).transferSyntax).toBe(syntax);
  });
});
