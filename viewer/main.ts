import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openImages } from './images';
import { isOpen, openToAll } from './hostCheck';
import { ohifViewer } from './ohif';
import { help, parseOptions } from './options';
import { listen, viewerApp } from './server';
import { UserError } from './userError';

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (options.help) return say(help);

  const repository = dirname(dirname(fileURLToPath(import.meta.url)));
  const pluginFolder = join(repository, 'dist', 'esm');
  for (const module of ['extension.js', 'mode.js']) {
    if (!existsSync(join(pluginFolder, module))) throw new UserError(`dist/esm/${module} is not built yet: run npm run build.`);
  }
  const images = await openImages(options, repository, say);
  const ohifFolder = await ohifViewer(join(repository, '.cache'), say);
  const { host, allowedHosts, isolation } = options;
  const testModel = join(repository, 'models', 'tiny-random');
  const app = viewerApp({
    ohifFolder,
    pluginFolder,
    testModel,
    dicomweb: images.handler,
    pacsUrl: images.pacsUrl,
    host,
    allowedHosts,
    isolation,
  });
  const { server, port } = await listen(app, options.port, host);
  stopWhenAsked(server, images.stop);

  const address = `http://${nameOf(host)}:${port}/`;
  const studies = images.studies.map(([name, uid]) => `${name}: ${address}diffusion?StudyInstanceUIDs=${uid}`);
  if (isOpen(host)) say(openToAll(host, images.pacsUrl));
  // In one piece: who reads the addresses has them all at once.
  say([`viewer: ${address}`, ...studies].join('\n'));
}

function say(message: string): void {
  console.log(message);
}

/** `localhost` wherever it works: browsers grant WebGPU and threads to it, but not to a plain address on the network. */
function nameOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function stopWhenAsked(server: Server, stopImages: () => Promise<void> = () => Promise.resolve()): void {
  const stop = () => {
    server.close(() => void stopImages().finally(() => process.exit(0)));
    server.closeAllConnections();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  process.once('disconnect', stop); // viewer/start.mjs is gone
}

main().catch((error: unknown) => {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(1);
});
