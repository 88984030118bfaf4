import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { UserError } from './userError';

/** The published viewer: a complete static site. Raise both lines together (`npm view @ohif/app@VERSION dist.integrity`). */
const version = '3.13.2';
const integrity = 'sha512-WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==';

/**
 * Folder of the unmodified viewer, downloaded by npm at the first call and kept in `cacheFolder`.
 *
 * The package is unpacked, not installed: it asks for Node 24 and lists some 45 dependencies that its built site does not need.
 */
export async function ohifViewer(cacheFolder: string, say: (message: string) => void): Promise<string> {
  const folder = join(cacheFolder, `ohif-${version}`);
  if (existsSync(join(folder, 'index.html'))) return folder;
  say(`Downloading the OHIF viewer ${version} by npm (50 MB, only this once) ...`);
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'ohif-download-'));
  try {
    const tarball = await download(work);
    await verify(tarball);
    const site = join(work, 'site');
    await mkdir(site);
    await extract({ file: tarball, cwd: site, strip: 2, noMtime: true, filter: (path) => path.startsWith('package/dist/') });
    // Times of unpacking instead of the package's 1985: the ETags are made from them.
    // Only a whole site gets the name. Another process may have been faster; its copy is the same.
    await rename(site, folder).catch((error: unknown) => {
      if (!existsSync(join(folder, 'index.html'))) throw error;
    });
    return folder;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(folder: string): Promise<string> {
  const args = ['pack', `@ohif/app@${version}`, '--pack-destination', folder, '--silent'];
  // Started by npm itself, its own script is at hand; else npm is on the PATH, on Windows as a batch file that needs a shell.
  const script = process.env['npm_execpath'];
  const run = promisify(execFile);
  try {
    if (script && /npm-cli\.[cm]?js$/.test(script)) await run(process.execPath, [script, ...args], { cwd: folder });
    else await run('npm', args, { cwd: folder, shell: process.platform === 'win32' });
  } catch (error) {
    const detail = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n')[0] : '';
    throw new UserError(
      `npm could not download @ohif/app@${version}; is the network or the registry reachable?${detail ? ` (${detail})` : ''}`,
    );
  }
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (!name) throw new UserError(`npm reported success but wrote no tarball of @ohif/app@${version}.`);
  return join(folder, name);
}

async function verify(tarball: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found !== integrity) {
    throw new UserError(`The downloaded @ohif/app@${version} is not the published one (${found}); nothing was installed.`);
  }
}
