import { existsSync, truncateSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fileFault } from '../../src/cli/fileFault';
import { readInput } from '../../src/cli/input';
import { readMaskFile } from '../../src/cli/niftiFile';
import { DiffusionError } from '../../src/core/errors';
import { drawnNifti, workFolder } from '../cli/runCli';
import { grid, niftiFile, type NiftiFile } from '../support/niftiFile';
import { refusal } from '../support/refusal';
import { bounded, countOf, pick, random, type Random } from './seeded';

const work = workFolder();
afterAll(() => work.remove());

const values = Array.from({ length: 40 * 40 * 6 }, (_, n) => (n * 7919) % 500);
const drawn = (more: Partial<NiftiFile>) => Buffer.from(niftiFile({ size: [40, 40, 6], values, sform: grid([1, 1, 4]), ...more }));
/** Files of each kind; a name says how it is packed. */
const BASES: [name: string, bytes: Buffer][] = [
  ['head_T1w.nii', Buffer.from(drawnNifti())],
  ['short_T1w.nii.gz', drawn({ datatype: 4 })],
  ['big_T1w.nii', drawn({ datatype: 512, littleEndian: false })],
  ['two_T1w.nii', drawn({ version: 2, datatype: 64 })],
  ['two_T1w.nii.gz', drawn({ version: 2, datatype: 2, values: values.map((v) => v % 256) })],
  ['form_T1w.nii', drawn({ sform: undefined, qform: [0, 0, 0, 1, 2, 3] })],
];

/** Counts, lengths and offsets of the headers: their place and how they are written. */
const COUNTS: Readonly<Record<1 | 2, Readonly<Record<string, readonly number[]>>>> = {
  1: {
    shorts: [40, 42, 44, 46, 48, 50, 52, 54, 56, 70, 72, 68, 252, 254],
    ints: [0],
    floats: [76, 80, 84, 88, 108, 112, 116, 256, 280, 292],
  },
  2: { longs: [16, 24, 32, 40, 48, 56, 64, 72, 80, 168], shorts: [12, 14], ints: [0, 344, 348, 500, 504], floats: [] },
};
const EXTREMES = [
  0,
  1,
  -1,
  2,
  7,
  8,
  127,
  255,
  32_767,
  32_768,
  -32_768,
  65_535,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 32 - 1,
  2 ** 53,
  1e30,
];
const REALS = [0, -0, 1e-45, 3.4e38, -3.4e38, Infinity, -Infinity, NaN, 1e9, 352, 4, 348.5, 2 ** 24, 2 ** 31];

/** Forces a length, a count or an offset to an extreme. */
function forced(bytes: Buffer, draw: Random): void {
  const second = bytes.readInt32LE(0) === 540 || bytes.readInt32BE(0) === 540;
  const little = bytes.readInt32LE(0) === (second ? 540 : 348);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields = COUNTS[second ? 2 : 1];
  const kind = pick(
    Object.entries(fields).filter(([, places]) => places.length > 0),
    draw,
  );
  const place = pick(kind[1], draw);
  const value = pick(EXTREMES, draw);
  if (kind[0] === 'shorts') view.setInt16(place, value, little);
  else if (kind[0] === 'ints') view.setInt32(place, value, little);
  else if (kind[0] === 'longs') view.setBigInt64(place, BigInt(value), little);
  else view.setFloat32(place, pick(REALS, draw), little);
}

const bits = (bytes: Buffer, draw: Random, upTo: number): void => {
  for (let n = 0; n < 1 + Math.floor(4 * draw()); n++) {
    const at = Math.floor(draw() * Math.min(upTo, bytes.length));
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(8 * draw()));
  }
};

/** Three ways in turn: extremes (a third of them), bits of the header, and files that are cut, longer, or damaged in their packing. */
function mutant(index: number, base: Buffer, name: string, draw: Random): Buffer {
  const bytes = Buffer.from(base);
  if (index % 3 === 0) for (let n = 0; n < 1 + Math.floor(3 * draw()); n++) forced(bytes, draw);
  if (index % 3 === 1) bits(bytes, draw, 560);
  const packed = name.endsWith('.gz') ? gzipSync(bytes) : bytes;
  if (index % 3 !== 2) return packed;
  const way = Math.floor(4 * draw());
  if (way === 0) return packed.subarray(0, Math.floor(draw() * packed.length));
  if (way === 1) return Buffer.concat([packed, Buffer.alloc(Math.floor(draw() * 5000), 7)]);
  if (way === 2) bits(packed, draw, packed.length);
  return way === 3 ? Buffer.concat([packed, packed]) : packed;
}

const options = { user: undefined, modality: undefined, partial: false, signal: new AbortController().signal };

/** What the command line makes of a file: a code, or `read`. */
async function verdictOf(path: string, index: number): Promise<string> {
  const slices = pick(['slices', 'stack-or-one', 'independent'] as const, random(index));
  try {
    const { volume } = await readInput(path, { ...options, slices });
    const bad = volume.slices.some((slice) => slice.length !== volume.rows * volume.columns || !slice.every(Number.isFinite));
    if (bad || volume.slices.length === 0) throw new Error('a volume that is none');
    return 'read';
  } catch (thrown) {
    const error = fileFault(thrown, 'INPUT_UNREADABLE');
    if (!(error instanceof DiffusionError) || error.code === 'INTERNAL') throw thrown;
    return error.code;
  }
}

