import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from '../browser/fixture';
import { ComparePage } from '../browser/pages/ComparePage';
import { startViewer } from '../browser/server';
import { writeLargeSeries } from './largeSeries';
import { TabProcess, type TabMemory } from './tabMemory';

/** Slices of 512 × 512 pixels; fewer to rehearse. */
const SLICES = Number(process.env.SLICES ?? 300);
const LIMIT = 2.5e9;
/** One thread: quicker where the cores are busy with other things; the browser's own count then fails. */
const ONE_THREAD = process.env.ONE_THREAD === '1';
const STEPS = 2;
const gb = (bytes: number) => (Number.isFinite(bytes) ? (bytes / 1e9).toFixed(2) : '–');

test.use({ models: ['tiny-random'] });

test(`a series of 512 × 512 × ${SLICES} with result, difference and uncertainty`, async ({ chrome, page, diffusion }, info) => {
  const { folder, study } = writeLargeSeries(SLICES);
  const server = await startViewer(['--dicom', folder, ...(ONE_THREAD ? ['--no-isolation'] : [])]);
  const rows: (TabMemory & { what: string })[] = [];
  try {
    const compare = new ComparePage(page);
    await diffusion.open(`${server.viewer}diffusion?StudyInstanceUIDs=${study}`);
    const tab = await TabProcess.of(chrome, page);
    const read = async (what: string) => {
      const found = await tab.read();
      rows.push({ what, ...found });
      console.log(`${what}: ${gb(found.resident)} GB now, ${gb(found.peak)} GB at most, ${gb(found.agents)} GB by the browser's own count`);
      tab.resetPeak();
    };
    const cached = () =>
      page.evaluate(() => (window as unknown as { cornerstone: { cache: { getCacheSize(): number } } }).cornerstone.cache.getCacheSize());
    await expect.poll(cached, { timeout: 600_000 }).toBeGreaterThanOrEqual(SLICES * 512 * 512 * 2);
    await read('viewer with the series');

    await compare.samples(2);
    await compare.propose.click();
    await diffusion.steps(STEPS);
    await diffusion.openAdvanced();
    const plan = (await compare.memory.textContent()) ?? '';
    console.log(plan);
    await diffusion.denoise.click();
    const started = Date.now();
    await expect(diffusion.result).toBeVisible({ timeout: 3_000_000 });
    console.log(`run: ${Math.round((Date.now() - started) / 1000)} s`);
    await read('run, result beside the original');

    await compare.layout('four').click();
    await expect(diffusion.tag).toHaveCount(3);
    await page.waitForTimeout(5_000);
    await read('difference and uncertainty open');
    await page.screenshot({ path: info.outputPath('four.png') });
    const peak = Math.max(...rows.map((row) => row.peak));
    const table = [
      '| when | now | at most until then | by the browser |',
      '| ---- | --- | ------------------ | -------------- |',
      ...rows.map(({ what, resident, peak: most, agents }) => `| ${what} | ${gb(resident)} GB | ${gb(most)} GB | ${gb(agents)} GB |`),
    ];
    console.log(`\n${table.join('\n')}\n\nplanned: ${plan}\nfigure: ${gb(peak)} GB at most, goal ${gb(LIMIT)} GB`);
    mkdirSync('test-results', { recursive: true });
    writeFileSync('test-results/memory.md', `${table.join('\n')}\n`);
    expect(peak).toBeLessThan(LIMIT);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
