import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { basename, join } from 'node:path';
import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import { appConfig, dicomwebPath, pluginPath } from './app-config';
import { contentSecurityPolicy } from './contentSecurityPolicy';
import { ownPageOnly } from './crossSite';
import { hostCheck } from './hostCheck';
import { plainErrors } from './plainErrors';
import { staticFolder } from './staticFolder';
import { UserError } from './userError';

export interface ViewerParts {
  /** The viewer's site, as published. */
  readonly ohifFolder: string;
  /** Our built ES modules with their models. */
  readonly pluginFolder: string;
  /** Folder of a model that is for tests alone: the bundle does not hold it. */
  readonly testModel?: string;
  /** Router of the embedded server, or proxy of a PACS. */
  readonly dicomweb: RequestHandler;
  /** Where the proxy leads, for the viewer's configuration. */
  readonly pacsUrl?: string;
  /** Address that the server will listen on. */
  readonly host: string;
  /** Names that it answers to, beside its own. */
  readonly allowedHosts?: readonly string[];
  /** Send COOP and COEP: the page is then cross-origin isolated and WebAssembly may use threads. */
  readonly isolation: boolean;
}

/** Viewer, extension and images on one origin. */
export function viewerApp(parts: ViewerParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(hostCheck(parts.host, parts.allowedHosts), pageHeaders(parts));
  app.use(compression()); // JSON and the like; files compress themselves, frames are no compressible type
  // All but plain files, and a link to the page of a study, which a work list elsewhere may have.
  app.use([dicomwebPath, '/app-config.js'], ownPageOnly);
  app.use(dicomwebPath, parts.dicomweb);
  app.use(onlyRead);

  const config = appConfig(parts.pacsUrl);
  app.get('/app-config.js', (_request, response) => {
    response.set('Cache-Control', 'no-cache').type('text/javascript').send(config);
  });
  const variant = parts.isolation ? 'i' : 'n';
  app.use(pluginPath, staticFolder(parts.pluginFolder, variant));
  if (parts.testModel !== undefined) app.use(`${pluginPath}/models/${basename(parts.testModel)}`, staticFolder(parts.testModel, variant));
  app.get('/', (request, _response, next) => {
    request.url = request.url.replace('/', '/index.html');
    next();
  });
  const site = staticFolder(parts.ohifFolder, variant);
  app.use(site);

  // Routes of the viewer, such as /diffusion?StudyInstanceUIDs=..., are all the same page. A path with an extension is a file:
  // answering a missing one with the page would turn a 404 into a puzzling MIME type error.
  app.use((request, response, next) => {
    if (/\.[a-z][a-z0-9]*$/i.test(request.path) || request.path.startsWith(pluginPath)) {
      response.status(404).type('text/plain').send('There is no such file here.');
    } else {
      request.url = '/index.html';
      site(request, response, next);
    }
  });
  app.use(plainErrors);
  return app;
}

/** Files are not changed over the network, by nobody. */
const onlyRead: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  response.status(405).set('Allow', 'GET, HEAD').type('text/plain').send('Files here can only be read.');
};

function pageHeaders({ ohifFolder, isolation }: ViewerParts): RequestHandler {
  const policy = contentSecurityPolicy(readFileSync(join(ohifFolder, 'index.html'), 'utf8'));
  const headers = {
    // Workers take their policies from their own responses, so all of these go with every response.
    'Content-Security-Policy': policy,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...(isolation && { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }),
  };
  return (_request, response, next) => {
    response.set(headers);
    next();
  };
}

/** ms: a connection on which nothing moves, either way, is closed. */
const patienceMs = 120_000;

/** Listens, or throws a UserError that says why not. Port 0 takes a free one. */
export async function listen(app: Express, port: number, host: string): Promise<{ server: Server; port: number }> {
  // A body may take as long as it moves; Node would end it after five minutes.
  const server = createServer({ requestTimeout: 0, headersTimeout: 60_000 }, app);
  server.setTimeout(patienceMs, (socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new UserError(`Port ${port} is in use; choose another one with --port.`));
      else reject(new UserError(`Cannot listen on ${host}, port ${port}: ${error.message}.`));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : port };
}
