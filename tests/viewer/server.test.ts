import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request, type IncomingHttpHeaders } from 'node:http';
import express from 'express';
import { listen } from '../../viewer/server';
import { UserError } from '../../viewer/userError';
import { close, demo, startViewer, type RunningViewer } from './servers';

let viewer: RunningViewer;
beforeAll(async () => {
  viewer = await startViewer();
});
afterAll(() => viewer.stop());

test.each([
  '/',
  '/app.bundle.js',
  '/missing.js',
  '/app-config.js',
  '/dicomweb/studies',
  '/dicomweb/nothing',
  '/plugins/ohif-diffusion/extension.js',
])('%s is answered under isolation and a policy of its own origin', async (path) => {
  const { headers } = await fetch(viewer.url + path);
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('content-security-policy')).not.toMatch(/https?:|\*/);
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

test('without isolation the two headers are left out and files count as changed', async () => {
  const plain = await startViewer({ isolation: false });
  const response = await fetch(`${plain.url}/app.bundle.js`);
  expect(response.headers.get('cross-origin-opener-policy')).toBeNull();
  expect(response.headers.get('cross-origin-embedder-policy')).toBeNull();
  expect(response.headers.get('etag')).not.toBe((await fetch(`${viewer.url}/app.bundle.js`)).headers.get('etag'));
  await plain.stop();
});

test.each(['/', `/diffusion?StudyInstanceUIDs=${demo.study}`, '/viewer/dicomweb', '/viewer/1.2.840.113', '/local'])(
  'the viewer page is the answer to its route %s',
  async (path) => {
    const response = await fetch(viewer.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<title>viewer</title>');
  },
);

test.each(['/missing.js', '/assets/missing.css', '/missing.wasm', '/plugins/ohif-diffusion/missing.js', '/plugins/ohif-diffusion/models'])(
  'a missing file is a 404, not the viewer page: %s',
  async (path) => {
    const response = await fetch(viewer.url + path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('<title>');
  },
);

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/..%5csecret.txt',
  '/plugins/ohif-diffusion/..%2f..%2fsecret.txt',
  '/%00.js',
  '/%',
])('no path leads out of the folders: %s', async (path) => {
  expect((await rawGet(path, {})).body).not.toContain('not served');
});

test.each([
  ['/app.bundle.js', 'text/javascript; charset=utf-8'],
  ['/codec.wasm', 'application/wasm'],
  ['/plugins/ohif-diffusion/extension.js', 'text/javascript; charset=utf-8'],
  ['/plugins/ohif-diffusion/models/restore.onnx', 'application/octet-stream'],
])('%s has the type %s', async (path, type) => {
  expect((await fetch(viewer.url + path)).headers.get('content-type')).toBe(type);
});

test('scripts go compressed, as the browser accepts it, and unchanged ones not at all', async () => {
  const get = (headers: Record<string, string>) => rawGet('/app.bundle.js', headers);
  const plain = await get({});
  expect(plain.headers['content-encoding']).toBeUndefined();
  const gzip = await get({ 'accept-encoding': 'gzip' });
  expect(gunzipSync(Buffer.from(gzip.body, 'latin1')).toString('latin1')).toBe(plain.body);
  const brotli = await get({ 'accept-encoding': 'gzip, deflate, br' }); // in a browser's order
  expect(brotliDecompressSync(Buffer.from(brotli.body, 'latin1')).toString('latin1')).toBe(plain.body);
  expect(brotli.body.length).toBeLessThan(plain.body.length / 10);

  const again = await get({ 'accept-encoding': 'gzip, deflate, br', 'if-none-match': brotli.headers.etag ?? '' });
  expect(again).toMatchObject({ status: 304, body: '' });
});

test('models can be read in ranges', async () => {
  const response = await fetch(`${viewer.url}/plugins/ohif-diffusion/models/restore.onnx`, { headers: { range: 'bytes=10-19' } });
  expect(response.status).toBe(206);
  expect((await response.arrayBuffer()).byteLength).toBe(10);
});

test('app-config maps the package names to our bundle and lists both, in place of the published one', async () => {
  const { map, config } = await loadAppConfig(viewer.url);
  expect(map).toEqual({
    imports: {
      'ohif-extension-diffusion': '/plugins/ohif-diffusion/extension.js',
      'ohif-mode-diffusion': '/plugins/ohif-diffusion/mode.js',
    },
  });
  expect(config).toMatchObject({
    extensions: ['ohif-extension-diffusion'],
    modes: ['ohif-mode-diffusion'],
    dataSources: [{ configuration: { qidoRoot: '/dicomweb', wadoRoot: '/dicomweb', supportsStow: true } }],
    investigationalUseDialog: { option: 'never' },
  });
  expect(config['httpErrorHandler']).toBeInstanceOf(Function);
});

test('a request under a foreign host name is refused while the server listens on this machine only', async () => {
  const refused = await rawGet('/dicomweb/studies', { host: 'rebound.example' });
  expect(refused.status).toBe(403);
  expect(refused.body).toContain('rebound.example');
  expect((await rawGet('/dicomweb/studies', { host: 'localhost:3000' })).status).toBe(200);
});

test('a port in use is named in one sentence', async () => {
  const { server, port } = await listen(express(), 0, '127.0.0.1');
  await expect(listen(express(), port, '127.0.0.1')).rejects.toEqual(
    new UserError(`Port ${port} is in use; choose another one with --port.`),
  );
  await close(server);
});

/** Runs the script as the page would. */
async function loadAppConfig(url: string): Promise<{ map: unknown; config: Record<string, unknown> }> {
  const added: { textContent?: string }[] = [];
  const page = {
    window: {} as { config?: Record<string, unknown> },
    document: { createElement: () => ({}), currentScript: { after: (element: { textContent?: string }) => added.push(element) } },
  };
  const script = await (await fetch(`${url}/app-config.js`)).text();
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the script is ours, and running it is the point
  const run = new Function('window', 'document', script) as (window: unknown, document: unknown) => void;
  run(page.window, page.document);
  return { map: JSON.parse(added[0]?.textContent ?? 'null'), config: page.window.config ?? {} };
}

/** GET with the path, the Host and all other headers as written (fetch would put some right); the body's bytes as Latin-1. */
function rawGet(path: string, headers: Record<string, string>): Promise<{ status?: number; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(viewer.url);
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString('latin1') });
      });
    })
      .on('error', reject)
      .end();
  });
}
