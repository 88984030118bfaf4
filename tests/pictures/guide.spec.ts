import { expect, test } from '../browser/fixture';
import { cameraFor, SCREEN } from './camera';
import { anomaly, denoise, inpaint, toTheMiddle, uncertainty } from './steps';

/** The pictures of docs/guide.md, from the two demo studies. */
const FOLDER = 'docs/pictures';
const PARTS = { denoise, uncertainty, inpaint, anomaly };

for (const [name, follow] of Object.entries(PARTS)) {
  test(name, async ({ diffusion, page, server }) => {
    await page.setViewportSize(SCREEN);
    await diffusion.open((name === 'anomaly' ? server.flair : server.demo) ?? '');
    await toTheMiddle(diffusion);
    expect(await follow({ diffusion, shot: cameraFor(page, FOLDER) })).toBe('');
    await expect(diffusion.result).toHaveCount(0);
  });
}
