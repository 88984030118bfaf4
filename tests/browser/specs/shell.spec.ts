import { expect, test as base } from '../fixture';
import { ShellPage } from '../pages/ShellPage';

const test = base.extend<{ shell: ShellPage }>({
  shell: async ({ page }, use) => {
    await use(new ShellPage(page));
  },
});

test('results: newest first, run again with one thing changed, result and original by one key, remove from the thumbnail', async ({
  derived,
  shell,
  page,
}, info) => {
  await shell.open(derived('short'));
  await page.locator('[data-cy="diffusion-strength-low"]').check();
  await shell.denoise.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await expect.poll(async () => (await shell.viewports()).length).toBe(2);
  await page.locator('[data-cy="diffusion-strength-high"]').check();
  await shell.again.click();
  await expect(page.locator('[data-cy="diffusion-strength-low"]')).toBeChecked();
  await expect(shell.hint).toContainText('Change what you like');
  await page.locator('[data-cy="diffusion-strength-medium"]').check();
  await expect(shell.denoise).toBeEnabled();
  await shell.denoise.click();
  await expect(shell.result).toHaveCount(2, { timeout: 150_000 });
  await expect(shell.result.first()).toContainText('strength Medium');
  await expect(shell.result.nth(1)).toContainText('strength Low');
  await expect(shell.result.nth(1)).not.toHaveAttribute('open', /.*/);
  await page.screenshot({ path: info.outputPath('results.png') });
  // Tabs, button and the newest result without scrolling.
  for (const seen of [shell.denoise, shell.result.first().locator('[data-cy="diffusion-show"]')]) await expect(seen).toBeInViewport();
  await expect.poll(async () => (await shell.viewports()).length).toBe(2);
  await page.locator('[data-cy="viewport-pane"]').first().click();
  await page.keyboard.press('Shift+R');
  await expect.poll(async () => (await shell.viewports()).map((v) => v.displaySet)).toEqual(['FSE PD AXIAL OBL']);
  await page.keyboard.press('Shift+R');
  await expect.poll(async () => (await shell.viewports()).length).toBe(2);
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.waitForTimeout(500);
  await page.screenshot({ path: info.outputPath('narrow.png') });
  await page.setViewportSize({ width: 1600, height: 900 });
  await shell.thumbnailMenu(shell.thumbnails.last(), 'Remove result');
  await expect(shell.result).toHaveCount(1);
  expect((await shell.sets()).filter(({ ours }) => ours)).toHaveLength(1);
  expect(shell.troubles).toEqual([]);
});

test('the toolbar group and the menu of a thumbnail start a task', async ({ derived, shell, page }, info) => {
  await shell.open(derived('short'));
  await page
    .locator('[data-cy="DiffusionTools-split-button-secondary"] button, [data-cy="DiffusionTools-split-button-secondary"]')
    .first()
    .click();
  for (const id of ['DiffusionDenoise', 'DiffusionInpaint', 'DiffusionAnomaly']) {
    await expect(page.locator(`[role="menuitem"][data-cy="${id}"]`)).toBeVisible();
  }
  await expect(page.getByText('Missing Icon')).toHaveCount(0);
  await page.screenshot({ path: info.outputPath('toolbar.png') });
  await page.keyboard.press('Escape');
  await shell.thumbnailMenu(shell.thumbnails.first(), 'Denoise');
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  expect((await shell.sets()).map(({ ours }) => ours)).toEqual([false, true]);
  expect(shell.troubles).toEqual([]);
});

