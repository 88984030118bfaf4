import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOrthanc as start, type OrthancSettings, type RunningOrthanc } from '../../viewer/orthanc';
import { findOrthanc, ORTHANC_PACKAGES } from '../../viewer/orthancPackages.mjs';

const files = findOrthanc();

/** `describe` with a real archive; where there is none the tests are skipped, and their name says what to install (`npm test` does so itself). */
export const describeWithOrthanc = (name: string, tests: () => void): void => {
  if (files) describe(name, tests);
  else describe.skip(`${name} (needs the Debian packages ${ORTHANC_PACKAGES.join(' and ')})`, tests);
};

/** Orthanc over an empty folder of its own, which goes when it is stopped. */
export async function startOrthanc(settings: Pick<OrthancSettings, 'user' | 'accepts'> = {}): Promise<RunningOrthanc> {
  if (!files) throw new Error('Orthanc is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'orthanc-test-'));
  const running = await start({ files, folder, ...settings });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
