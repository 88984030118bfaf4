import { writeFileSync } from 'node:fs';
import { expect, test as base } from '../fixture';
import { OwnToolsPage } from '../pages/OwnToolsPage';

const test = base.extend<{ tools: OwnToolsPage }>({
  tools: async ({ page, derived }, use) => {
    const tools = new OwnToolsPage(page);
    await tools.open(derived('short'));
    await tools.denoise.click();
    await expect(tools.result).toHaveCount(1, { timeout: 150_000 });
    await expect.poll(async () => (await tools.viewports()).length).toBe(2);
    await use(tools);
  },
});

test.use({ ownArchive: true });
test('a measurement on a result is stored only as the reader decides: nothing, or on the original', async ({ tools, page }, info) => {
  const before = await tools.documents();
  await tools.measure(1, 'EllipticalROI');
  await tools.createReport();
  await expect(tools.orphan).toContainText('1 image of: denoised');
  await page.screenshot({ path: info.outputPath('asked.png') });
  await tools.decide('cancel');
  await expect(page.getByText('Nothing was stored.')).toBeVisible();
  expect(await tools.documents()).toEqual(before);
  expect(await tools.measurements()).toBe(1);

  await tools.createReport();
  await page.keyboard.press('Escape');
  await expect(tools.orphan).toHaveCount(0);
  expect(await tools.documents()).toEqual(before);

  await tools.createReport();
  await tools.decide('source');
  await expect.poll(async () => (await tools.documents()).length).toBe(before.length + 1);
  await expect(page.getByText('saved successfully')).toBeVisible();
  const report = (await tools.documents()).find((one) => !before.some((old) => old.uid === one.uid));
  const { source, result } = await tools.instances();
  expect(report?.modality).toBe('SR');
  expect(new Set(report?.references).size).toBe(1);
  expect(source).toEqual(expect.arrayContaining(report?.references ?? []));
  expect(result).not.toContain(report?.references[0]);
  // What the ellipse measured in the result's pixels is not said of the original's.
  expect(report?.measures).toEqual(['Area']);

  await tools.measure(0, 'Length');
  await page.screenshot({ path: info.outputPath('stored.png') });
});

test('a measurement on a result is stored after the result, and refers to it in the archive', async ({ tools, page }, info) => {
  const before = (await tools.documents()).map(({ uid }) => uid);
  await tools.measure(1, 'EllipticalROI');
  await tools.createReport();
  await tools.decide('file');
  await page.locator('[data-cy="diffusion-file-confirm"]').click();
  await expect(page.locator('[data-cy="diffusion-file-done"]')).toBeVisible();
  await page.screenshot({ path: info.outputPath('filed.png') });
  await page.locator('[data-cy="diffusion-file-cancel"]').click();
  await expect(page.getByText('saved successfully')).toBeVisible();
  const archived = await tools.archived();
  const { source, result } = await tools.instances();
  const report = (await tools.documents()).find(({ uid, measures }) => !before.includes(uid) && measures.includes('Area'));
  expect(new Set(report?.references).size).toBe(1);
  expect(archived).toEqual(expect.arrayContaining(report?.references ?? []));
  for (const uid of report?.references ?? []) expect([...source, ...result]).not.toContain(uid);
  // Measured in the very pixels that it refers to.
  expect(report?.measures).toContain('Mean');
});

test('a segmentation drawn on a result, and a length in another plane of it, refer to the original too', async ({ tools, page }, info) => {
  const before = (await tools.documents()).map(({ uid }) => uid);
  const added = async () => (await tools.documents()).filter(({ uid }) => !before.includes(uid));
  const kinds = async () => (await added()).map(({ modality }) => modality).sort();
  await tools.activate(1);
  await tools.storeSegmentation(await tools.paintSegmentation(1));
  await expect(tools.orphan).toBeVisible();
  await tools.decide('source');
  await expect.poll(kinds).toEqual(['SEG']);

  await tools.activate(1);
  await page.evaluate(() => {
    const { commandsManager } = window as unknown as { commandsManager: { run(name: string, options: object): unknown } };
    commandsManager.run('setHangingProtocol', { protocolId: 'mpr' });
  });
  await expect(page.locator('[data-cy="viewport-pane"]')).toHaveCount(3);
  await tools.measure(1, 'Length');
  await tools.createReport();
  await tools.decide('source');
  await expect.poll(kinds).toEqual(['SEG', 'SR']);
  await page.screenshot({ path: info.outputPath('plane.png') });
  const { source } = await tools.instances();
  for (const { references } of await added()) {
    expect(references.length).toBeGreaterThan(0);
    expect(source).toEqual(expect.arrayContaining(references));
  }
});

test('a picture of a result carries the tag, in any size; one of the original does not', async ({ tools, page }, info) => {
  await tools.activate(1);
  const small = await tools.capture(512, 512, async () => {
    await expect(tools.pictureTag).toContainText('AI-DERIVED');
    await expect(tools.pictureTag).toContainText('denoised');
    // The reader can leave out the viewer's own warning; this is not asked.
    await page.getByRole('dialog').getByRole('switch').last().click();
    await page.screenshot({ path: info.outputPath('dialog.png') });
  });
  writeFileSync(info.outputPath('small.png'), small);
  const [at512, elsewhere] = [await tools.amber(small), await tools.amber(small, [0, 1])];
  // The viewer's own rounding takes some pixels, more of them where its pane is no square.
  expect(Math.abs(at512.width / 512 - 1)).toBeLessThan(0.005);
  expect(at512.pixels).toBeGreaterThan(500);
  expect(elsewhere.pixels).toBe(at512.pixels);

  const large = await tools.capture(1600, 1200);
  writeFileSync(info.outputPath('large.png'), large);
  const at1600 = await tools.amber(large);
  expect(Math.abs(at1600.width / 1600 - 1)).toBeLessThan(0.005);
  // The letters grow with the shorter side (2.3 times: 5.5 times the pixels); those that stayed at 12 px would be lost in it.
  expect(at1600.pixels / at512.pixels).toBeGreaterThan(4);

  await tools.activate(0);
  const original = await tools.capture(512, 512, () => expect(tools.pictureTag).toHaveCount(0));
  writeFileSync(info.outputPath('original.png'), original);
  expect((await tools.amber(original, [0, 1])).pixels).toBe(0);
});
