import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { REFUSED, TABLE } from '../../dicom/decodingTable';
import { expect, test } from '../fixture';
import { startViewer } from '../server';
import type { Reading } from '../engine/storedValues';

/** Every transfer syntax, depth and sign in the real viewer: the values that the command line and pydicom read, or one sentence. */
test('the viewer reads the stored values of pydicom, or refuses in one sentence', async ({ diffusion, page }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'diffusion-decoding-'));
  for (const { name, file } of TABLE) writeFileSync(path.join(folder, `${name}.dcm`), new Uint8Array(file));
  const server = await startViewer(['--dicom', folder]);
  try {
    await page.goto(`${server.viewer}diffusion?StudyInstanceUIDs=1.2.3`);
    await expect(diffusion.panel).toBeVisible();
    await page.waitForFunction((count) => {
      const { services } = window as unknown as { services?: { displaySetService?: { getActiveDisplaySets(): unknown[] } } };
      return (services?.displaySetService?.getActiveDisplaySets().length ?? 0) >= count;
    }, TABLE.length);
    const bundle = await build({ entryPoints: ['tests/browser/engine/storedValues.ts'], bundle: true, write: false, format: 'iife' });
    await page.evaluate(bundle.outputFiles[0]?.text ?? '');
    const readings: Reading[] = await page.evaluate(() => window.readAllSeries());
    const told = TABLE.map((row) => {
      const { values, code, message } = readings.find(({ series }) => series === row.series) ?? { message: 'not in the viewer' };
      const wrong = values?.filter((value, n) => value !== row.values[n]).length ?? 0;
      return { name: row.name, read: code ?? message ?? (wrong === 0 ? 'exact' : `${wrong} values wrong`) };
    });
    console.log(
      JSON.stringify(
        told.filter(({ read }) => read !== 'exact'),
        null,
        1,
      ),
    );
    const expected = TABLE.map(({ name }) => ({ name, read: REFUSED.test(name) ? 'DICOM_UNSUPPORTED' : 'exact' }));
    expect(told).toEqual(expected);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
