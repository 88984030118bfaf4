import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { pixelElement } from '../../../src/dicom/pixelElement';
import { REFUSED, rowOf, TABLE, type TableRow } from '../../dicom/decodingTable';
import { expect, test } from '../fixture';
import { startViewer } from '../server';
import type { Reading } from '../engine/storedValues';

/** A series of its own, made of one of the table: other UIDs, dcmtk's among them. */
const renamed = (file: ArrayBuffer) =>
  Buffer.from(Buffer.from(file).toString('latin1').replaceAll('1.2.3.4.', '1.2.3.9.').replaceAll('.3.1.4.', '.3.1.9.'), 'latin1');

/** The second half of the codestream is zeros, as where an archive has filled up what it lost. */
function halfLost({ file }: TableRow): Buffer {
  const bytes = renamed(file);
  const whole = new Uint8Array(bytes).buffer;
  const stream = pixelElement(whole)?.fragments[0];
  stream?.fill(0, stream.length >> 1);
  return Buffer.from(whole);
}
/** Predictors 2 to 6 and 10 bits go the way of the others. */
const SHOWN = TABLE.filter(({ name }) => !/^jpeg-lossless-[2-6]|-10in16-/.test(name));
const LOST = ['rle', 'jpeg-lossless-sv1', 'jpeg-ls', 'jpeg-2000', 'htj2k'].map((kind) => rowOf(`${kind}-12in16-unsigned`));

/** Every transfer syntax, depth and sign in the real viewer: the values that the command line and pydicom read, or one sentence. */
test('the viewer reads the stored values of pydicom, or refuses in one sentence', async ({ diffusion, page }) => {
  test.setTimeout(480_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-decoding-'));
  for (const { name, file } of SHOWN) writeFileSync(path.join(folder, `${name}.dcm`), new Uint8Array(file));
  for (const row of LOST) writeFileSync(path.join(folder, `lost-${row.name}.dcm`), halfLost(row));
  const server = await startViewer(['--dicom', folder]);
  try {
    await page.goto(`${server.viewer}diffusion?StudyInstanceUIDs=1.2.3`);
    await expect(diffusion.panel).toBeVisible();
    await page.waitForFunction(
      (count) => {
        const { services } = window as unknown as { services?: { displaySetService?: { getActiveDisplaySets(): unknown[] } } };
        return (services?.displaySetService?.getActiveDisplaySets().length ?? 0) >= count;
      },
      SHOWN.length + LOST.length,
      { timeout: 240_000 },
    );
    const bundle = await build({ entryPoints: ['tests/browser/engine/storedValues.ts'], bundle: true, write: false, format: 'iife' });
    await page.evaluate(bundle.outputFiles[0]?.text ?? '');
    const readings: Reading[] = await page.evaluate(() => window.readAllSeries());
    const told = SHOWN.map((row) => {
      const { values, code, message } = readings.find(({ series }) => series === row.series) ?? { message: 'not in the viewer' };
      const wrong = values?.filter((value, n) => value !== row.values[n]).length ?? 0;
      return { name: row.name, read: code ?? message ?? (wrong === 0 ? 'exact' : `${wrong} values wrong`) };
    });
    const expected = SHOWN.map(({ name }) => ({ name, read: REFUSED.test(name) ? 'DICOM_UNSUPPORTED' : 'exact' }));
    expect(told).toEqual(expected);
    const lost = LOST.map(({ series }) => readings.find((one) => one.series === series.replace('1.2.3.4.', '1.2.3.9.'))?.code);
    expect(lost).toEqual(LOST.map(() => 'DICOM_DAMAGED'));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
