// Orthanc, an open-source archive, with its DICOMweb plugin: where it is, and how it is installed. Plain JavaScript over Node alone, since
// `npm test` asks before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const ORTHANC_PACKAGES = ['orthanc', 'orthanc-dicomweb'];

const plugins = ['/usr/share/orthanc/plugins', '/usr/local/share/orthanc/plugins'];

/**
 * The program and its DICOMweb plugin; the environment variables ORTHANC and ORTHANC_DICOMWEB name others.
 *
 * @returns {{ program: string, plugin: string } | undefined}
 */
export function findOrthanc() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  const program = [process.env.ORTHANC, ...folders.map((folder) => join(folder, 'Orthanc'))].find((file) => file && existsSync(file));
  const names = plugins.map((folder) => join(folder, 'libOrthancDicomWeb.so'));
  const plugin = [process.env.ORTHANC_DICOMWEB, ...names].find((file) => file && existsSync(file));
  return program && plugin ? { program, plugin } : undefined;
}

/**
 * Installs the Debian packages where there is apt-get, as root or by a sudo that asks nothing. RUNLEVEL keeps the package from starting a daemon
 * of its own: what is started here has its own port and folder.
 */
export function installOrthanc() {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (spawnSync('apt-get', ['--version']).status !== 0) return undefined;
  for (const args of [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...ORTHANC_PACKAGES],
  ]) {
    const [command, ...rest] = [...sudo, ...args];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    if (spawnSync(command, rest, { stdio: 'inherit', env }).status !== 0) return undefined;
  }
  return findOrthanc();
}
