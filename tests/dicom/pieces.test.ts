/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import dcmjs, { type DcmjsDict } from 'dcmjs';
import { finished } from '../../src/core/steps';
import { filled } from '../../src/core/joined';
import { checkMapSize } from '../../src/dicom/parametricMap';
import { datasetSteps } from '../../src/dicom/writeDataset';
import type { FiledInstance } from '../../src/filing/Filing';
import { madeSlices } from '../../src/results/slices';
import { filing } from '../support/filing';
import { refusal } from '../support/refusal';
import { filingOf, resultOf, sourceSeries } from '../support/sourceSeries';

const SIDE = 32;
const SLICES = 300;
const kinds = ['denoised', 'difference', 'brain'] as const;

/** Pictures, a map, a mask and a report of many slices. */
async function longFiling() {
  const pixels = (k: number) => Array.from({ length: SIDE * SIDE }, (_, n) => (n * 7 + k * 31) % 4000);
  const source = await sourceSeries({ rows: SIDE, columns: SIDE }, pixels, { count: SLICES });
  const of = (kind: (typeof kinds)[number]) => resultOf(source, kind, (value, n) => (kind === 'brain' ? n % 3 : 0.9 * value)).layers;
  const result = { ...resultOf(source, 'denoised', (value) => value), layers: kinds.flatMap(of) };
  return { source, result, all: filingOf(source, result).series.flatMap(({ instances }) => instances) };
}

/** A dataset as dcmjs itself writes it, behind a header of its own. */
function byDcmjs(dict: DcmjsDict): Buffer {
  const write = (own: DcmjsDict) => {
    const file = new dcmjs.data.DicomDict({ '00020010': { vr: 'UI', Value: ['1.2.840.10008.1.2.1'] } });
    file.dict = own;
    return Buffer.from(file.write());
  };
  return write(dict).subarray(write({}).length);
}

const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;
const read = (bytes: Uint8Array<ArrayBuffer>) => dcmjs.data.DicomMessage.readFile(bytes.buffer).dict;

describe('an object in pieces', () => {
  it('has the header that dcmjs writes at one go, sequences in sequences, empty and long ones', async () => {
    const short = (await filing()).series.flatMap(({ instances }) => instances);
    const { all } = await longFiling();
    const long = [0, SLICES, SLICES + 1, SLICES + 2].map((n) => all[n]!);
    for (const one of [...short, ...long]) {
      const dict = read(one.make());
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      finished(datasetSteps(dict, pieces));
      expect(Buffer.concat(pieces).equals(byDcmjs(dict))).toBe(true);
    }
    expect(new Set([...short, ...long].map(({ sopClassUid }) => sopClassUid)).size).toBe(5);
  });

  it('knows its length before a pixel is made, and gives the same bytes at every call', async () => {
    const { all } = await longFiling();
    for (const one of [all[7]!, ...all.slice(SLICES)]) {
      const file = finished(one.encode());
      const whole = one.make();
      expect([file.length, same(filled(file.pieces(), file.length), whole)]).toEqual([whole.length, true]);
      expect(same(filled(file.pieces(), file.length), whole)).toBe(true);
      expect(same(file.header, whole.subarray(0, file.header.length))).toBe(true);
    }
  });

  it('comes slice by slice: of a map and a mask no piece of pixels is longer than a slice', async () => {
    const { all } = await longFiling();
    const longest = ({ header, pieces }: ReturnType<typeof encoded>) => {
      const pixels = [...pieces()].slice(1);
      expect(pixels.length).toBeGreaterThanOrEqual(SLICES);
      return [header.length > 100_000, Math.max(...pixels.map(({ byteLength }) => byteLength))];
    };
    const encoded = (one: FiledInstance | undefined) => finished(one!.encode());
    expect(longest(encoded(all[SLICES]))).toEqual([true, 4 * SIDE * SIDE]);
    expect(longest(encoded(all[SLICES + 1]))).toEqual([true, (SIDE * SIDE) / 8]);
  });

  it('is made of slices that are made when they are asked for, none of which is held', async () => {
    const { source, result, all } = await longFiling();
    let asked = 0;
    const layers = result.layers.map(({ slices, ...layer }) => ({
      ...layer,
      slices: madeSlices(slices.length, (k) => (asked++, Float32Array.from(slices[k]!))),
    }));
    const lazy = filingOf(source, result, { result: { ...result, layers } }).series.flatMap(({ instances }) => instances);
    expect(lazy.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(all.map(({ sopInstanceUid }) => sopInstanceUid));
    for (const n of [3, SLICES, SLICES + 1]) expect(same(lazy[n]!.make(), all[n]!.make())).toBe(true);
    const file = finished(lazy[SLICES]!.encode());
    asked = 0;
    const pieces = file.pieces();
    for (let n = 0; n < 5; n++) pieces.next();
    // The header, the head of the pixels, three slices.
    expect(asked).toBe(3);
  });

  it('lets others in between steps of a header', async () => {
    const { all } = await longFiling();
    const stepsOf = (one: FiledInstance) => {
      let count = 0;
      for (const steps = one.encode(); !steps.next().done;) count += 1;
      return count;
    };
    // A step per slice that is looked at, and per 32 items that are written.
    expect(stepsOf(all[SLICES]!)).toBeGreaterThan(SLICES + SLICES / 32);
    expect(stepsOf(all.at(-1)!)).toBeGreaterThan(SLICES / 32);
  });
});

describe('a map that one object cannot hold', () => {
  it('is refused with the numbers: the length of an element has 32 bits', () => {
    expect(checkMapSize({ rows: 512, columns: 512 }, 4095)).toBe(4095 * 2 ** 20);
    expect(() => checkMapSize({ rows: 512, columns: 512 }, 4096)).toThrow(refusal('MAP_TOO_LARGE'));
    expect(() => checkMapSize({ rows: 512, columns: 512 }, 4096)).toThrow(/4096 slices of 512 × 512.*4095 slices/);
  });
});
