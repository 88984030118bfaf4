import { readdirSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { findOrthanc, ORTHANC_PACKAGES } from '../../viewer/orthancPackages.mjs';
import { expect, test } from '../browser/fixture';
import { ComparePage } from '../browser/pages/ComparePage';
import { FilingPage } from '../browser/pages/FilingPage';
import { startViewer } from '../browser/server';
import { startOrthanc } from '../support/orthanc';
import { writeLargeSeries } from './largeSeries';
import { TabProcess } from './tabMemory';

/** Slices of 512 × 512 pixels; fewer to rehearse. */
const SLICES = Number(process.env.SLICES ?? 300);
/** What the tab may hold on top while it files, however many slices there are. */
const LIMIT = 0.5e9;
const gb = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

test.skip(!findOrthanc(), `needs the Debian packages ${ORTHANC_PACKAGES.join(' and ')}`);

/** A task of the page's thread, as Chromium's trace tells of it: microseconds that passed, and those in which the thread had a processor. */
interface TracedTask {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** Longest tasks of a page's thread in ms of a processor: what else the machine does makes them no longer. */
function longestTasks(trace: Buffer, pid: number): { longest: number; over50: number; tasks: number } {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TracedTask[] };
  const main = traceEvents.find((one) => one.pid === pid && one.name === 'thread_name' && one.args?.name === 'CrRendererMain');
  const tasks = traceEvents.filter((one) => one.pid === pid && one.tid === main?.tid && one.name.endsWith('RunTask'));
  const times = tasks.map(({ tdur = 0 }) => tdur / 1000);
  return { longest: Math.max(0, ...times), over50: times.filter((time) => time > 50).length, tasks: tasks.length };
}

test(`a denoised series of 512 × 512 × ${SLICES} and its difference, filed at a strength of 0.5`, async ({ chrome, page, diffusion }) => {
  const { folder, study } = writeLargeSeries(SLICES);
  const orthanc = await startOrthanc();
  let tab: TabProcess | undefined;
  let stop: () => Promise<void> = () => Promise.resolve();
  try {
    for (const name of readdirSync(folder)) await orthanc.add(readFileSync(path.join(folder, name)));
    const server = await startViewer(['--dicomweb', orthanc.root, '--no-isolation']);
    stop = () => server.stop();
    // More than a tab should hold, so that a run of any length can be measured.
    const settings = { models: ['tiny-random'], memoryLimit: 16 };
    await page.route('**/app-config.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\nwindow.config.diffusion = ${JSON.stringify(settings)};` });
    });
    const [compare, filing] = [new ComparePage(page), new FilingPage(page)];
    await diffusion.open(`${server.viewer}diffusion?StudyInstanceUIDs=${study}`);
    const renderer = (tab = await TabProcess.of(chrome, page));
    await diffusion.denoise.click();
    await expect(diffusion.result).toBeVisible({ timeout: 3_000_000 });
    await compare.layout('three').click();
    await expect(diffusion.tag).toHaveCount(2);
    await compare.blend.fill('0.5');
    await page.waitForTimeout(5_000);
    const rows: string[] = [];
    const read = async (what: string) => {
      const { resident, peak } = await renderer.read();
      rows.push(`| ${what} | ${gb(resident)} | ${gb(peak)} |`);
      console.log(rows.at(-1));
      return { resident, peak };
    };
    const before = await read('result, difference and original open');
    const started = Date.now();
    // Selectors that wait in the page without looking at all of it, as an expectation would.
    await chrome.startTracing(page, { categories: ['toplevel', '__metadata'] });
    await filing.open();
    const preview = await read('preview');
    await filing.confirm.click();
    await filing.done.waitFor({ timeout: 3_000_000 });
    const { longest, over50, tasks } = longestTasks(await chrome.stopTracing(), renderer.pid);
    console.log(`${tasks} tasks of the page, ${over50} of more than 50 ms of a processor, the longest ${longest.toFixed(0)} ms`);
    const after = await read('filed and verified');
    console.log(`filed in ${Math.round((Date.now() - started) / 1000)} s`);
    const table = ['| when | now | at most until then |', '| ---- | --- | ------------------ |', ...rows];
    mkdirSync('test-results', { recursive: true });
    writeFileSync('test-results/filing-memory.md', `${table.join('\n')}\n`);
    const more = Math.max(preview.peak, after.peak) - before.resident;
    console.log(`figure: ${gb(more)} more at most than before, goal ${gb(LIMIT)}`);
    expect(tasks).toBeGreaterThan(SLICES);
    expect(more).toBeLessThan(LIMIT);
    expect(longest).toBeLessThan(50);
  } finally {
    tab?.stop();
    await stop();
    await orthanc.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
