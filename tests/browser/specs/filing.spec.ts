import { expect, test as base } from '../fixture';
import { watch } from '../consoleErrors';
import { AnomalyPage } from '../pages/AnomalyPage';
import { FilingPage } from '../pages/FilingPage';

const test = base.extend<{ filing: FilingPage; posts: string[] }>({
  filing: async ({ page }, use) => {
    await use(new FilingPage(page));
  },
  /** Addresses that something was sent to. */
  posts: async ({ page }, use) => {
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(new URL(request.url()).pathname);
    });
    await use(posts);
  },
});

test.describe.configure({ timeout: 300_000 });

test('nothing leaves before the reader accepts; the preview is what is sent; filed again it is one series', async ({
  diffusion,
  filing,
  posts,
  page,
  server,
}, info) => {
  const errors = watch(page);
  const anomaly = new AnomalyPage(page);
  await diffusion.open(server.flair ?? '');
  await anomaly.tab.click({ force: true });
  await anomaly.start.click();
  await expect(diffusion.result).toBeVisible({ timeout: 150_000 });
  await page.screenshot({ path: info.outputPath('unfiled.png') });
  await filing.open();
  const rows = await filing.rows();
  console.log(JSON.stringify(rows));
  await page.screenshot({ path: info.outputPath('preview.png') });
  expect(posts).toEqual([]);
  await filing.confirm.click();
  await expect(filing.done).toBeVisible({ timeout: 120_000 });
  await page.screenshot({ path: info.outputPath('filed.png') });
  expect(posts.every((path) => path.endsWith('/studies'))).toBe(true);
  await filing.close.click();
  await expect(filing.filed).toBeVisible();
  await page.screenshot({ path: info.outputPath('card.png') });
  expect(errors).toEqual([]);
});
