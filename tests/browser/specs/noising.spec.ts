import { expect, test } from '../fixture';
import { AnomalyPage } from '../pages/AnomalyPage';

const SLICES = 33;
const MAPS = ['score', 'healthy', 'brightness', 'uncertainty'];

test.describe.configure({ timeout: 480_000 });

test('a FLAIR by the partial-noising prior: chosen by hand, with the spread of its reconstructions', async ({
  diffusion,
  page,
  server,
}, info) => {
  const anomaly = new AnomalyPage(page);
  await diffusion.open(server.flair ?? '');
  await anomaly.tab.click({ force: true });
  const model = page.locator('[data-cy="diffusion-panel"] select[data-cy="diffusion-model"]').first();
  await expect(model).toHaveValue('flair-brain-healthy');
  await model.selectOption('flair-brain-noising');
  await expect(anomaly.doubts).toHaveCount(0);
  await anomaly.start.click();
  await expect(diffusion.result).toBeVisible({ timeout: 360_000 });
  const sets = await anomaly.sets();
  expect(sets.map(({ kind }) => kind).sort()).toEqual(['source', ...MAPS].sort());
  expect(new Set(sets.map(({ images }) => images))).toEqual(new Set([SLICES]));
  const at = 10;
  const [score, spread] = [await anomaly.map('score', at), await anomaly.map('uncertainty', at)];
  expect(Math.max(...spread)).toBeGreaterThan(1);
  expect(spread.filter((value, i) => value === 0 && (score[i] ?? 0) > 0.5).length).toBe(0);
  expect(spread.filter((value) => value === 0).length).toBeGreaterThan(spread.length / 3);
  await anomaly.facts.locator('[data-cy="diffusion-show-uncertainty"]').click();
  await diffusion.result.locator('[data-cy="diffusion-settings-used"] summary').click();
  await expect(diffusion.result).toContainText(/reconstructions per slice from (simplex|gaussian) noise/);
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: info.outputPath('noising.png') });
  await diffusion.result.locator('[data-cy="diffusion-remove"]').click();
  await expect.poll(async () => (await anomaly.sets()).map(({ kind }) => kind)).toEqual(['source']);
});
