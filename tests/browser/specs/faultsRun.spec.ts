import type { Route } from '@playwright/test';
import type { Desk } from '../faults/Desk';
import { fault, expect } from '../faults/fixture';
import { SLICES } from '../faults/smallStudy';

/** In the middle of a run: worker, network, pictures, and what the reader does meanwhile. The self-test is the first evaluation, then one per slice. */

/** Each evaluation takes its time, so that there is a middle. */
const slowly = (ms: number) => `await new Promise((resolve) => setTimeout(resolve, ${ms})); return run();`;
const SLOWLY = slowly(700);
/** From the third evaluation on, the second slice. */
const from3 = (body: string) => `if (n < 3) return run(); ${body}`;

/** Starts, and waits for the second slice. */
async function midRun(desk: Desk, evaluation = SLOWLY): Promise<void> {
  await desk.begin({ evaluation });
  await desk.denoise.click();
  await expect(desk.job).toContainText(/slice [23] of 4, step/i);
}

fault('worker script that never comes', '“could not be loaded (nothing came for 60 s)”, Try again works', async (desk) => {
  await desk.clock();
  await desk.breaks('**/diffusion.worker.js', () => Promise.resolve());
  await desk.begin({}, false);
  await desk.passes(60);
  await desk.says('ENGINE_MISSING', /could not be loaded \(found the worker script: nothing came for 60 s\)\./);
  await desk.mend();
  await desk.retry.click();
});

const STOPPED = 'The engine stopped answering';
const silence = new RegExp(`${STOPPED} \\(found no sign for 180 s\\)\\.`);

fault('worker that throws in mid-run', `“${STOPPED} (the worker crashed)”, the next run works`, async (desk) => {
  await desk.begin({ evaluation: from3('setTimeout(() => { throw new Error("mid-run"); }); return new Promise(() => {});') });
  await desk.denoise.click();
  await desk.says('ENGINE_STOPPED', new RegExp(`${STOPPED} \\(found the worker crashed\\)\\.`));
});

fault('worker that hangs', `“${STOPPED} (no sign for 180 s)”, the next run works`, async (desk) => {
  await desk.clock();
  await midRun(desk, from3('if (n === 3) return run(); for (;;);'));
  await desk.passes(180);
  await desk.says('ENGINE_STOPPED', silence);
});

fault('worker that is killed', `“${STOPPED} (no sign for 180 s)”, the next run works`, async (desk) => {
  await desk.clock();
  await midRun(desk);
  await desk.kill();
  await desk.passes(180);
  await desk.says('ENGINE_STOPPED', silence);
});

fault('worker that is killed before a run', `“${STOPPED} (no sign for 180 s)”, the next run works`, async (desk) => {
  await desk.clock();
  await desk.begin();
  await desk.kill();
  await desk.denoise.click();
  await expect(desk.job).toContainText(/reading slice 4 of 4/i);
  await desk.page.waitForTimeout(1_000);
  await desk.passes(180);
  await desk.says('ENGINE_STOPPED', silence);
});

/** Replaces what the network returns. */
const returns = (change: string) =>
  from3(`const outputs = await run(); const f = Object.values(outputs)[0].data; const x = feeds.x.data; ${change} return outputs;`);

for (const [what, change, code, sentence] of [
  ['NaN', 'f[100] = NaN;', 'OUTPUT_NOT_FINITE', 'The model returned values that are not numbers (found NaN at pixel 100 of the estimate).'],
  [
    'infinite',
    'f.fill(Infinity);',
    'OUTPUT_NOT_FINITE',
    'The model returned values that are not numbers (found Infinity at pixel 0 of the estimate).',
  ],
  ['zero', 'f.fill(0);', 'OUTPUT_CONSTANT', 'The model returned an empty picture (found 0 everywhere).'],
  ['constant', 'f.fill(0.5);', 'OUTPUT_CONSTANT', 'The model returned an empty picture (found 0.5 everywhere).'],
  ['stale', 'f.set(self.before ?? f); self.before = f.slice();', 'OUTPUT_STALE', 'The model returned the picture of another slice.'],
  ['its input', 'f.set(x);', 'OUTPUT_UNCHANGED', 'The model returned the picture that it was given.'],
] as const)
  fault(`network that returns ${what}`, `“${sentence}”`, async (desk) => {
    await desk.begin({ evaluation: returns(change) });
    await desk.denoise.click();
    await desk.says(code, new RegExp(`${sentence.replace(/[().]/g, '\\$&')}Use the other backend; no result was added\\.`));
    await desk.begin();
  });

