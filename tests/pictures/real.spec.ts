import { expect, test as base } from '../browser/fixture';
import { ShellPage } from '../browser/pages/ShellPage';
import { cameraFor, SCREEN } from './camera';
import { anomaly, denoise, inpaint, toTheMiddle, type Walk } from './steps';

/** Any folder of DICOM files, named by main.ts. */
const FOLDER = process.env.PICTURES_DICOM;

const test = base.extend<{ shell: ShellPage }>({
  shell: async ({ page }, use) => {
    await use(new ShellPage(page));
  },
});
test.use({ serverArguments: FOLDER === undefined ? [] : ['--dicom', FOLDER] });
test.skip(FOLDER === undefined, 'needs a folder: npm run pictures -- --dicom FOLDER');

const PARTS: readonly (readonly [task: string, follow: (walk: Walk) => Promise<string>])[] = [
  ['denoise', denoise],
  ['inpaint', inpaint],
  ['anomaly', anomaly],
];

/** Why a task is not offered on the series on screen; undefined where it is. A region is drawn only later. */
async function refusal(shell: ShellPage, task: string): Promise<string | undefined> {
  await shell.page.locator(`[data-cy="diffusion-task-${task}"]`).check({ force: true });
  const start = shell.panel.locator(`[data-cy="diffusion-${task}"]`);
  const ready = shell.page.locator('[data-cy="diffusion-confirm"]').or(shell.reason);
  await expect(async () => expect((await start.isEnabled()) || (await ready.count()) > 0).toBe(true)).toPass();
  if ((await shell.reason.count()) === 0) return undefined;
  const [code, text] = [await shell.reason.getAttribute('data-code'), await shell.reason.innerText()];
  return code === 'REGION_EMPTY' ? undefined : text.replace(/\s+/g, ' ');
}

test('the guide on every series of a folder', async ({ shell, page, server }) => {
  await page.setViewportSize(SCREEN);
  const studies = (await (await page.request.get(`${server.viewer}dicomweb/studies`)).json()) as Record<string, { Value?: string[] }>[];
  const told: string[] = [];
  for (const [n, study] of studies.entries()) {
    const url = `${server.viewer}diffusion?StudyInstanceUIDs=${study['0020000D']?.Value?.[0]}`;
    await page.goto(url);
    await expect(shell.thumbnails.first()).toBeVisible();
    const count = await shell.thumbnails.count();
    for (let series = 0; series < count; series++) {
      await shell.open(url);
      await shell.thumbnails.nth(series).dblclick();
      const name = (await shell.panel.locator('[data-cy="diffusion-series"]').innerText()).replace(/\s+/g, ' ');
      for (const [task, follow] of PARTS) {
        const why = await refusal(shell, task);
        if (why === undefined) await toTheMiddle(shell);
        const shot = cameraFor(page, `test-results/pictures-real/${n}-${series}-${task}`);
        const outcome = why === undefined ? await follow({ diffusion: shell, shot }) : `refused: ${why}`;
        told.push(`${name}: ${task}: ${outcome.replace(/\s+/g, ' ') || 'done'}`);
        console.log(told.at(-1));
        await expect.poll(async () => (await shell.sets()).filter(({ ours }) => ours)).toEqual([]);
      }
    }
  }
  expect(shell.troubles).toEqual([]);
});
