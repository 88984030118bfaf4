import { rmSync } from 'node:fs';
import { DRAWN_BRAINS, LESION, writeDrawnBrains } from '../drawnBrains';
import { expect, test } from '../fixture';
import { ComparePage } from '../pages/ComparePage';
import { OverlayPage, type Rgb } from '../pages/OverlayPage';
import { startViewer, type ViewerServer } from '../server';

let viewer: ViewerServer;
let folder = '';
test.beforeAll(async () => {
  folder = writeDrawnBrains();
  viewer = await startViewer(['--dicom', folder]);
});
test.afterAll(async () => {
  await viewer.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Name = keyof typeof DRAWN_BRAINS;
/** The position of the upper left pixel in the files. */
const CORNER = [-100.5, -78.3063] as const;
const at = (name: Name, y: number, x: number, slice: number) => [CORNER[0] + x, CORNER[1] + y, slice * DRAWN_BRAINS[name].gap];
const middle = (name: Name) => DRAWN_BRAINS[name].slices / 2;

/** Share of the overlay's colour in a pixel, from the picture without it and the colour alone. */
function alphaOf(shown: Rgb, without: Rgb, full: Rgb): number {
  let [over, under] = [0, 0];
  for (const c of [0, 1, 2] as const) {
    over += (shown[c] - without[c]) * (full[c] - without[c]);
    under += (full[c] - without[c]) ** 2;
  }
  return over / under;
}

const far = (a: Rgb, b: Rgb) => Math.max(...a.map((value, c) => Math.abs(value - (b[c] ?? 0))));

for (const name of ['thick', 'thin'] as const) {
  test(`alpha is what the slider says, the threshold hides, colours change: ${name} slices`, async ({ diffusion, page }, info) => {
    const overlay = new OverlayPage(diffusion);
    await diffusion.open(`${viewer.viewer}diffusion?StudyInstanceUIDs=${DRAWN_BRAINS[name].study}`);
    await overlay.run();
    await overlay.show();
    await overlay.findings.first().click();
    const n = await overlay.layered();
    const lesion = at(name, LESION.y, LESION.x, middle(name));
    const opposite = at(name, LESION.y, 160 - LESION.x, middle(name));
    await expect.poll(async () => (await overlay.distances(lesion))[n]).toBeLessThan(DRAWN_BRAINS[name].gap * 1.6);
    await overlay.settled();
    await page.screenshot({ path: info.outputPath(`overlay-${name}.png`) });

    await overlay.set('overlay-opacity', 0);
    const without = await overlay.colour(n, lesion);
    await overlay.set('overlay-opacity', 1);
    const full = await overlay.colour(n, lesion);
    expect(far(full, without)).toBeGreaterThan(40);
    for (const opacity of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      await overlay.set('overlay-opacity', opacity);
      const alpha = alphaOf(await overlay.colour(n, lesion), without, full);
      console.log(`figure: overlay alpha, ${name} slices: ${alpha.toFixed(3)} at ${opacity}`);
      expect(Math.abs(alpha - opacity)).toBeLessThanOrEqual(0.03);
    }
    // What does not reach the threshold is the picture itself.
    await overlay.set('overlay-opacity', 0);
    const plain = await overlay.colour(n, opposite);
    await overlay.set('overlay-opacity', 1);
    expect(far(await overlay.colour(n, opposite), plain)).toBeLessThan(2);
    await overlay.set('threshold', Number(await overlay.slider('threshold').getAttribute('max')));
    expect(far(await overlay.colour(n, lesion), without)).toBeLessThan(2);
    await overlay.set('threshold', 2);
    await overlay.colormap.selectOption('diffusion-viridis');
    await overlay.settled();
    expect(far(await overlay.colour(n, lesion), full)).toBeGreaterThan(40);
  });
}

test('on the FLAIR demo study the threshold slider is followed within two frames, and costs no evaluation', async ({
  diffusion,
  page,
  server,
}, info) => {
  test.setTimeout(600_000);
  const overlay = new OverlayPage(diffusion);
  await diffusion.open(server.flair ?? '');
  await overlay.run();
  await overlay.show();
  await overlay.findings.first().click();
  await overlay.settled();
  await page.screenshot({ path: info.outputPath('flair-overlay.png') });
  const frames: number[] = [];
  // Low ones, at which every slice has something coloured: what does not change is not drawn anew.
  for (const value of [1.2, 1.4, 1, 1.3, 1.1]) frames.push(await overlay.framesToPicture(await overlay.layered(), value));
  console.log(`figure: frames from the threshold slider to the picture, FLAIR demo study: ${frames.join(', ')}`);
  expect(Math.max(...frames)).toBeLessThanOrEqual(2);
  await expect(diffusion.job).toHaveCount(0);
  await overlay.planes.click();
  await expect(overlay.legend).toHaveCount(3);
  await overlay.findings.first().click();
  await overlay.settled();
  await page.screenshot({ path: info.outputPath('flair-planes.png') });
});

test('findings: jump in stacks, with the overlay and in three planes; reading; segment; slices without a score', async ({
  diffusion,
  page,
}, info) => {
  test.setTimeout(400_000);
  const overlay = new OverlayPage(diffusion);
  await diffusion.open(`${viewer.viewer}diffusion?StudyInstanceUIDs=${DRAWN_BRAINS.thick.study}`);
  await overlay.run();
  await expect.poll(async () => (await diffusion.viewports()).map((v) => v.slices)).toEqual([6, 6]);
  const lesion = at('thick', LESION.y, LESION.x, middle('thick'));
  const near = async () => Math.max(...(await overlay.distances(lesion)));
  await expect(overlay.findings.first()).toContainText(/1: \d+\.\d ml.*slice \d \(\d to \d\).*peak: 1 in [\d ]+ healthy voxels/s);
  await expect(overlay.slider('threshold')).toHaveCount(0);

  // Slices of 7 mm: the finding's centre may be one slice off the middle of what was drawn.
  await overlay.jump(at('thick', 96, 80, 5));
  await expect.poll(near).toBeGreaterThan(7.5);
  await overlay.findings.first().press('Enter');
  await expect.poll(near).toBeLessThan(7.5);

  await overlay.show();
  await expect(overlay.slider('threshold')).toBeEnabled();
  await overlay.jump(at('thick', 96, 80, 5));
  await expect.poll(near).toBeGreaterThan(7.5);
  await overlay.findings.first().click();
  await expect.poll(near).toBeLessThan(7.5);
  await page.screenshot({ path: info.outputPath('pair-with-overlay.png') });

  await overlay.planes.click();
  await expect.poll(async () => (await diffusion.viewports()).length).toBe(3);
  await expect(overlay.section).toHaveAttribute('data-shown', 'true');
  // All three open in what was found, where its score is highest.
  await expect.poll(near).toBeLessThan(LESION.radius + 7.5);
  await overlay.findings.first().click();
  await expect.poll(near).toBeLessThan(7.5);
  // The picture below keeps the window of the original.
  for (const { window } of await diffusion.viewports()) expect(window.upper - window.lower).toBeCloseTo(450, -1);
  await overlay.settled();
  await overlay.set('overlay-opacity', 0);
  const plain = [await overlay.colour(0, lesion), await overlay.colour(1, lesion), await overlay.colour(2, lesion)];
  await overlay.set('overlay-opacity', 0.6);
  for (const n of [0, 1, 2]) expect(far(await overlay.colour(n, lesion), plain[n] ?? [0, 0, 0])).toBeGreaterThan(20);
  await page.screenshot({ path: info.outputPath('three-planes.png') });

  const item = overlay.findingItems.first();
  await item.locator('summary').click();
  // By key: where the mouse would have to go the viewer's own message may still lie.
  await item.locator('[data-cy="diffusion-verdict-unsure"]').press('Space');
  await item.locator('[data-cy="diffusion-finding-comment"]').fill('compare with T2');
  await overlay.set('threshold', 2.6);
  await expect(page.locator('[data-cy="diffusion-findings"]')).toHaveAttribute('data-threshold', '2.6');
  await expect(item).toHaveAttribute('data-verdict', 'unsure');
  await expect(item.locator('[data-cy="diffusion-finding-comment"]')).toHaveValue('compare with T2');
  await item.locator('[data-cy="diffusion-finding-segment"]').click();
  await expect(item.locator('[data-cy="diffusion-finding-segment"]')).toBeDisabled();
  expect(await overlay.segmentVoxels()).toBeGreaterThan(500);
  await page.screenshot({ path: info.outputPath('finding-read.png') });
});

test('whatever happens to the viewports, the panel says what is, and nothing is left behind', async ({ diffusion, page }) => {
  test.setTimeout(400_000);
  const overlay = new OverlayPage(diffusion);
  await diffusion.open(`${viewer.viewer}diffusion?StudyInstanceUIDs=${DRAWN_BRAINS.thick.study}`);
  await overlay.run();
  await overlay.show();
  const kinds = () => overlay.kinds();
  await expect.poll(kinds).toEqual(['orthographic', 'orthographic']);
  // Stacks that became volumes still name the image that they show.
  const compare = new ComparePage(page);
  await expect.poll(async () => (await compare.letters()).map(({ image }) => image)).toEqual(await compare.instances());

  // Without a score nothing is coloured, and the picture says so.
  await overlay.jump(at('thick', 96, 80, 0));
  await expect(overlay.legend.first()).toContainText('No score on this slice');
  const centre = at('thick', 110, 80, 0);
  const n = await overlay.layered();
  const shown = await overlay.colour(n, centre);
  await overlay.set('overlay-opacity', 0);
  expect(far(await overlay.colour(n, centre), shown)).toBeLessThan(2);

  await overlay.map.selectOption('brightness');
  await expect(overlay.legend.first()).toContainText('Brightness');
  await expect(overlay.section).toHaveAttribute('data-shown', 'true');
  await overlay.settled();

  await overlay.toggle.click();
  await expect(overlay.section).toHaveAttribute('data-shown', 'false');
  await expect.poll(kinds).toEqual(['stack', 'stack']);

  await overlay.show();
  await overlay.dropResult(n);
  await expect(overlay.section).toHaveAttribute('data-shown', 'false');
  await expect(overlay.slider('overlay-opacity')).toHaveCount(0);
  await expect(overlay.legend).toHaveCount(0);

  await overlay.planes.click();
  await expect(overlay.section).toHaveAttribute('data-shown', 'true');
  await expect(overlay.legend).toHaveCount(3);
  // Without the overlay the volumes of the three planes are the source's only.
  await overlay.toggle.click();
  await expect.poll(() => overlay.volumes()).toEqual([1, 1, 1]);
  await overlay.show();
  await expect(overlay.legend).toHaveCount(3);
  await page.locator('[data-cy="diffusion-remove"]').click();
  await expect(diffusion.result).toHaveCount(0);
  await expect.poll(() => diffusion.imageCounts()).toEqual([6]);
  await expect(overlay.legend).toHaveCount(0);
  await overlay.run();
  await overlay.show();
  await page.locator('[data-cy="return-to-work-list"]').click();
  // The map is in no archive.
  await page.locator('[data-cy="diffusion-leave-go"]').click();
  await expect(diffusion.panel).toHaveCount(0);
  await page.waitForTimeout(1500);
});