fault('network that computes wrongly from the start', '“The self-test of the model gave wrong numbers on this device”', async (desk) => {
  await desk.begin({
    evaluation:
      'const outputs = await run(); const f = Object.values(outputs)[0].data; f.forEach((v, i) => (f[i] = 1.1 * v)); return outputs;',
  });
  await desk.denoise.click();
  await desk.says(
    'SELF_TEST_FAILED',
    /The self-test of the model gave wrong numbers on this device \(found difference [\d.]+e[+-]\d+ of the range, allowed [\d.]+\)\./,
  );
  await desk.begin();
});

fault('network that throws in mid-run', '“The model could not be started (an evaluation failed)”, the next run works', async (desk) => {
  await desk.begin({ evaluation: 'if (n === 3) throw new Error("mid-run"); return run();' });
  await desk.denoise.click();
  await desk.says('MODEL_RUNTIME', /The model could not be started \(found tiny-random: an evaluation failed\)\./);
});

/** How many elements there are, and those at whose middle a click would reach a message instead. */
const covered = (desk: Desk, selector: string) =>
  desk.page.locator(selector).evaluateAll((elements) => ({
    count: elements.length,
    under: elements
      .filter((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2)?.closest('[data-sonner-toaster]');
      })
      .map(({ textContent }) => textContent),
  }));

fault('message while the panel is open', 'it covers no button of the panel, no series and no middle of an image', async (desk) => {
  await desk.begin({ evaluation: 'if (n === 3) throw new Error("mid-run"); return run();' });
  await desk.denoise.click();
  await desk.error.last().waitFor();
  await expect(desk.messages.first()).toBeVisible();
  for (const kind of ['[data-cy="diffusion-panel"] button', '[data-cy="study-browser-thumbnail"]', '.cornerstone-viewport-element']) {
    const { count, under } = await covered(desk, kind);
    expect(count).toBeGreaterThan(0);
    expect(under).toEqual([]);
  }
});

const UNREADABLE = 'A slice could not be loaded';
/** The pixels of the second slice, of whichever series. */
const FRAME = '**/instances/1.2.3.700.1.2/frames/*';

for (const [what, answer] of [
  ['fails', (route: Route) => route.fulfill({ status: 500 })],
  ['is refused', (route: Route) => route.abort('connectionrefused')],
] as const)
  fault(`image whose fetch ${what} in mid-run`, `“${UNREADABLE} (slice … of 4)”, the next run works`, async (desk) => {
    await desk.begin();
    await desk.breaks(FRAME, answer);
    await desk.denoise.click();
    await desk.says('SLICE_UNREADABLE', new RegExp(`${UNREADABLE} \\(found slice [1-4] of 4\\)\\.`));
  });

fault('image that never comes', `“${UNREADABLE} (nothing came for 120 s)”, the next run works`, async (desk) => {
  await desk.clock();
  await desk.begin();
  await desk.breaks(FRAME, () => Promise.resolve());
  await desk.denoise.click();
  await expect(desk.job).toBeVisible();
  await desk.page.waitForTimeout(500);
  await desk.passes(120);
  await desk.says('SLICE_UNREADABLE', new RegExp(`${UNREADABLE} \\(found slice [1-4] of 4: nothing came for 120 s\\)\\.`));
});

fault('image that never comes, and a cancel', 'the run ends at once, the next one works', async (desk) => {
  await desk.begin();
  await desk.breaks(FRAME, () => Promise.resolve());
  await desk.denoise.click();
  await desk.cancel.click();
  await expect(desk.discard).toBeVisible({ timeout: 10_000 });
  expect(await desk.results()).toBe(0);
});

interface Viewer {
  cornerstone: {
    cache: { purgeCache(): void; getCacheSize(): number; getMaxCacheSize(): number; setMaxCacheSize(bytes: number): void };
  };
  services: {
    displaySetService: {
      deleteDisplaySet(uid: string): void;
      getActiveDisplaySets(): { displaySetInstanceUID: string; SeriesDescription?: string }[];
    };
  };
}

fault('images evicted from the viewer’s cache in mid-run', 'the run goes on and is whole', async (desk) => {
  await midRun(desk);
  await desk.page.evaluate(() => (window as unknown as Viewer).cornerstone.cache.purgeCache());
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
});

