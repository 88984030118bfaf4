import { readFile } from 'node:fs/promises';
import type { InstanceStore } from './dicomweb/instanceStore';
import { startOrthanc } from './orthanc';
import { findOrthanc, installOrthanc, ORTHANC_PACKAGES } from './orthancPackages.mjs';
import { UserError } from './userError';

const WITHOUT =
  `npm run pacs needs Orthanc with its DICOMweb plugin (Debian: apt-get install ${ORTHANC_PACKAGES.join(' ')}; the environment variables
ORTHANC and ORTHANC_DICOMWEB name the program and the plugin elsewhere). Any other PACS: npm start -- --dicomweb URL`.replace(/\s+/g, ' ');

/**
 * Starts a real archive for one person, on loopback, with images in it. It keeps what is filed there, also for the next time.
 *
 * @param folder the archive's own
 * @throws UserError
 */
export async function ownPacs(
  images: InstanceStore,
  folder: string,
  say: (message: string) => void,
): Promise<{ url: URL; stop: () => Promise<void> }> {
  const there = findOrthanc();
  if (!there) say(`Orthanc is not here: installing the Debian packages ${ORTHANC_PACKAGES.join(' and ')} ...`);
  const files = there ?? installOrthanc();
  if (!files) throw new UserError(WITHOUT);
  const running = await startOrthanc({ files, folder });
  try {
    for (const { file } of images.instances) await running.add(await readFile(file));
    say(`pacs: ${running.root} (Orthanc, ${await running.count()} instances, kept in ${folder})`);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { url: new URL(running.root), stop: running.stop };
}
