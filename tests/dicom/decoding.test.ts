/** @jest-environment ./tests/sameRealmEnvironment.cjs */
import { DECODERS } from '../../src/cli/decoders';
import { readDataset } from '../../src/dicom/dataset';
import { pixelFormat } from '../../src/dicom/pixelFormat';
import { storedPixels } from '../../src/dicom/pixels';
import { refusal } from '../support/refusal';
import { REFUSED, TABLE } from './decodingTable';

async function read(file: ArrayBuffer): Promise<number[]> {
  const dataset = readDataset(file);
  if (!dataset) throw new Error('no DICOM');
  return [...(await storedPixels(dataset, pixelFormat(dataset), DECODERS))];
}

describe('stored values of every transfer syntax, depth and sign', () => {
  it('are in the table', () => {
    expect(TABLE.length).toBe(201);
    expect(new Set(TABLE.map(({ syntax }) => syntax)).size).toBe(15);
  });

  it.each(TABLE.filter(({ name }) => !REFUSED.test(name)).map((row) => [row.name, row] as const))(
    '%s: as pydicom reads them',
    async (_, row) => {
      expect(await read(row.file)).toEqual([...row.values]);
    },
  );

  it.each(TABLE.filter(({ name }) => REFUSED.test(name)).map((row) => [row.name, row] as const))('%s: refused', async (_, { file }) => {
    await expect(read(file)).rejects.toThrow(refusal('DICOM_UNSUPPORTED'));
  });
});
