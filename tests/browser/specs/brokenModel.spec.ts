import type { Route } from '@playwright/test';
import { expect, test } from '../fixture';

/** A model file that is missing, truncated or altered by one byte never gets a session; the message names the model. */
const BROKEN: [string, (bytes: Buffer) => Buffer | undefined, RegExp][] = [
  ['missing', () => undefined, /could not be fetched.*mr-brain-restore: HTTP 404/],
  ['truncated', (bytes) => bytes.subarray(0, bytes.length >> 1), /not the one its description names.*mr-brain-restore: \d+ bytes/],
  ['altered by one byte', (bytes) => Buffer.from(bytes.map((b, i) => (i === 1_000_000 ? b ^ 1 : b))), /mr-brain-restore: SHA-256/],
];

for (const [name, change, message] of BROKEN) {
  test(`a model that is ${name} is refused by name, nothing is added, and the next click works`, async ({ diffusion, page, server }) => {
    const breakModel = async (route: Route) => {
      const response = await route.fetch();
      const body = change(await response.body());
      const isolation = { 'cross-origin-resource-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
      await route.fulfill(body ? { body, headers: isolation } : { status: 404, headers: isolation });
    };
    await page.context().route('**/mr-brain-restore/model.onnx*', breakModel);
    await diffusion.open(server.demo);
    await diffusion.denoise.click();
    await expect(diffusion.error).toHaveText(message);
    expect(await diffusion.imageCounts()).toEqual([20]);
    await expect(diffusion.denoise).toBeEnabled();

    await page.context().unroute('**/mr-brain-restore/model.onnx*', breakModel);
    await diffusion.denoise.click();
    await expect(diffusion.job).toBeVisible();
    await diffusion.cancel.click();
    await diffusion.discard.click();
    await expect(diffusion.job).toHaveCount(0);
  });
}
