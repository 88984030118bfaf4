import type { Desk } from '../faults/Desk';
import { expect, fault } from '../faults/fixture';

/** Cancel, whatever is happening: the run ends within 2 s, what was finished can be kept, and the same button works again. */

const LIMIT_MS = 2_000;
const never = () => Promise.resolve();
/** From the third evaluation on: the second slice. */
const from3 = (body: string) => `if (n < 3) return run(); ${body}`;

/** Cancels a run, and how long it takes until the panel says that it has ended. */
async function cancels(desk: Desk): Promise<void> {
  await desk.cancel.click();
  const clicked = Date.now();
  await expect(desk.page.locator('[data-cy="diffusion-job"][data-state="cancelled"]')).toBeVisible({ timeout: 20_000 });
  expect(Date.now() - clicked).toBeLessThan(LIMIT_MS);
}

/** Keeps what was finished: a partial result of so many slices. */
async function keeps(desk: Desk, slices: number): Promise<void> {
  await expect(desk.keep).toHaveText(slices === 1 ? 'Keep 1 finished slice' : `Keep ${slices} finished slices`);
  await desk.keep.click();
  await expect(desk.result).toHaveCount(1);
  await expect(desk.result).toHaveAttribute('data-partial', 'true');
}

const HANGS: [what: string, pattern: string][] = [
  ['model file', '**/tiny-random/model.onnx*'],
  ['runtime script', '**/ort/**/ort.wasm.min.mjs*'],
  ['runtime wasm', '**/ort/**/ort-wasm-simd-threaded.wasm*'],
];
for (const [what, pattern] of HANGS)
  fault(`${what} on its way, and a cancel`, 'the run ends within 2 s, the next one works', async (desk) => {
    await desk.forgetModels();
    const asked = desk.page.waitForRequest(pattern);
    await desk.breaks(pattern, never);
    await desk.begin();
    await desk.denoise.click();
    await asked;
    await cancels(desk);
    await expect(desk.keep).toHaveCount(0);
  });

fault('model descriptions on their way, and a cancel', 'the run ends within 2 s, the next one works', async (desk) => {
  await desk.begin();
  await desk.breaks('**/tiny-random/manifest.json', never);
  // The models are asked for anew, and a click comes before they answer.
  await desk.begin({}, false);
  await desk.run('denoise');
  await cancels(desk);
  await desk.mend();
  await desk.begin();
});

fault('session that compiles without an end, and a cancel', 'the run ends within 2 s, the next one works', async (desk) => {
  await desk.begin({ evaluation: 'if (n === 1) for (;;); return run();' });
  await desk.denoise.click();
  await expect(desk.job).toContainText(/self-test|model/i);
  await desk.page.waitForTimeout(500);
  await cancels(desk);
});

for (const [what, evaluation] of [
  ['hangs', from3('if (n === 3) return run(); for (;;);')],
  ['waits for a device that never answers', from3('if (n === 3) return run(); return new Promise(() => {});')],
] as const)
  fault(`worker that ${what}, and a cancel`, 'the run ends within 2 s, finished slices can be kept', async (desk) => {
    await desk.begin({ evaluation });
    await desk.denoise.click();
    await expect(desk.job).toContainText(/slice 3 of 4, step/i);
    await cancels(desk);
    await keeps(desk, 2);
  });

fault('worker that is killed, and a cancel', 'the run ends within 2 s, finished slices can be kept', async (desk) => {
  await desk.begin({ evaluation: from3('if (n === 3) return run(); return new Promise(() => {});') });
  await desk.denoise.click();
  await expect(desk.job).toContainText(/slice 3 of 4, step/i);
  await desk.kill();
  await cancels(desk);
  await keeps(desk, 2);
});

fault('worker that crashes in mid-run', 'the message says so, and the finished slices can be kept', async (desk) => {
  await desk.begin({
    evaluation: from3('if (n === 3) return run(); setTimeout(() => { throw new Error("mid-run"); }); return new Promise(() => {});'),
  });
  await desk.denoise.click();
  await desk.says('ENGINE_STOPPED', /The engine stopped answering \(found the worker crashed\)\./);
  await keeps(desk, 2);
});

interface Drawn {
  cornerstone: {
    getRenderingEngines(): {
      contextPool?: { getAllContexts(): { getOpenGLRenderWindow(): { get3DContext(): WebGLRenderingContext } }[] };
    }[];
  };
}

fault(
  'device that draws the viewports lost',
  '“… what the viewports show may be black … Reload the page”, for as long as the page lives',
  async (desk) => {
    await desk.begin();
    const blackout = desk.page.locator('[data-cy="diffusion-blackout"]');
    await expect(blackout).toHaveCount(0);
    await desk.page.evaluate(() => {
      const pools = (window as unknown as Drawn).cornerstone
        .getRenderingEngines()
        .flatMap(({ contextPool }) => contextPool?.getAllContexts() ?? []);
      for (const pool of pools) pool.getOpenGLRenderWindow().get3DContext().getExtension('WEBGL_lose_context')?.loseContext();
    });
    await expect(blackout).toHaveText(
      /^The graphics device that draws the images has stopped: .*Reload the page; results that are not filed are offered again\.$/,
    );
    await expect(desk.messages.first()).toContainText('has stopped');
    // Computing does not need it.
    await desk.makes();
    await desk.clear();
    await desk.reopen();
    await expect(blackout).toHaveCount(0);
    // What cornerstone itself throws as it draws on a device that is gone.
    expect(desk.thrown.splice(0).filter((stack) => !stack.includes('publicAPI.'))).toEqual([]);
  },
);
