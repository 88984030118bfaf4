/**
 * `npm run measure:road`: what one reads to follow one click on Denoise, and how the folders hang together.
 *
 * A road (roads.ts) is a list of legs, each from some files to some others. A file is on the road when it lies on a way of imports of a leg: it
 * is reached from the leg's beginning, and the leg's end is reached from it. Each file counts once, with all its lines. Two things follow:
 *
 * - Type-only imports count like others. A part that is handed over is imported as a type alone, and its reader goes on there: by values alone no
 *   import leads from a command to the worker's client.
 * - What both the beginning and the end have in common with another task is on the road too: a table of tasks leads to each of its rows, and a
 *   class that joins all features leads through all that bring a result on screen. One who follows the click cannot know that they are no part of it.
 *
 * The counts that set the goals (viewer 51 files and 4,829 lines, command line 28 and 2,499) were made before this script; on the tree before the redesign it finds
 * 51 and 4,834, 28 and 2,368.
 *
 * Folders: `src/x` and `extension/x` with all below them are one node, files right in `extension/` are one. Product lines are all lines of .ts, .tsx
 * and .mjs files of src, extension, modes and viewer.
 *
 * `-- --list` names the files, the circles and the imports upward; `-- --markdown` prints the walk as docs/follow-one-click.md.
 */
import { fileURLToPath } from 'node:url';
import { circles, grouped, mutual } from './graph';
import { upward } from './floors';
import { readTree } from './imports';
import { FLOORS } from './layers.js';
import { ROADS } from './roads';
import { importsOf, walk, walkText } from './walk';

const PRODUCT = ['src', 'extension', 'modes', 'viewer'];

const tree = readTree(fileURLToPath(new URL('../../', import.meta.url)), PRODUCT);
const graph = importsOf(tree);
const listed = process.argv.includes('--list');
const say = (line: string) => process.stdout.write(`${line}\n`);
const list = (lines: readonly string[]) => listed && lines.forEach((line) => say(`    ${line}`));

const folder = (path: string) => path.split('/').slice(0, -1).join('/');
const part = (path: string) => folder(path).split('/').slice(0, 2).join('/');

function figures(): void {
  for (const road of ROADS) {
    const { files, lines, legs } = walk(tree, road);
    say(`${road.name}: ${files} files, ${lines} lines to follow one click (goal: ${road.goal.files}, ${road.goal.lines})`);
    list(legs.flatMap(({ title, paths }) => [title, ...paths.map((path) => `  ${path} ${tree.get(path)?.lines}`)]));
  }
  for (const [name, groupOf] of [
    ['folders', part],
    ['folders, each below another as one of its own', folder],
  ] as const) {
    const between = grouped(graph, groupOf);
    const pairs = mutual(between);
    const rings = circles(between);
    say(`${name}: ${pairs.length} pairs import each other, ${rings.flat().length} in ${rings.length} circles`);
    list([...pairs.map((pair) => pair.join(' <> ')), ...rings.map((ring) => `circle: ${ring.join(', ')}`)]);
  }
  const rings = circles(graph);
  say(`files: ${rings.flat().length} in ${rings.length} circles`);
  list(rings.map((ring) => ring.join(', ')));
  const up = upward(graph, 'extension', FLOORS);
  const ofHost = up.filter(({ from }) => from.startsWith('extension/host/')).length;
  say(`extension: ${up.length} imports upward, ${ofHost} of them in host`);
  list(up.map(({ from, to }) => `${from} -> ${to}`));
  const total = (files: typeof tree) => [...files.values()].reduce((sum, { lines }) => sum + lines, 0);
  const each = PRODUCT.map((root) => `${root} ${total(new Map([...tree].filter(([path]) => path.startsWith(`${root}/`))))}`);
  say(`product: ${tree.size} files, ${total(tree)} lines (${each.join(', ')})`);
}

function markdown(): void {
  say('# Follow one click\n');
  say('Made by `npm run measure:road -- --markdown`: every file on the way of a click on Denoise, in the order in which one meets them.\n');
  say(
    ROADS.map((road) => walkText(tree, road, walk(tree, road)))
      .join('\n')
      .trimEnd(),
  );
}

if (process.argv.includes('--markdown')) markdown();
else figures();
