import { readdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import express from 'express';
import { hostCheck, isOpen, openToAll } from '../../viewer/hostCheck';
import { parseOptions } from '../../viewer/options';
import { pacsProxy } from '../../viewer/pacsProxy';
import { listen } from '../../viewer/server';
import { close, demo, demoCopy, startViewer, type RunningViewer } from '../viewer/servers';
import { rawRequest } from './rawRequest';

let viewer: RunningViewer;
let own: string;
beforeAll(async () => {
  viewer = await startViewer();
  own = new URL(viewer.url).host;
});
afterAll(() => viewer.stop());

const boundary = 'b';
const multipart = `multipart/related; type="application/dicom"; boundary=${boundary}`;
const bodyOf = (file: Buffer) =>
  Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`), file, Buffer.from(`\r\n--${boundary}--`)]);

const series = `/dicomweb/studies/${demo.study}/series/${demo.series}`;
const patients = [
  '/dicomweb/studies',
  '/dicomweb/instances?includefield=all',
  series,
  `${series}/metadata`,
  `${series}/instances/${demo.firstInstance}/frames/1`,
  '/dicomweb/nothing',
  '/DICOMWEB/studies',
  '/app-config.js',
];

describe.each<[string, (host: string) => Record<string, string>]>([
  [
    'a page of another site, by a script',
    () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }),
  ],
  ['… in a browser that says only the origin', () => ({ origin: 'https://evil.example' })],
  [
    'an image, script or link on such a page',
    () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }),
  ],
  ['… in a browser that says only the referrer', () => ({ referer: 'https://evil.example/page' })],
  ['a link from such a page', () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })],
  ['a page on another port of this machine', () => ({ 'sec-fetch-site': 'same-site' })],
  ['… in a browser that says only the origin', () => ({ origin: 'http://127.0.0.1:1' })],
  ['this machine under its other name', (host) => ({ origin: `http://localhost:${host.split(':')[1]}`, 'sec-fetch-site': 'cross-site' })],
  ['a file, or a frame in a sandbox', () => ({ origin: 'null' })],
  ['a file, whose browser takes its own view', () => ({ origin: 'null', 'sec-fetch-site': 'same-origin' })],
  ['an extension of the browser', (host) => ({ origin: `chrome-extension://${host}`, 'sec-fetch-site': 'none' })],
  ['a name that begins like ours', (host) => ({ origin: `http://${host}.evil.example` })],
  ['a name behind an @', (host) => ({ origin: `http://${host}@evil.example` })],
  ['an origin that contradicts', () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' })],
  ['a word that no browser says', () => ({ 'sec-fetch-site': 'Same-Origin' })],
  ['two words', () => ({ 'sec-fetch-site': 'same-origin, cross-site' })],
])('%s', (_who, headers) => {
  it.each(patients)('gets nothing of %s', async (path) => {
    const { status, body } = await rawRequest(viewer.url, path, { headers: headers(own) });
    expect(status).toBe(403);
    expect(body).toBe('Other sites are not answered here: open the viewer at its own address.');
  });

  it('stores nothing', async () => {
    const body = bodyOf(await demoCopy(5, '1.9.0.0.'));
    const asked = { method: 'POST', headers: { 'content-type': multipart, ...headers(own) }, body };
    expect((await rawRequest(viewer.url, '/dicomweb/studies', asked)).status).toBe(403);
    expect(await readdir(viewer.storeFolder).catch(() => [])).toEqual([]);
  });
});

describe('the viewer itself', () => {
  test.each([
    ['the command line', {}],
    ['its page', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['its page, in a browser without Sec-Fetch-Site', { origin: 'OWN' }],
    ['its page, as it stores', { origin: 'OWN', 'sec-fetch-site': 'same-origin' }],
    ['an address that was typed', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['its page with a referrer', { referer: 'OWN/viewer' }],
  ])('is answered: %s', async (_who, given) => {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.replace('OWN', viewer.url)]));
    for (const path of ['/dicomweb/studies', '/app-config.js']) {
      expect((await rawRequest(viewer.url, path, { headers })).status).toBe(200);
    }
  });

  it('may stand behind a proxy that speaks https, under its name', async () => {
    const proxied = await startViewer({ allowedHosts: ['viewer.hospital.example'] });
    const ask = (origin: string) => rawRequest(proxied.url, '/dicomweb/studies', { headers: { host: 'viewer.hospital.example', origin } });
    expect((await ask('https://viewer.hospital.example')).status).toBe(200);
    expect((await ask('https://viewer.hospital.example:8443')).status).toBe(403);
    expect((await ask('https://other.hospital.example')).status).toBe(403);
    await proxied.stop();
  });

  it('is opened by a link on another site, as a work list has it', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const answer = await rawRequest(viewer.url, `/diffusion?StudyInstanceUIDs=${demo.study}`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'self'");
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s changes no file', async (method) => {
    const { status, headers } = await rawRequest(viewer.url, '/app.bundle.js', { method });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('speaks no WebSocket, to no site', async () => {
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-version': '13',
    };
    const ask = (origin: string) => rawRequest(viewer.url, '/dicomweb/studies', { headers: { ...upgrade, origin } });
    expect((await ask('https://evil.example')).status).toBe(403);
    expect((await ask(viewer.url)).status).toBe(200); // an ordinary answer: the upgrade is not taken
  });
});

