import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from '../browser/fixture';
import { ComparePage } from '../browser/pages/ComparePage';
import { startViewer } from '../browser/server';
import { writeLargeSeries } from './largeSeries';
import { TabProcess, type TabMemory } from './tabMemory';

/** Slices of 512 × 512 pixels; fewer to rehearse. */
const SLICES = Number(process.env.SLICES ?? 300);
/** With one sample there is no uncertainty, and a quarter of the evaluations. */
const SAMPLES = Number(process.env.SAMPLES ?? 2);
const LIMIT = 2.5e9;
/** One thread: quicker where the cores are busy with other things; the browser's own count then fails. */
const ONE_THREAD = process.env.ONE_THREAD === '1';
const STEPS = 2;
const gb = (bytes: number) => (Number.isFinite(bytes) ? (bytes / 1e9).toFixed(2) : '–');

test.use({ models: ['tiny-random'] });

test(`a series of 512 × 512 × ${SLICES} with result, difference and uncertainty`, async ({ chrome, page, diffusion }, info) => {
  const { folder, study } = writeLargeSeries(SLICES);
  const server = await startViewer(['--dicom', folder, ...(ONE_THREAD ? ['--no-isolation'] : [])]);
  let tab: TabProcess | undefined;
  const rows: (TabMemory & { what: string })[] = [];
  try {
    const compare = new ComparePage(page);
    await diffusion.open(`${server.viewer}diffusion?StudyInstanceUIDs=${study}`);
    const renderer = (tab = await TabProcess.of(chrome, page));
    const read = async (what: string) => {
      const found = await renderer.read();
      rows.push({ what, ...found });
      console.log(`${what}: ${gb(found.resident)} GB now, ${gb(found.peak)} GB at most, ${gb(found.agents)} GB by the browser's own count`);
    };
    const cached = () =>
      page.evaluate(() => (window as unknown as { cornerstone: { cache: { getCacheSize(): number } } }).cornerstone.cache.getCacheSize());
    await expect.poll(cached, { timeout: 600_000 }).toBeGreaterThanOrEqual(SLICES * 512 * 512 * 2);
    await read('viewer with the series');

    await diffusion.openAdvanced();
    if (SAMPLES > 1) {
      await compare.samples(SAMPLES);
      await compare.propose.click();
      await diffusion.steps(STEPS);
    }
    const plan = (await compare.memory.textContent()) ?? '';
    console.log(plan);
    await diffusion.denoise.click();
    const started = Date.now();
    await expect(diffusion.result).toBeVisible({ timeout: 3_000_000 });
    console.log(`run: ${Math.round((Date.now() - started) / 1000)} s`);
    await read('run, result beside the original');

    await compare.layout(SAMPLES > 1 ? 'four' : 'three').click();
    await expect(diffusion.tag).toHaveCount(SAMPLES > 1 ? 3 : 2);
    await page.waitForTimeout(5_000);
    await read(SAMPLES > 1 ? 'difference and uncertainty open' : 'difference open');
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
    tab?.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
