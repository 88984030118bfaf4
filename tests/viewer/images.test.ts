import { jest } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openImages } from '../../viewer/images';
import { parseOptions } from '../../viewer/options';
import { demo, demoFile, flairStudy } from './servers';

let folder: string;
let said: string[];
const open = (...args: string[]) => openImages(parseOptions(args, {}), folder, (message) => said.push(message));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-test-'));
  said = [];
});
afterEach(() => rm(folder, { recursive: true }));

test('without options both demo studies are served, the proton density one first', async () => {
  expect((await open()).studies).toEqual([
    ['demo', demo.study],
    ['flair', flairStudy],
  ]);
  expect(said).toEqual([expect.stringMatching(/^images: 53 DICOM files in .*volume, .*flair$/)]);
});

test('a folder is read with its subfolders, and what is left out is counted', async () => {
  const scans = join(folder, 'scans');
  await mkdir(join(scans, 'deep', 'er'), { recursive: true });
  await writeFile(join(scans, 'README.txt'), 'not an image');
  await writeFile(join(scans, 'deep', 'er', 'no-extension'), await demoFile(2));
  await writeFile(join(scans, 'deep', 'twice.dcm'), await demoFile(2));
  await writeFile(join(scans, '.hidden'), 'x');
  expect((await open('--dicom', scans)).studies).toEqual([['demo', demo.study]]);
  expect(said[0]).toMatch(/^images: 1 DICOM files in .*; left out: 1 other or unreadable, 1 with a SOP Instance UID met before$/);
});

test('a missing folder and one without images end in one sentence', async () => {
  await expect(open('--dicom', join(folder, 'nowhere'))).rejects.toThrow(/^There is no folder .*nowhere\.$/);
  await writeFile(join(folder, 'notes.txt'), 'x');
  await expect(open('--dicom', folder)).rejects.toThrow(/^There is no DICOM file in .* \(1 other files\)\.$/);
});

test('reading the first demo slice, with junk behind its pixels, leaves no noise', async () => {
  const noise = [jest.spyOn(console, 'error'), jest.spyOn(console, 'warn'), jest.spyOn(process.stderr, 'write')];
  await open();
  for (const spy of noise) expect(spy).not.toHaveBeenCalled();
});
