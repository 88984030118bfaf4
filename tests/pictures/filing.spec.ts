import { findOrthanc } from '../../viewer/orthancPackages.mjs';
import { test } from '../browser/fixture';
import { DiffusionPage } from '../browser/pages/DiffusionPage';
import { cameraFor, SCREEN } from './camera';
import { file, review, secondReader, unfiled } from './filing';

/** The pictures of the guide's part on filing: the FLAIR demo study in Orthanc, or in the viewer's own store where that is not installed. */
const FOLDER = 'docs/pictures/filing';
test.use({ serverArguments: findOrthanc() ? ['--pacs'] : [] });

test('file it and find it again', async ({ chrome, diffusion, page, server }) => {
  const walk = { diffusion, shot: cameraFor(page, FOLDER) };
  await page.setViewportSize(SCREEN);
  await diffusion.open(server.flair ?? '');
  await review(walk);
  await unfiled(walk);
  await file(walk);

  const fresh = await chrome.newContext({ viewport: SCREEN });
  const desk = new DiffusionPage(await fresh.newPage());
  await desk.open(server.flair ?? '');
  await secondReader({ diffusion: desk, shot: cameraFor(desk.page, FOLDER) });
  await fresh.close();
});
