import { rmSync } from 'node:fs';
import { expect, test as base } from '../fixture';
import { startViewer } from '../server';
import { installBase64 } from '../pages/pixelText';
import { Desk } from './Desk';
import { STUDY, writeSmallStudy } from './smallStudy';

/** One viewer, opened once, for all faults of a file. */
const test = base.extend<object, { desk: Desk }>({
  desk: [
    async ({ chrome }, use) => {
      const folder = writeSmallStudy();
      const server = await startViewer(['--dicom', folder]);
      const context = await chrome.newContext({ viewport: { width: 1600, height: 900 } });
      const page = await context.newPage();
      await installBase64(page);
      const desk = new Desk(page, `${server.viewer}diffusion?StudyInstanceUIDs=${STUDY}`);
      await desk.set();
      await use(desk);
      await context.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/**
 * A fault, what the reader sees of it, and the proof. Afterwards the desk is as before and a run works, whatever was asserted: a fault that left something
 * behind would be found there. docs/reliability.md lists these calls.
 */
export function fault(what: string, seen: string, prove: (desk: Desk) => Promise<void>, again: 'run' | 'done' = 'run'): void {
  test(`${what}: ${seen}`, async ({ desk }) => {
    await prove(desk);
    await desk.mend();
    await desk.clear();
    if (again === 'run') await desk.works();
    expect(desk.thrown.splice(0)).toEqual([]);
  });
}

export { expect, test };
