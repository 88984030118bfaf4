// The program that ohif-diffusion.mjs watches over. It is TypeScript. It is bundled once after each change of the sources, since compiling it at each start would take longer than
// the network needs for several slices. Where the repository cannot be written to, tsx compiles it at each start.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const repository = fileURLToPath(new URL('../', import.meta.url));
const sources = join(repository, 'src');
const cache = join(repository, '.cache');

/** Latest change below a folder, in ms since 1970; the folders' own times tell of removed files. */
function newestTime(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const times = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newestTime(path) : statSync(path).mtimeMs;
  });
  return Math.max(statSync(folder).mtimeMs, ...times);
}

/** Two folders below the repository, as src/cli is: the program finds models/ from there. */
async function bundle() {
  const made = join(cache, `cli-${Math.round(newestTime(sources))}`);
  if (!existsSync(made)) {
    const { build } = await import('esbuild');
    const partial = `${made}.${process.pid}`;
    mkdirSync(cache, { recursive: true });
    await build({
      entryPoints: [join(sources, 'cli', 'main.ts')],
      outdir: partial,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'silent',
    });
    const old = readdirSync(cache).filter((name) => /^cli-\d+$/.test(name));
    // Another process may have been faster; its bundle is the same.
    if (existsSync(made)) rmSync(partial, { recursive: true });
    else renameSync(partial, made);
    for (const name of old) rmSync(join(cache, name), { recursive: true, force: true });
  }
  return pathToFileURL(join(made, 'main.mjs')).href;
}

async function load() {
  const file = await bundle().catch(() => undefined);
  if (file) return import(file);
  const { register } = await import('tsx/esm/api');
  register();
  return import('../src/cli/main.ts');
}

// stderr is for the program's own lines; a decoder makes V8 warn about its asm.js.
process.removeAllListeners('warning');
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect']) process.on(signal, () => interrupt.abort());
// Who watches is no reason to stay.
process.channel?.unref();
const { main, Lines } = await load();
process.exitCode = await main(process.argv.slice(2), {
  stdout: new Lines(process.stdout),
  stderr: new Lines(process.stderr),
  signal: interrupt.signal,
  started: 0,
});
