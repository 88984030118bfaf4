import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceStore } from './dicomweb/instanceStore';
import { startOrthanc } from './orthanc';
import { findOrthanc, installOrthanc, ORTHANC_PACKAGES } from './orthancPackages.mjs';
import type { Pacs } from './pacsProxy';
import { UserError } from './userError';

const WITHOUT =
  `npm run pacs needs Orthanc with its DICOMweb plugin (Debian: apt-get install ${ORTHANC_PACKAGES.join(' ')}; the environment variables
ORTHANC and ORTHANC_DICOMWEB name the program and the plugin elsewhere). Any other PACS: npm start -- --dicomweb URL`.replace(/\s+/g, ' ');

/**
 * Name and password of the archive, new at each start: without, any page that is open in a browser here could send it requests, as that to shut down.
 * The file is good for `--dicomweb-user-file`.
 */
async function signIn(folder: string): Promise<{ user: readonly [string, string]; file: string }> {
  const user = ['workbench', randomBytes(24).toString('base64url')] as const;
  const file = join(folder, 'sign-in');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rm(file, { force: true });
  await writeFile(file, `${user.join(':')}\n`, { mode: 0o600 });
  return { user, file };
}

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
): Promise<Pacs & { stop: () => Promise<void> }> {
  const there = findOrthanc();
  if (!there) say(`Orthanc is not here: installing the Debian packages ${ORTHANC_PACKAGES.join(' and ')} ...`);
  const files = there ?? installOrthanc();
  if (!files) throw new UserError(WITHOUT);
  const { user, file } = await signIn(folder);
  const running = await startOrthanc({ files, folder, user });
  try {
    for (const { file } of images.instances) await running.add(await readFile(file));
    say(`pacs sign-in: ${file} (for --dicomweb-user-file and --stow-user-file)`);
    say(`pacs: ${running.root} (Orthanc, ${await running.count()} instances, kept in ${folder})`);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { url: new URL(running.root), user: user.join(':'), stop: running.stop };
}
