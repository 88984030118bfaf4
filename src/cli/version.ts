import { readFileSync } from 'node:fs';

/** Root of the package: models/ and package.json lie there. */
export const PACKAGE = new URL('../../', import.meta.url);

export const VERSION = (JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as { version: string }).version;