describe('mutants of NIfTI', () => {
  const count = countOf(2000, 240);

  it(`${count} of them, a third with lengths and counts at their extremes: none crashes, hangs or fills the memory`, async () => {
    const verdicts = new Map<string, number>();
    let [slowest, largest] = [0, 0];
    for (let index = 0; index < count; index++) {
      const draw = random(1000 + index);
      const [name, base] = BASES[index % BASES.length] as (typeof BASES)[number];
      const path = work.write(`${index % 2}-${name}`, mutant(index, base, name, draw));
      const { seconds, megabytes, value } = await bounded(() => verdictOf(path, index));
      verdicts.set(value, (verdicts.get(value) ?? 0) + 1);
      [slowest, largest] = [Math.max(slowest, seconds), Math.max(largest, megabytes)];
    }
    expect({ slowest: slowest < 5, largest: largest < 600 }).toEqual({ slowest: true, largest: true });
    // They reach the reader, and some are still images.
    expect(verdicts.get('read')).toBeGreaterThan(count / 20);
    expect(verdicts.get('NIFTI_DAMAGED')).toBeGreaterThan(count / 20);
  }, 600_000);

  it(`${countOf(500, 60)} masks likewise`, async () => {
    const [, base] = BASES[1] as (typeof BASES)[number];
    const planes = Array.from({ length: 6 }, (_, k) => ({
      ...{
        position: [0, 0, 4 * k],
        rowCosines: [-1, 0, 0],
        columnCosines: [0, -1, 0],
        rows: 40,
        columns: 40,
        rowSpacing: 1,
        columnSpacing: 1,
      },
    })) as unknown as Parameters<typeof readMaskFile>[1];
    for (let index = 0; index < countOf(500, 60); index++) {
      const path = work.write('mask.nii.gz', mutant(index, base, 'mask.nii.gz', random(9000 + index)));
      const { seconds, megabytes } = await bounded(() =>
        readMaskFile(path, planes, (value) => value > 0).catch((thrown: unknown) => {
          if (!(thrown instanceof DiffusionError) || thrown.code === 'INTERNAL') throw thrown;
        }),
      );
      expect([seconds < 5, megabytes < 600]).toEqual([true, true]);
    }
  }, 600_000);
});

describe('a small packed file', () => {
  /** Zeros of 64 MiB in 64 kB, as often as asked for: members of gzip may follow each other. */
  const zeros = gzipSync(Buffer.alloc(2 ** 26), { level: 9 });
  const bomb = (header: Buffer, times: number) => Buffer.concat([gzipSync(header), ...Array.from({ length: times }, () => zeros)]);
  const head = (more: Partial<NiftiFile>) => drawn({ values: [], ...more });

  it.each<[string, Partial<NiftiFile>, number]>([
    ['2 GB of voxels', { size: [1024, 1024, 2047], datatype: 2 }, 32],
    ['1 GB of voxels of eight bytes', { size: [512, 512, 500], datatype: 64 }, 16],
    ['300 MB of voxels', { size: [512, 512, 1200], datatype: 2 }, 6],
    ['voxels behind 3 GB of nothing', { version: 2, voxOffset: 3e9 }, 50],
    ['voxels behind 100 MB of nothing', { voxOffset: 1e8 }, 2],
    ['a slice of 1 GB', { size: [32_767, 32_767, 1], datatype: 2 }, 17],
  ])('that unpacks to %s is refused before it is unpacked', async (_, more, times) => {
    const path = work.write('bomb_T1w.nii.gz', bomb(head(more), times));
    const { seconds, megabytes, value } = await bounded(() => verdictOf(path, 1));
    expect(value).toMatch(/^(NIFTI_DAMAGED|INPUT_TOO_LARGE)$/);
    expect(seconds).toBeLessThan(1);
    expect(megabytes).toBeLessThan(100);
  });

  it('with gigabytes behind its voxels is read no further than stated', async () => {
    const path = work.write(
      'behind_T1w.nii.gz',
      Buffer.concat([gzipSync(drawn({ datatype: 2 })), ...Array.from({ length: 50 }, () => zeros)]),
    );
    const { seconds, megabytes, value } = await bounded(() => verdictOf(path, 1));
    expect(value).toBe('NIFTI_DAMAGED');
    expect(seconds).toBeLessThan(2);
    expect(megabytes).toBeLessThan(100);
  });

  it('that is a picture is read, also one whose air is zero', async () => {
    const size = [256, 256, 100];
    const [path, voxels] = [
      'head_T1w.nii.gz',
      Float32Array.from({ length: 256 * 256 * 100 }, (_, n) => (n % 50 === 0 ? (n * 7919) % 1000 : 0)),
    ];
    const bytes = niftiFile({ size, values: [], sform: grid([1, 1, 2]) });
    const file = Buffer.concat([Buffer.from(bytes), Buffer.from(voxels.buffer)]);
    expect(gunzipSync(gzipSync(file)).length).toBe(file.length);
    expect(await verdictOf(work.write(path, gzipSync(file)), 1)).toBe('read');
  });
});

it('a header of a pair with a packed bomb beside it is refused by what the header says', async () => {
  const header = drawn({ pair: true, voxOffset: 0, size: [512, 512, 1200], datatype: 2, values: [] });
  const path = work.write('pair_T1w.hdr', header);
  work.write('pair_T1w.img.gz', Buffer.concat(Array.from({ length: 6 }, () => gzipSync(Buffer.alloc(2 ** 26), { level: 9 }))));
  await expect(readInput(path, { ...options, slices: 'slices' })).rejects.toThrow(refusal('NIFTI_DAMAGED'));
  const long = work.write('sparse_T1w.nii', drawn({ size: [32_767, 32_767, 32_767], datatype: 64, values: [] }));
  truncateSync(long, 2 ** 40);
  expect(existsSync(long)).toBe(true);
  expect(await verdictOf(long, 1)).toMatch(/^(NIFTI_DAMAGED|INPUT_TOO_LARGE)$/);
});
