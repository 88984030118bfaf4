import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { pageOf, sectionOf } from './page';
import { PARTS } from './parts';

/** `npm run reliability [-- --only NAME]`: docs/reliability.md, all of it or one section. */
const PAGE = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));

const flag = process.argv.indexOf('--only');
const only = flag < 0 ? undefined : process.argv[flag + 1];
if (flag >= 0 && !PARTS.some(({ id }) => id === only)) {
  console.error(`--only takes one of: ${PARTS.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}
const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
const sections = [];
for (const { id, write } of PARTS) sections.push({ id, text: only === undefined || only === id ? await write() : sectionOf(before, id) });
const style = await resolveConfig(PAGE);
writeFileSync(PAGE, await format(pageOf(sections), { ...style, parser: 'markdown' }));
