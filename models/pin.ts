/** `npm run models:pin`: writes src/models/pins.ts, by which the build knows the models that it comes with. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readManifest } from '../src/models/manifest';

const MODELS = new URL('./', import.meta.url);
const FILE = new URL('../src/models/pins.ts', import.meta.url);

/** Says what the build pins, from the manifests as they lie in `models/`. @throws DiffusionError MODEL_MANIFEST */
export function pinsText(models = MODELS): string {
  const ids = readdirSync(models).filter((id) => existsSync(new URL(`${id}/manifest.json`, models)));
  const rows = ids.sort().map((id) => {
    const bytes = readFileSync(new URL(`${id}/manifest.json`, models));
    const { tasks, domain } = readManifest(id, JSON.parse(bytes.toString('utf8')));
    const quoted = (list: readonly string[]) => `[${list.map((one) => `'${one}'`).join(', ')}]`;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return [
      '  {',
      `    id: '${id}',`,
      `    sha256: '${sha256}',`,
      `    tasks: ${quoted(tasks)},`,
      `    modalities: ${quoted(domain.modalities)},`,
      '  },\n',
    ].join('\n');
  });
  return `/**
 * Made by \`npm run models:pin\`, not by hand: the models of this build, by the SHA-256 of their \`manifest.json\`, in which the hash of the weights
 * stands. What else lies under one of these names is refused.
 */
export const PINS: readonly { id: string; sha256: string; tasks: readonly string[]; modalities: readonly string[] }[] = [
${rows.join('')}];
`;
}

/** Writes it where it belongs. */
export const writePins = (): void => writeFileSync(FILE, pinsText());

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) writePins();