fault('the viewer’s image cache full', 'the run goes on, its result is whole and stands beside the original', async (desk) => {
  const most = await desk.page.evaluate(() => {
    const { cache } = (window as unknown as Viewer).cornerstone;
    const before = cache.getMaxCacheSize();
    cache.setMaxCacheSize(cache.getCacheSize() + 1000);
    return before;
  });
  await desk.begin();
  await desk.denoise.click();
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
  await expect.poll(async () => (await desk.viewports()).map(({ slices }) => slices)).toEqual([SLICES, SLICES]);
  await desk.page.evaluate((bytes) => (window as unknown as Viewer).cornerstone.cache.setMaxCacheSize(bytes), most);
});

fault('viewports removed and added in mid-run', 'the run goes on and is whole', async (desk) => {
  await midRun(desk);
  await desk.grid(2, 2);
  await desk.grid(1, 1);
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
});

fault('another series shown in mid-run', 'the run goes on, and its result is in the list', async (desk) => {
  await midRun(desk);
  await desk.thumbnails.nth(1).dblclick();
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
  await desk.clear();
  await desk.thumbnails.first().dblclick();
  await expect(desk.page.locator('[data-cy="diffusion-series"]')).toContainText('FIRST');
});

fault('page frozen in mid-run and woken', 'the run goes on and is whole', async (desk) => {
  const { page } = desk;
  await midRun(desk);
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await session.detach();
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
});

fault('page hidden in mid-run and shown again', 'the run goes on and is whole', async (desk) => {
  await midRun(desk);
  const show = (state: 'hidden' | 'visible') =>
    desk.page.evaluate((now) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => now === 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await show('hidden');
  await expect(desk.job).toContainText(/slice [34] of 4, step/i);
  await show('visible');
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
});

fault('offline in mid-run', 'the run goes on and is whole: all that it needs is there', async (desk) => {
  await midRun(desk);
  await desk.page.context().setOffline(true);
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
  await desk.page.context().setOffline(false);
});

fault('offline before a run', 'one sentence says what did not come, the next run works', async (desk) => {
  await desk.forgetModels();
  await desk.begin();
  await desk.page.context().setOffline(true);
  await desk.denoise.click();
  await expect(desk.error).toHaveText(/(A slice could not be loaded|The model could not be fetched) \(found [^)]*\)\./);
  expect(await desk.results()).toBe(0);
  await desk.page.context().setOffline(false);
});

fault('double click on the button', 'one job, one result', async (desk) => {
  await desk.begin({ evaluation: SLOWLY });
  await desk.denoise.dblclick();
  await expect(desk.hint).toContainText('no second run was started');
  await expect(desk.job).toHaveCount(1);
  await expect(desk.result).toHaveCount(1);
  expect(await desk.results()).toBe(1);
});

fault('result removed while another run uses its source', 'the run goes on and is whole', async (desk) => {
  await desk.begin();
  await desk.makes();
  await midRun(desk);
  await desk.page.locator('[data-cy="diffusion-remove"]').first().click();
  await expect(desk.result).toHaveCount(0);
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'false');
});

fault('result removed while it is on screen', 'the original is shown alone, the next run works', async (desk) => {
  await desk.begin();
  await desk.makes();
  await expect.poll(async () => (await desk.viewports().catch(() => [])).length).toBe(2);
  await desk.page.locator('[data-cy="diffusion-remove"]').first().click();
  await expect(desk.result).toHaveCount(0);
  await expect.poll(async () => (await desk.viewports().catch(() => [])).map(({ displaySet }) => displaySet)).toEqual(['FIRST']);
});

fault('mode left in mid-run', 'nothing is left behind, the next visit works', async (desk) => {
  await midRun(desk);
  await desk.page.locator('[data-cy="return-to-work-list"]').click();
  await expect(desk.panel).toHaveCount(0);
  await desk.page.goBack();
  await expect(desk.panel).toBeVisible();
  await desk.drawn();
  await expect(desk.job).toHaveCount(0);
  expect(await desk.results()).toBe(0);
});

fault('series closed in mid-run', '“The series was closed during the run, so nothing was added.”', async (desk) => {
  await midRun(desk, slowly(4_000));
  // A viewport that outlives its display set throws by itself.
  await desk.thumbnails.nth(1).dblclick();
  await expect(desk.page.locator('[data-cy="diffusion-series"]')).toContainText('SECOND');
  await desk.page.evaluate(() => {
    const { displaySetService } = (window as unknown as Viewer).services;
    const first = displaySetService.getActiveDisplaySets().find(({ SeriesDescription }) => SeriesDescription === 'FIRST');
    displaySetService.deleteDisplaySet(first?.displaySetInstanceUID ?? '');
  });
  await desk.says('SOURCE_CLOSED', /The series was closed during the run, so nothing was added\./);
  await desk.mend();
  await desk.reopen();
});