describe('a PACS behind the proxy', () => {
  let pacs: Server;
  let asked: string[];
  let proxied: RunningViewer;
  beforeAll(async () => {
    pacs = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader('content-type', 'application/dicom+json').end('[]');
    }).listen(0, '127.0.0.1');
    await once(pacs, 'listening');
    const { port } = pacs.address() as { port: number };
    proxied = await startViewer({ handler: pacsProxy({ url: new URL(`http://127.0.0.1:${port}/dicom-web`), user: 'reader:secret' }) });
  });
  beforeEach(() => void (asked = []));
  afterAll(async () => {
    await proxied.stop();
    await close(pacs);
  });

  test.each(['GET', 'POST', 'DELETE', 'OPTIONS'])('hears nothing of another site by %s', async (method) => {
    const others: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of others) {
      const { status } = await rawRequest(proxied.url, '/dicomweb/studies', {
        method,
        headers: { 'content-type': 'text/plain', ...headers },
      });
      expect(status).toBe(403);
    }
    expect(asked).toEqual([]);
  });

  it('hears the page', async () => {
    const headers = { 'sec-fetch-site': 'same-origin' };
    expect((await rawRequest(proxied.url, '/dicomweb/studies', { headers })).status).toBe(200);
    expect(asked).toEqual(['GET /dicom-web/studies']);
  });
});

/** Host headers against a server that believes to listen there; only the check itself is in it. */
async function statusUnder(listenAddress: string, names: readonly string[], host: string): Promise<number> {
  const app = express().use(hostCheck(listenAddress, names), (_request, response) => void response.send('answered'));
  const { server, port } = await listen(app, 0, '127.0.0.1');
  const { status } = await rawRequest(`http://127.0.0.1:${port}`, '/', { headers: { host } });
  await close(server);
  return status;
}

describe('a name turned to this machine', () => {
  const foreign = [
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'notlocalhost',
    'evil@localhost',
    'localhost/x',
    '0.0.0.0',
    '0.0.0.0:3000',
    '[::]',
    '203.0.113.9',
  ];
  const local = ['localhost', 'localhost:3000', 'LOCALHOST', '127.0.0.1:9', '[::1]', '[::1]:3000', '[::ffff:127.0.0.1]', 'app.localhost'];
  const listening = ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::', '203.0.113.5'];

  test.each(listening)('is refused by a server that listens on %s', async (address) => {
    for (const host of foreign) expect([host, await statusUnder(address, [], host)]).toEqual([host, 403]);
    for (const host of local) expect([host, await statusUnder(address, [], host)]).toEqual([host, 200]);
  });

  it('is not one of the names that the person gave', async () => {
    for (const address of ['127.0.0.1', '0.0.0.0']) {
      expect(await statusUnder(address, ['Viewer.Hospital.example'], 'viewer.hospital.example:8080')).toBe(200);
      expect(await statusUnder(address, ['viewer.hospital.example'], 'hospital.example')).toBe(403);
      expect(await statusUnder(address, ['viewer.hospital.example'], 'x.viewer.hospital.example')).toBe(403);
    }
  });

  it("is not one of this machine's addresses, on which it listens to the network", async () => {
    expect(await statusUnder('203.0.113.5', [], '203.0.113.5:3000')).toBe(200);
    const [address] = Object.values(networkInterfaces()).flatMap((one) =>
      (one ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    if (!address) return;
    expect(await statusUnder('0.0.0.0', [], `${address.address}:3000`)).toBe(200);
    expect(await statusUnder('127.0.0.1', [], `${address.address}:3000`)).toBe(403);
  });

  it('is refused by the whole server, for files too', async () => {
    const open = await startViewer({ host: '0.0.0.0' });
    for (const path of ['/', '/app.bundle.js', '/dicomweb/studies', '/app-config.js']) {
      expect((await rawRequest(open.url, path, { headers: { host: 'evil.example:3000' } })).status).toBe(403);
      expect((await rawRequest(open.url, path)).status).toBe(200);
    }
    await open.stop();
  });

  it('cannot come by a whole URL in place of the path', async () => {
    const { status } = await rawRequest(viewer.url, 'http://evil.example/dicomweb/studies', { headers: { host: own } });
    expect(status).toBe(400);
  });
});

test.each([
  [
    ['--allow-host', 'Viewer.Hospital.example', '--allow-host', 'fe80::1'],
    ['viewer.hospital.example', 'fe80::1'],
  ],
  [[], undefined],
])('names are given on the command line: %j', (args, names) => {
  expect(parseOptions(args, {}).allowedHosts).toEqual(names);
});

test.each(['*', 'viewer:8080', 'http://viewer', 'a b', ''])("--allow-host '%s' is no name", (name) => {
  expect(() => parseOptions(['--allow-host', name], {})).toThrow(/--allow-host needs a name/);
});

test('opened to the network: said at the start, in one line, with what that opens', () => {
  expect(openToAll('0.0.0.0')).toMatch(/^Warning: --host 0\.0\.0\.0 opens the viewer, and all its images, to everybody/);
  expect(openToAll('::', 'https://pacs.hospital.example:8443/dicom-web')).toContain('what the PACS at pacs.hospital.example:8443 gives');
  expect(['127.0.0.1', '::1', 'localhost'].map(isOpen)).toEqual([false, false, false]);
  expect(['0.0.0.0', '::', '203.0.113.5', 'reading-room'].map(isOpen)).toEqual([true, true, true, true]);
});
