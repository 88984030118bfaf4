import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Part } from './parts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Suite {
  file: string;
  specs?: { title: string }[];
  suites?: Suite[];
}

interface Fault {
  what: string;
  seen: string;
  spec: string;
}

/** `what happens: what the reader sees`, as tests/browser/faults/fixture.ts calls them. */
export function faultsIn(suites: readonly Suite[]): Fault[] {
  return suites.flatMap(({ file, specs = [], suites: inner = [] }) => {
    const own = specs.map(({ title }) => {
      const at = title.indexOf(': ');
      return { what: title.slice(0, at), seen: title.slice(at + 2), spec: path.basename(file) };
    });
    return [...own, ...faultsIn(inner)];
  });
}

const cell = (text: string) => text.replaceAll('|', '\\|');

export function tableOf(found: readonly Fault[]): string {
  const rows = found.map(({ what, seen, spec }) => `| ${cell(what)} | ${cell(seen)} | [${spec}](../tests/browser/specs/${spec}) |`);
  return ['| fault | what the reader sees | test |', '| --- | --- | --- |', ...rows].join('\n');
}

/** Asked of the runner, so that the table has the tests that there are. */
function listed(): Fault[] {
  const runner = path.join(ROOT, 'node_modules/@playwright/test/cli.js');
  const { stdout } = spawnSync(process.execPath, [runner, 'test', 'specs/faults', '--list', '--reporter=json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return faultsIn((JSON.parse(stdout) as { suites: Suite[] }).suites);
}

export const faults: Part = {
  id: 'faults',
  write: () => {
    const found = listed();
    return `## Faults in the browser

${found.length} faults, each brought about in the published viewer in Chromium, in the product's own page and worker: files are withheld, cut or exchanged on
their way, parts of the browser are taken away or fail, workers are ended, devices destroyed. Nothing in the product knows of the tests. Each test reads
the sentence, looks that no half-made display set is in the list, and ends with a run that works, without a reload.

Limits: a file of which nothing comes for 30 s is given up (a slow one is not), a worker script after 60 s, an image after 120 s, a worker that gives no sign
for 180 s. A lost graphics device is replaced twice, one without memory once (nothing is kept on the new one but what the run needs; a batch is one
slice as it is), each time at the slice at work; then the run goes on in wasm. A backend chosen by hand is never changed: there the same faults end as
an error. WebGPU is Chromium's software adapter, taken for hardware. Simulated in the worker, since they cannot be brought about there: an answer of
"out of memory", the signs of a page that is hidden, and a network's wrong numbers.

${tableOf(found)}`;
  },
};