test('the model card is shown as text, closes on Escape and gives the focus back', async ({ derived, shell, page }, info) => {
  await shell.open(derived('short'));
  await expect(shell.card).toBeVisible();
  await shell.card.click();
  await expect(shell.cardDialog).toContainText('What it does');
  await expect(shell.cardDialog).toContainText(/[0-9a-f]{64}/);
  await page.screenshot({ path: info.outputPath('card.png') });
  await page.keyboard.press('Escape');
  await expect(shell.cardDialog).toHaveCount(0);
  await expect(shell.card).toBeFocused();
  const evil = '# Card\n\n<img src=x onerror="window.pwned=1"> <script>window.pwned=2</script> [x](javascript:window.pwned=3)';
  await page.route('**/CARD.md', (route) => route.fulfill({ body: evil, contentType: 'text/markdown' }));
  await shell.card.press('Enter');
  await expect(shell.cardDialog).toContainText('<script>window.pwned=2</script>');
  await expect(shell.cardDialog.locator('img, script, a')).toHaveCount(0);
  expect(await page.evaluate(() => (window as { pwned?: number }).pwned)).toBeUndefined();
  await page.locator('[data-cy="diffusion-card-dialog-close"]').click();
  await page.route('**/CARD.md', (route) => route.fulfill({ status: 404 }));
  await shell.card.click();
  await expect(shell.cardDialog).toContainText('There is no card');
  await expect(shell.cardDialog).toContainText(/[0-9a-f]{64}/);
});

test('the diagnostics name nobody, and can be copied without a clipboard', async ({ derived, shell, page }, info) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }));
  await shell.open(derived('short'));
  await shell.denoise.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await shell.diagnostics.click();
  const area = shell.diagnosticsDialog.locator('textarea');
  await expect(shell.diagnosticsDialog).toContainText('press Ctrl+C');
  const text = await area.inputValue();
  await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLTextAreaElement).selectionEnd)).toBe(text.length);
  expect(text).toContain('OHIF: 3.13.2');
  expect(text).toMatch(/backend: wasm .*no WebGPU adapter/);
  expect(text).toMatch(/model mr-brain-restore .* sha256 [0-9a-f]{64}, self-test passed/);
  expect(text).toMatch(/denoise: done .*3 of 3 slices/);
  const identifiers = await shell.identifiers();
  expect(identifiers.length).toBeGreaterThan(3);
  for (const identifier of [...identifiers, new URL(page.url()).host, 'StudyInstanceUID']) expect(text).not.toContain(identifier);
  await page.screenshot({ path: info.outputPath('diagnostics.png') });
  await page.keyboard.press('Escape');
  await expect(shell.diagnostics).toBeFocused();
});

for (const [language, denoise, research] of [
  ['de', 'Entrauschen', 'Nur für Forschung'],
  ['zh', '去噪', '仅供研究'],
] as const) {
  test(`the panel in ${language}`, async ({ derived, shell, page }, info) => {
    await page.addInitScript((tag) => localStorage.setItem('i18nextLng', tag), language);
    await shell.open(derived('short'));
    await expect(shell.denoise).toHaveText(denoise);
    await expect(shell.panel).toContainText(research);
    await shell.denoise.click();
    await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
    // What is written into DICOM attributes stays English.
    expect((await shell.sets()).at(-1)?.stored).toMatch(/^denoised · .*\(AI-DERIVED – research only\)$/);
    await page.screenshot({ path: info.outputPath(`${language}.png`) });
  });
}

test('a site allows one task, names its own tag and says so through the customization service', async ({ derived, shell, page }) => {
  await page.route('**/app-config.js', async (route) => {
    const response = await route.fetch();
    const settings = { 'diffusion.settings': { $set: { tasks: ['denoise'], tagText: 'KI – nur Forschung' } } };
    await route.fulfill({ response, body: `${await response.text()}\nwindow.config.customizationService = ${JSON.stringify(settings)};` });
  });
  await shell.open(derived('short'));
  await expect(page.locator('[data-cy="diffusion-task-anomaly"]')).toHaveCount(0);
  await expect(page.locator('[data-cy="DiffusionDenoise"]').first()).toBeVisible();
  await expect(page.locator('[data-cy="DiffusionTools-split-button-primary"]')).toHaveCount(0);
  await shell.run('anomalyMap');
  await expect(page.getByText('Anomaly map is switched off in this viewer')).toBeVisible();
  await expect(shell.job).toHaveCount(0);
  await shell.denoise.click();
  await expect(shell.result).toHaveCount(1, { timeout: 150_000 });
  await expect(shell.tag).toContainText('KI – nur Forschung');
});
