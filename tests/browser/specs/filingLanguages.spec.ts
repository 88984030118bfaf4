import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeStudies } from '../derivedStudies';
import { expect, test as base } from '../fixture';
import { FilingPage } from '../pages/FilingPage';
import { startViewer } from '../server';

/** Three slices in an archive of the test's own. */
const test = base.extend<{ filing: FilingPage; study: string }>({
  filing: async ({ page }, use) => use(new FilingPage(page)),
  study: async ({}, use) => {
    const { folder, uid } = writeStudies();
    for (const name of readdirSync(folder)) if (!name.startsWith('short')) rmSync(path.join(folder, name));
    const viewer = await startViewer(['--dicom', folder]);
    await use(`${viewer.viewer}diffusion?StudyInstanceUIDs=${uid.short}`);
    await viewer.stop();
    rmSync(folder, { recursive: true, force: true });
  },
});

test.describe.configure({ timeout: 240_000 });

for (const { tag, file, refused, filed, rejects, readOnly } of [
  {
    tag: 'de-DE',
    file: '4 Objekte ablegen',
    refused: 'NICHT vollständig abgelegt: 4 von 4 Objekten',
    filed: 'Im Archiv abgelegt und geprüft',
    rejects: 'Abgelegtes ablehnen',
    readOnly: 'kein Archiv, das speichert',
  },
  {
    tag: 'zh-CN',
    file: '归档 4 个对象',
    refused: '未完全归档：4 个对象中有 4 个',
    filed: '已归档并核实',
    rejects: '拒绝已归档的内容',
    readOnly: '此查看器没有可存储的影像归档',
  },
])
  test(`in ${tag}: the preview, what an archive refuses, what is filed, its rejection, an archive that only reads; nothing is cut off`, async ({
    diffusion,
    filing,
    study,
    page,
  }, info) => {
    await page.addInitScript((language) => localStorage.setItem('i18nextLng', language), tag);
    /** Every text of the dialog has the room it needs. */
    const cut = () =>
      filing.dialog.evaluate((dialog) =>
        [dialog, ...dialog.querySelectorAll('*')]
          .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible')
          .map((one) => `${one.className}: ${one.textContent ?? ''}`),
      );
    const seen = async (name: string) => {
      expect(await cut()).toEqual([]);
      await page.screenshot({ path: info.outputPath(`${name}.png`) });
    };
    await diffusion.open(study);
    await diffusion.denoise.click();
    await expect(diffusion.result).toBeVisible({ timeout: 120_000 });
    await filing.open();
    await expect(filing.confirm).toHaveText(file);
    await seen('preview');

    let status = 403;
    await page.route('**/dicomweb/studies', (route) =>
      route.request().method() === 'POST' && status ? route.fulfill({ status, body: '' }) : route.fallback(),
    );
    await filing.confirm.click();
    await expect(filing.partial).toContainText(refused, { timeout: 60_000 });
    await seen('refused');
    await filing.close.click();
    await page.screenshot({ path: info.outputPath('refused-card.png') });
    status = 0;
    await filing.button.click();
    await filing.retry.click();
    await expect(filing.done).toContainText(filed, { timeout: 60_000 });
    await seen('filed');
    await filing.close.click();

    await page.locator('[data-cy="diffusion-file-reject"]').click();
    await expect(filing.confirm).toBeVisible();
    await expect(filing.dialog).toContainText(rejects);
    await seen('reject');
    await filing.close.click();

    await page.route('**/app-config.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()}\nwindow.config.dataSources[0].configuration.supportsStow = false;` });
    });
    page.on('dialog', (dialog) => void dialog.accept());
    await diffusion.open(study);
    await diffusion.denoise.click();
    await expect(diffusion.result).toBeVisible({ timeout: 120_000 });
    await filing.open();
    await expect(page.locator('[data-cy="diffusion-file-target"]')).toContainText(readOnly);
    await seen('read-only');
  });
