import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { archiveAt } from '../../../src/archive/Archive';
import { listInstances, listSeries } from '../../../src/archive/search';
import { readDataset } from '../../../src/dicom/dataset';
import { findOrthanc, ORTHANC_PACKAGES } from '../../../viewer/orthancPackages.mjs';
import { startOrthanc } from '../../support/orthanc';
import { watch } from '../consoleErrors';
import { expect, test as base } from '../fixture';
import { DiffusionPage } from '../pages/DiffusionPage';
import { FilingPage } from '../pages/FilingPage';
import { FoundPage } from '../pages/FoundPage';
import { OverlayPage } from '../pages/OverlayPage';
import { startViewer } from '../server';

const DEMO = path.join(import.meta.dirname, '../../../viewer/demo/flair');

interface Pacs {
  /** The FLAIR demo study in the viewer. */
  url: string;
  studyUid: string;
  root: string;
}

/** Debian's Orthanc with the FLAIR demo study in it, and the viewer in front of it. */
const test = base.extend<object, { pacs: Pacs }>({
  pacs: [
    async ({}, use) => {
      const orthanc = await startOrthanc();
      let studyUid = '';
      for (const name of readdirSync(DEMO).filter((one) => one.endsWith('.dcm'))) {
        const bytes = readFileSync(path.join(DEMO, name));
        studyUid ||= readDataset(Uint8Array.from(bytes).buffer)?.text('StudyInstanceUID') ?? '';
        await orthanc.add(bytes);
      }
      const viewer = await startViewer(['--dicomweb', orthanc.root]);
      await use({ url: `${viewer.viewer}diffusion?StudyInstanceUIDs=${studyUid}`, studyUid, root: orthanc.root });
      await viewer.stop();
      await orthanc.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

test.describe.configure({ timeout: 300_000 });
test.skip(!findOrthanc(), `needs the Debian packages ${ORTHANC_PACKAGES.join(' and ')}`);

test('a reviewed anomaly map is filed in Orthanc, found in a fresh browser with its verdicts, and superseded by a second reader', async ({
  diffusion,
  page,
  pacs,
  chrome,
}, info) => {
  const errors = watch(page);
  const archive = archiveAt(pacs.root);
  const { signal } = new AbortController();
  const ofModality = async (modality: string) =>
    (await listSeries(archive, pacs.studyUid, signal)).filter((one) => one.own && one.modality === modality);

  await diffusion.open(pacs.url);
  const [overlay, filing] = [new OverlayPage(diffusion), new FilingPage(page)];
  await overlay.run();
  await overlay.show();
  await expect.poll(() => overlay.findingItems.count()).toBeGreaterThan(0);
  await page.keyboard.press('g');
  await page.keyboard.press('y');
  await expect(overlay.findingItems.first()).toHaveAttribute('data-verdict', 'accepted');
  await page.screenshot({ path: info.outputPath('reviewed.png') });
  await filing.open();
  await page.screenshot({ path: info.outputPath('preview.png') });
  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 120_000 });
  await filing.close.click();
  await expect(filing.filed).toBeVisible();
  expect(await ofModality('SEG')).toHaveLength(2);
  const [report, ...reports] = await ofModality('SR');
  expect(reports).toEqual([]);

  // Somebody else, somewhere else.
  const context = await chrome.newContext({ viewport: { width: 1600, height: 900 } });
  const second = await context.newPage();
  const [desk, found, filing2] = [new DiffusionPage(second), new FoundPage(second), new FilingPage(second)];
  await desk.open(pacs.url);
  await expect(found.cards).toHaveCount(1);
  const card = found.cards.first();
  expect((await found.findings(card)).map(({ verdict }) => verdict)[0]).toBe('accepted');
  await second.screenshot({ path: info.outputPath('found.png') });
  await found.of(card, 'jump').first().click();
  await second.screenshot({ path: info.outputPath('jumped.png') });
  await found.of(card, 'open').click();
  await expect(desk.result).toBeVisible({ timeout: 60_000 });
  const reading = new OverlayPage(desk);
  await reading.show();
  await expect.poll(() => reading.verdicts()).toContain('accepted');
  await expect(filing2.filed).toBeVisible();
  await expect(filing2.button).toHaveCount(0);
  await second.screenshot({ path: info.outputPath('open.png') });
  await second.keyboard.press('g');
  await second.keyboard.press('x');
  await filing2.open();
  expect((await filing2.rows()).map(({ role, objects }) => [role, objects])).toEqual([['report', 1]]);
  await filing2.confirm.click();
  await expect(filing2.done).toBeVisible({ timeout: 60_000 });
  expect((await ofModality('SR')).map(({ seriesUid }) => seriesUid)).toEqual([report?.seriesUid]);
  const versions = await listInstances(archive, { studyUid: pacs.studyUid, seriesUid: report?.seriesUid ?? '' }, signal);
  expect(versions.map(({ number }) => number).sort()).toEqual([1, 2]);
  await context.close();
  expect(errors).toEqual([]);
});
