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
  await anomaly.advanced.locator('summary').click();
  await expect(anomaly.reconstructions).toHaveValue('8');
  await anomaly.reconstructions.fill('3');
  await expect(anomaly.advanced).toContainText('3 evaluations per slice. The score is calibrated for 8');
  await page.screenshot({ path: info.outputPath('choices.png') });
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
  await expect(diffusion.result).toContainText(/3 reconstructions per slice from (simplex|gaussian) noise/);
  await expect(diffusion.result).toContainText('calibrated for another number of reconstructions (found 3 reconstructions, allowed 8)');
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: info.outputPath('noising.png') });
  await model.selectOption('flair-brain-healthy');
  await expect(anomaly.reconstructions).toHaveCount(0);
  await diffusion.result.locator('[data-cy="diffusion-again"]').click();
  await expect(anomaly.reconstructions).toHaveValue('3');
  await diffusion.result.locator('[data-cy="diffusion-remove"]').click();
  await expect.poll(async () => (await anomaly.sets()).map(({ kind }) => kind)).toEqual(['source']);
});
