/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readNiftiSlices } from '../../src/cli/niftiFile';
import type { ErrorCode } from '../../src/core/errors';
import { gather } from '../../src/nifti/slices';
import { workFolder } from '../cli/runCli';
import { refusal } from '../support/refusal';

/** Files and what nibabel reads in them, by `fixture.py` beside this. */
interface Case {
  name: string;
  /** Extension → gzip in base64. */
  files: Record<string, string>;
  values?: number[];
  affine?: number[][];
  refused?: ErrorCode;
}

const { nibabel, cases } = JSON.parse(readFileSync('tests/nifti/nibabel.fixture.json', 'utf8')) as { nibabel: string; cases: Case[] };
const work = workFolder();
afterAll(() => work.remove());

function read({ files }: Case, name: string) {
  const [path = ''] = Object.entries(files).map(([end, packed]) => work.write(`${name}.${end}`, gunzipSync(Buffer.from(packed, 'base64'))));
  return readNiftiSlices(path, 'independent');
}

describe(`NIfTI as nibabel ${nibabel} reads it`, () => {
  it('is a table of more than a hundred files', () => {
    expect(cases.length).toBeGreaterThanOrEqual(170);
    expect(cases.filter(({ refused }) => refused).length).toBeLessThan(55);
  });

  it.each(cases.filter(({ refused }) => !refused).map((one, n) => [one.name, one, n] as const))('%s', async (_, one, n) => {
    const { header, slicing, slices } = await read(one, `read-${n}`);
    const values = Array.from({ length: header.size[2] }, (__, k) => [...gather(slices, k, header, slicing)]).flat();
    expect(values).toEqual(one.values!.map(Math.fround));
    header.affine.flat().forEach((v, k) => expect(Math.abs(v - one.affine!.flat()[k]!)).toBeLessThan(2e-6 * 20));
  });

  it.each(cases.filter(({ refused }) => refused).map((one, n) => [one.name, one, n] as const))('is refused: %s', async (_, one, n) => {
    await expect(read(one, `refused-${n}`)).rejects.toThrow(refusal(one.refused!));
  });
});
