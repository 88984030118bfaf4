import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXCEPTIONS, INSTALLED, isMet } from './policy.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

/** What package.json of an installed package says, also in the words of older ones; undefined where it says nothing. */
function written(folder) {
  try {
    const { license, licenses } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const found = license ?? licenses;
    return (
      [found]
        .flat()
        .map((one) => one?.type ?? one)
        .join(' OR ') || undefined
    );
  } catch {
    return undefined;
  }
}

/**
 * The packages whose licence is not listed.
 *
 * @param packages those of package-lock.json: all that are installed, on any system
 * @returns one line each
 */
export function unlisted(packages) {
  return Object.entries(packages).flatMap(([folder, { license = written(folder), version, link }]) => {
    const [, name] = /.*node_modules\/(.*)$/.exec(folder) ?? [];
    if (name === undefined || link) return [];
    if (license !== undefined && (isMet(license, INSTALLED) || EXCEPTIONS.get(name) === license)) return [];
    return [`${name} ${version}: ${license ?? 'no licence'}`];
  });
}

/** `npm run audit:licences` */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const lines = unlisted(packages);
  for (const line of lines) console.error(line);
  const count = Object.keys(packages).filter((folder) => folder.includes('node_modules/')).length;
  console.log(
    lines.length > 0
      ? `${lines.length} of ${count} packages with a licence that licences/policy.mjs does not list.`
      : `${count} packages, all with a listed licence.`,
  );
  process.exit(lines.length > 0 ? 1 : 0);
}
