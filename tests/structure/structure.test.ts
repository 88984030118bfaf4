import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { upward } from './floors';
import { circles, grouped, mutual } from './graph';
import { readTree, type Tree } from './imports';
import { FLOORS } from './layers.js';
import { ROADS } from './roads';
import { filesOfLeg, importsOf, walk, walkText } from './walk';

/** A small house: a button, a job that is handed an engine, and a screen. `aside` is imported on the way and leads nowhere. */
const HOUSE: Record<string, string> = {
  'app/panel/Button.tsx': `
    import type { Job } from '../run/Job';
    import { aside } from '../aside';
    import { readFileSync } from 'node:fs';
    export const Button = ({ job }: { job: Job }) => <button onClick={job.start}>{aside}{String(readFileSync)}</button>;
  `,
  'app/run/Job.ts': `/** Not this one. */
    interface Part { n: number }
    export { show } from '../host';
    /** From a click to a
     * result, at 1.5 mm. And more.
     * @param part ignored */
    export class Job { part?: Part; engine?: import('../engine/Engine').Engine; start = () => undefined; }
  `,
  'app/engine/Engine.ts': `import('./loop.js').catch(() => undefined);\nexport interface Engine { run(): void }\n`,
  'app/engine/loop.ts': `import { aside } from '../aside';\nexport const loop = aside;\n`,
  'app/host/index.ts': `import type { Button } from '../panel/Button';\nexport const show = (button: typeof Button) => button;\n`,
  'app/aside.ts': `export const aside = 'aside';\n`,
  'app/notes.md': 'import nothing from "./aside";\n',
};

let root: string;
let tree: Tree;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'house-'));
  for (const [path, text] of Object.entries(HOUSE)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  tree = readTree(root, ['app']);
});
afterAll(() => rm(root, { recursive: true }));

describe('The imports of a tree', () => {
  test('are values, types, re-exports and import(), in their order; packages are left out', () => {
    expect(Object.fromEntries(importsOf(tree))).toEqual({
      'app/aside.ts': [],
      'app/engine/Engine.ts': ['app/engine/loop.ts'],
      'app/engine/loop.ts': ['app/aside.ts'],
      'app/host/index.ts': ['app/panel/Button.tsx'],
      'app/panel/Button.tsx': ['app/run/Job.ts', 'app/aside.ts'],
      'app/run/Job.ts': ['app/host/index.ts', 'app/engine/Engine.ts'],
    });
  });
  test('come with the lines of a file and the first sentence on what the file is named after', () => {
    expect(tree.get('app/engine/Engine.ts')?.lines).toBe(2);
    expect(tree.get('app/run/Job.ts')?.sentence).toBe('From a click to a result, at 1.5 mm.');
    expect(tree.get('app/aside.ts')?.sentence).toBe('');
  });
});

describe('A road', () => {
  const legs = [
    { title: 'Click', from: ['app/panel/Button.tsx'], to: ['app/engine/Engine.ts'] },
    { title: 'Loop', from: ['app/engine/Engine.ts'], to: ['app/engine/loop.ts'] },
  ];
  test('holds what lies between its ends, and nothing that leads elsewhere', () => {
    const graph = importsOf(tree);
    // The host leads back to the button, and so to the engine.
    const between = ['app/panel/Button.tsx', 'app/run/Job.ts', 'app/host/index.ts', 'app/engine/Engine.ts'];
    expect(filesOfLeg(graph, { title: '', from: ['app/panel/Button.tsx'], to: ['app/engine/Engine.ts'] })).toEqual(between);
    expect(filesOfLeg(graph, { title: '', from: ['app/engine/Engine.ts'], to: ['app/engine/loop.ts'] })).toEqual([
      'app/engine/Engine.ts',
      'app/engine/loop.ts',
    ]);
  });
  test('counts a file once, with all its lines', () => {
    const { files, lines, legs: walked } = walk(tree, { legs });
    expect([files, lines]).toEqual([5, 5 + 7 + 2 + 2 + 2]);
    expect(walked[1]?.paths).toEqual(['app/engine/loop.ts']);
  });
  test('that is broken or names a file that has gone is an error, not a short road', () => {
    const graph = importsOf(tree);
    expect(() => filesOfLeg(graph, { title: 'Back', from: ['app/aside.ts'], to: ['app/engine/loop.ts'] })).toThrow(
      '"Back": no import leads from app/aside.ts to app/engine/loop.ts',
    );
    expect(() => filesOfLeg(graph, { title: 'Gone', from: ['app/old.ts'], to: ['app/aside.ts'] })).toThrow('app/old.ts');
  });
  test('is told as a list with links', () => {
    const road = { name: 'house', legs, goal: { files: 1, lines: 1 } };
    expect(walkText(tree, road, walk(tree, road))).toBe(`## House: 5 files, 18 lines

### Click

1. [app/panel/Button.tsx](../app/panel/Button.tsx)
2. [app/run/Job.ts](../app/run/Job.ts): From a click to a result, at 1.5 mm.
3. [app/host/index.ts](../app/host/index.ts)
4. [app/engine/Engine.ts](../app/engine/Engine.ts)

### Loop

1. [app/engine/loop.ts](../app/engine/loop.ts)
`);
  });
});

describe('The order of the house', () => {
  const folder = (path: string) => dirname(path);
  test('shows circles that lead over several folders, and pairs that import each other', () => {
    expect(circles(importsOf(tree))).toEqual([['app/host/index.ts', 'app/panel/Button.tsx', 'app/run/Job.ts']]);
    const folders = grouped(importsOf(tree), folder);
    expect(circles(folders).map((circle) => circle.sort())).toEqual([['app/host', 'app/panel', 'app/run']]);
    expect(mutual(folders)).toEqual([]);
    const joined = grouped(importsOf(tree), (path) => folder(path).replace('/run', '/panel'));
    expect(mutual(joined)).toEqual([['app/host', 'app/panel']]);
  });
  test('shows imports to a higher floor, and files that are on none', () => {
    const floors = [
      { name: 'host', holds: ['host/', 'aside.ts'] },
      { name: 'engine', holds: ['engine/'] },
      { name: 'run', holds: ['run/'] },
    ];
    const graph = importsOf(tree);
    expect(upward(graph, 'app', [...floors, { name: 'panel', holds: ['panel/'] }])).toEqual([
      { from: 'app/host/index.ts', to: 'app/panel/Button.tsx' },
    ]);
    expect(() => upward(graph, 'app', floors)).toThrow('app/panel/Button.tsx is on 0 floors');
  });
});

describe('The tables of this repository', () => {
  const here = readTree(fileURLToPath(new URL('../../', import.meta.url)), ['src', 'extension']);
  test.each(ROADS)('the $name leads from its beginning to its end', (road) => {
    expect(walk(here, road).files).toBeGreaterThan(road.legs.length);
  });
  test('every file of extension/ is on one floor', () => {
    expect(() => upward(importsOf(here), 'extension', FLOORS)).not.toThrow();
  });
  test('no file and no folder is in a circle, and nothing of extension/ imports upward', () => {
    const graph = importsOf(here);
    const folder = (path: string) => dirname(path).split('/').slice(0, 2).join('/');
    expect(circles(graph)).toEqual([]);
    expect(circles(grouped(graph, folder))).toEqual([]);
    expect(upward(graph, 'extension', FLOORS)).toEqual([]);
  });
});
