import { createServer as createTcp, type AddressInfo, type Server as TcpServer } from 'node:net';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import express from 'express';
import { pacsProxy } from '../../viewer/pacsProxy';
import { inFrontOf, upstream } from './upstream';

const SECRET = 'operator:pass-w0rd';
const LIMITS = { connect: 300, firstByte: 300, idle: 300 };
const STOW = { 'content-type': 'multipart/related; type="application/dicom"; boundary=b' };

type Answers = (request: IncomingMessage, response: ServerResponse) => void;
let answers: Answers;
let pacs: Awaited<ReturnType<typeof upstream>>;
let viewer: Awaited<ReturnType<typeof inFrontOf>>;
beforeAll(async () => {
  pacs = await upstream((request, response) => answers(request, response));
  viewer = await inFrontOf({ url: pacs.root, user: SECRET }, LIMITS);
});
beforeEach(() => {
  pacs.reached.length = 0;
  answers = (_, response) => void response.writeHead(200, { 'content-type': 'application/dicom+json' }).end('[]');
});
afterAll(async () => {
  await viewer.stop();
  await pacs.stop();
});
const isSentence = (text: string) => expect(text).toMatch(/^[A-Z][^\n<]{10,250}\.$/);

describe('no path leads out of the root with the password of the operator', () => {
  const up = [
    '..',
    '.',
    '...',
    '%2e%2e',
    '%2E.',
    '.%2e',
    '..;',
    '..;a=b',
    '..%3b',
    '%252e%252e',
    '%25252e%25252e',
    '%c0%ae%c0%ae',
    '..%00',
    '%00',
  ];
  const joints = ['/', '\\', '%2f', '%5c', '%255c', '%252f', '//', '/\\', '/;/', '/./', '/%2e/'];
  const outside = up.flatMap((dots) => joints.map((joint) => `/studies/${dots}${joint}${dots}${joint}tools/shutdown`));
  test.each([
    ['GET', outside],
    ['POST', outside],
    ['GET', up.map((dots) => `/${dots}/tools`)],
    ['GET', joints.slice(1).map((joint) => `/${joint}127.0.0.1:1/tools`)],
    [
      'GET',
      ['/studies;jsessionid=1/1', '/studies//1', '/studies/1%0d%0aX: y', '/studies/%7f', '/studies/ä', '/studies/1%', '/studies/%e4'],
    ],
  ])('%s %#', async (method, paths) => {
    for (const path of paths) {
      const headers: Record<string, string> = method === 'POST' ? STOW : {};
      const { status, body } = await viewer.ask(encodeURI(`/dicomweb${path}`).replaceAll('%25', '%').replaceAll('%5C', '\\'), {
        method,
        headers,
      });
      expect({ path, refused: [400, 405].includes(status) }).toEqual({ path, refused: true });
      isSentence(body.toString());
    }
    expect(pacs.reached).toEqual([]);
  });

  test('an address in the request line, and characters that are no text, reach nothing', async () => {
    for (const path of [`http://127.0.0.1:${pacs.port}/dicomweb/tools`, '/DICOMWEB/../tools', '/dicomweb/studies/\xff']) {
      await viewer.ask(path, { headers: {} }).catch(() => undefined);
    }
    expect(pacs.reached).toEqual([]);
  });

  test.each([
    ['/studies?PatientName=A%20B*&x=../..', '/studies?PatientName=A%20B*&x=../..'],
    ['/studies/1.2.840/series/3/instances/4/frames/1%2C2', '/studies/1.2.840/series/3/instances/4/frames/1,2'],
    ['/studies/1.2/bulkdata/7FE00010', '/studies/1.2/bulkdata/7FE00010'],
    ['/%73tudies/', '/studies/'],
    ['?requestType=WADO&studyUID=1', '/?requestType=WADO&studyUID=1'],
  ])('%s is passed on', async (asked, there) => {
    expect((await viewer.ask(`/dicomweb${asked}`)).status).toBe(200);
    expect(pacs.reached.map(({ url }) => url)).toEqual([`/pacs/dicom-web${there}`]);
  });
});

describe('only what the viewer does is done', () => {
  test.each(['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'COPY', 'MOVE', 'LOCK', 'M-SEARCH'])('%s is not', async (method) => {
    const { status, headers, body } = await viewer.ask('/dicomweb/studies', { method, headers: STOW });
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD, OPTIONS, POST' });
    isSentence(body.toString());
    expect(pacs.reached).toEqual([]);
  });

  test.each([
    ['/studies/1.2/series', STOW, 405],
    ['/studies/1.2/series/3/reject/113039%5EDCM', STOW, 405],
    ['/workitems', { 'content-type': 'application/dicom+json' }, 405],
    ['/servers/other/retrieve', STOW, 405],
    ['/', STOW, 405],
    ['/studies', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['/studies', { 'content-type': 'text/plain; type="application/dicom"' }, 415],
    ['/studies', { 'content-type': 'multipart/form-data; type="application/dicom"; boundary=b' }, 415],
    ['/studies', { 'content-type': 'multipart/related; type="text/html"; boundary=b' }, 415],
    ['/studies', {}, 415],
  ])('POST to %s as %j is not', async (path, headers, status) => {
    const answer = await viewer.ask(`/dicomweb${path}`, { method: 'POST', headers: headers, body: '--b--' });
    expect(answer.status).toBe(status);
    isSentence(answer.body.toString());
    expect(pacs.reached).toEqual([]);
  });

  test.each(['/studies', '/studies/1.2.3', '/studies/'])('POST of objects to %s is, byte for byte', async (path) => {
    const body = Buffer.from(Array.from({ length: 300_000 }, (_, k) => k % 251));
    const got: Buffer[] = [];
    answers = (request, response) => request.on('data', (piece: Buffer) => got.push(piece)).on('end', () => response.end('{}'));
    expect((await viewer.ask(`/dicomweb${path}`, { method: 'POST', headers: STOW, body })).status).toBe(200);
    expect(Buffer.concat(got).equals(body)).toBe(true);
    expect(pacs.reached[0]?.headers['content-type']).toBe(STOW['content-type']);
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('%s is, without a body of its own', async (method) => {
    const got: Buffer[] = [];
    answers = (request, response) => request.on('data', (piece: Buffer) => got.push(piece)).on('end', () => response.end());
    expect((await viewer.ask('/dicomweb/studies', { method, headers: { 'content-length': '5' }, body: 'hello' })).status).toBe(200);
    expect(pacs.reached).toMatchObject([{ method }]);
    expect(got).toEqual([]);
  });
});

test('the proxy refuses another site by itself, wherever it is put', async () => {
  const bare = express()
    .use(pacsProxy({ url: pacs.root, user: SECRET }))
    .listen(0, '127.0.0.1');
  await once(bare, 'listening');
  const { port } = bare.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/studies`, { headers: { origin: 'https://evil.example' } });
  expect(response.status).toBe(403);
  expect(pacs.reached).toEqual([]);
  bare.close();
});

describe('another site reaches nothing through the proxy', () => {
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'http://localhost:1' }],
    [{ origin: 'null' }],
    [{ referer: 'https://evil.example/page' }],
  ])('%j', async (headers) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const sent = { ...headers, ...(method === 'POST' && STOW) } as Record<string, string>;
      const { status, body } = await viewer.ask('/dicomweb/studies', { method, headers: sent });
      expect(status).toBe(403);
      isSentence(body.toString());
    }
    expect(pacs.reached).toEqual([]);
  });

  test('the viewer does, and so does what is no browser', async () => {
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { origin: `http://127.0.0.1:${viewer.port}` },
    ]) {
      expect((await viewer.ask('/dicomweb/studies', { headers: headers as Record<string, string> })).status).toBe(200);
    }
  });
});

describe('headers pass by a list', () => {
  test('to the archive', async () => {
    const passed = { accept: 'application/dicom+json', 'accept-language': 'de', range: 'bytes=0-9' };
    await viewer.ask('/dicomweb/studies', {
      headers: {
        ...passed,
        ...{ cookie: 'session=1', 'x-http-method-override': 'DELETE', 'x-forwarded-for': '10.0.0.1', 'x-original-url': '/tools' },
        ...{ forwarded: 'for=10.0.0.1', 'proxy-authorization': 'Basic eA==', 'x-remote-user': 'admin', 'accept-encoding': 'gzip' },
      },
    });
    const { connection, host, ...seen } = pacs.reached[0]!.headers;
    expect({ connection: connection !== undefined, host }).toEqual({ connection: true, host: `127.0.0.1:${pacs.port}` });
    expect(seen).toEqual({ ...passed, 'accept-encoding': 'gzip', authorization: `Basic ${Buffer.from(SECRET).toString('base64')}` });
  });

  test('to the page: no policy, cookie, cache or server of the archive, and no-store', async () => {
    const ours = (await viewer.ask('/app-config.js')).headers;
    answers = (_, response) =>
      void response
        .writeHead(200, {
          ...{
            'content-type': 'application/dicom+json',
            warning: '299 pacs "fuzzy"',
            'content-security-policy': "script-src 'unsafe-inline'",
          },
          ...{ 'x-content-type-options': 'sniff', 'referrer-policy': 'unsafe-url', 'cross-origin-opener-policy': 'unsafe-none' },
          ...{ 'cross-origin-resource-policy': 'cross-origin', 'access-control-allow-origin': '*', 'set-cookie': ['a=1', 'b=2'] },
          ...{
            'cache-control': 'public, max-age=31536000',
            expires: 'Thu, 01 Jan 2099 00:00:00 GMT',
            etag: '"1"',
            'clear-site-data': '"*"',
          },
          ...{ 'service-worker-allowed': '/', refresh: '0;url=http://evil.example', link: '</x>; rel=preload', server: 'Orthanc' },
          ...{
            'strict-transport-security': 'max-age=1',
            'permissions-policy': 'camera=*',
            'x-powered-by': 'x',
            'content-location': '/pacs',
          },
        })
        .end('[]');
    const { headers } = await viewer.ask('/dicomweb/studies');
    const policies = Object.keys(ours).filter((name) => /policy|nosniff|content-type-options/.test(name));
    expect(policies.length).toBeGreaterThan(3);
    for (const name of policies) expect(headers[name]).toBe(ours[name]);
    const more = Object.keys(headers).filter((name) => !policies.includes(name));
    const transport = ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'vary'];
    expect(more.filter((name) => !transport.includes(name)).sort()).toEqual(['cache-control', 'content-type', 'warning']);
    expect(headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['text/html', 'text/plain; charset=utf-8'],
    ['application/xhtml+xml', 'text/plain; charset=utf-8'],
    ['text/javascript', 'text/plain; charset=utf-8'],
    ['image/svg+xml', 'application/octet-stream'],
    ['application/xml', 'application/octet-stream'],
    ['multipart/x-mixed-replace; boundary=a', 'application/octet-stream'],
    ['image/jpeg', 'image/jpeg'],
    ['multipart/related; type="application/octet-stream"; boundary=a', 'multipart/related; type="application/octet-stream"; boundary=a'],
  ])('a document of the archive is none of ours: %s', async (type, shown) => {
    answers = (_, response) => void response.writeHead(200, { 'content-type': type }).end('<script>1</script>');
    expect((await viewer.ask('/dicomweb/studies/1')).headers['content-type']).toBe(shown);
  });

  test.each([200, 204, 401, 404, 500])('no-store with status %i', async (status) => {
    answers = (_, response) => void response.writeHead(status, { 'cache-control': 'max-age=9' }).end();
    const answer = await viewer.ask('/dicomweb/studies');
    expect([answer.status, answer.headers['cache-control']]).toEqual([status, 'no-store']);
  });
});

describe('where the archive leads', () => {
  const led = (location: string, status = 302) => {
    answers = ({ url }, response) =>
      url === '/pacs/dicom-web/studies' ? void response.writeHead(status, { location }).end() : void response.end('["there"]');
  };

  test.each([
    ['/pacs/dicom-web/other/studies?limit=1', 302],
    ['other/../archive/studies', 307],
    ['SAME/pacs/dicom-web/studies/', 308],
  ])('%s is followed under its root', async (location, status) => {
    led(location.replace('SAME', `http://somebody:else@127.0.0.1:${pacs.port}`), status);
    const answer = await viewer.ask('/dicomweb/studies');
    expect([answer.status, answer.body.toString()]).toEqual([200, '["there"]']);
    expect(pacs.reached).toHaveLength(2);
    expect(pacs.reached[1]?.headers.authorization).toBe(pacs.reached[0]?.headers.authorization);
  });

  test.each([
    ['/tools/shutdown', 502, /out of its DICOMweb root/],
    ['/pacs/dicom-web/../../tools', 502, /out of its DICOMweb root/],
    ['/pacs/dicom-web/%2e%2e/%2e%2e/tools', 502, /out of its DICOMweb root/],
    ['/pacs/dicom-web/..;/tools', 502, /out of its DICOMweb root/],
    ['/pacs/dicom-webmaster', 502, /out of its DICOMweb root/],
    ['/pacs/dicom-web/..%2f..%2ftools', 502, /out of its DICOMweb root/],
    ['//evil.example/pacs/dicom-web/studies', 502, /to another one \(evil\.example\)/],
    ['http://name:word@evil.example/', 502, /to another one \(evil\.example\)/],
    ['https://127.0.0.1/pacs/dicom-web/studies', 502, /to another one/],
    ['file:///etc/passwd', 502, /to another one/],
    ['/login?to=studies', 401, /asks for a sign-in/],
    ['https://keycloak.example/realms/x/protocol/openid-connect/auth', 401, /asks for a sign-in/],
    ['http://[', 502, /leads nowhere/],
  ])('%s is not', async (location, status, words) => {
    led(location);
    const answer = await viewer.ask('/dicomweb/studies');
    expect([answer.status, answer.headers.location]).toEqual([status, undefined]);
    expect(answer.body.toString()).toMatch(words);
    isSentence(answer.body.toString());
    expect(pacs.reached).toHaveLength(1);
  });

  test('in circles is told', async () => {
    answers = ({ url }, response) => void response.writeHead(302, { location: url }).end();
    expect((await viewer.ask('/dicomweb/studies')).body.toString()).toMatch(/leads in circles/);
    expect(pacs.reached).toHaveLength(6);
  });

  test.each([301, 302, 303, 307, 308])('what is stored is sent once, and told (%i)', async (status) => {
    led('/pacs/dicom-web/elsewhere', status);
    const answer = await viewer.ask('/dicomweb/studies', { method: 'POST', headers: STOW, body: '--b--' });
    expect(answer.status).toBe(502);
    isSentence(answer.body.toString());
    expect(pacs.reached).toHaveLength(1);
  });
});

describe('trouble with the archive is one sentence without a password', () => {
  const trouble = async (path = '/dicomweb/studies', asked: Parameters<typeof viewer.ask>[1] = {}) => {
    const answer = await viewer.ask(path, asked);
    isSentence(answer.body.toString());
    expect(answer.body.toString()).not.toMatch(/pass-w0rd|operator|Error|node:|\n/);
    return answer;
  };

  test('it does not begin to answer', async () => {
    answers = () => undefined;
    const { status, body } = await trouble();
    expect([status, body.toString()]).toEqual([504, `The PACS at 127.0.0.1:${pacs.port} has not answered for 0.3 s.`]);
    expect((await trouble('/dicomweb/studies', { method: 'POST', headers: STOW, body: 'x'.repeat(5_000_000) })).status).toBe(504);
  });

  test('it closes at once, or in the middle of its head', async () => {
    answers = ({ socket }) => void socket.destroy();
    expect((await trouble()).status).toBe(502);
    answers = ({ socket }) => void socket.end('HTTP/1.1 200 OK\r\nContent-Ty');
    expect((await trouble()).status).toBe(502);
  });

  test.each([
    'SSH-2.0-OpenSSH_9.2\r\n',
    'HTTP/1.1 99 Odd\r\n\r\n',
    'HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nhi',
    'HTTP/1.1 000 Odd\r\nContent-Length: 2\r\n\r\nhi',
    'HTTP/1.1 200 OK\r\nX: ' + 'y'.repeat(100_000) + '\r\n\r\n',
  ])('it answers what is no HTTP: %.20j', async (text) => {
    answers = ({ socket }) => void socket.end(text);
    expect((await trouble()).status).toBe(502);
  });

  test('it changes the protocol', async () => {
    answers = ({ socket }) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    expect((await trouble()).status).toBe(502);
  });

  test('it stops in the middle: the answer is cut, not complete', async () => {
    answers = (_, response) => void response.writeHead(200, { 'content-type': 'application/octet-stream' }).write('half');
    await expect(viewer.ask('/dicomweb/studies')).rejects.toThrow(/aborted|socket hang up/);
  });

  test('it refuses what is stored before all of it is sent', async () => {
    answers = (request, response) => {
      response.writeHead(413).end('too much');
      request.resume();
    };
    const { status } = await viewer.ask('/dicomweb/studies', { method: 'POST', headers: STOW, body: Buffer.alloc(200_000) });
    expect(status).toBe(413);
  });

  test.each(['nobody', 'plain'])('there is no connection: %s', async (kind) => {
    let plain: TcpServer | undefined;
    let url = new URL('http://127.0.0.1:9/dicom-web');
    if (kind === 'plain') {
      // Takes the connection, and says nothing to the greeting of TLS.
      plain = createTcp((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
      await once(plain, 'listening');
      url = new URL(`https://127.0.0.1:${(plain.address() as AddressInfo).port}/dicom-web`);
    }
    const lonely = await inFrontOf({ url, user: SECRET }, LIMITS);
    const answer = await lonely.ask('/dicomweb/studies');
    expect(answer.status).toBe(kind === 'plain' ? 504 : 502);
    isSentence(answer.body.toString());
    expect(answer.body.toString()).toContain(url.host);
    await lonely.stop();
    plain?.close();
  });
});

describe('a body passes as it comes', () => {
  // With the usual limits: what is made here keeps the one process busy for longer than a test of silence may last.
  let patient: Awaited<ReturnType<typeof inFrontOf>>;
  beforeAll(async () => void (patient = await inFrontOf({ url: pacs.root, user: SECRET })));
  afterAll(() => patient.stop());

  test('from the archive: the first piece is here before the last is made; a slow but moving one is not cut', async () => {
    answers = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      let pieces = 0;
      const next = setInterval(() => (pieces++ < 6 ? response.write('piece') : (clearInterval(next), response.end())), 100);
    };
    const started = Date.now();
    const response = await fetch(`${viewer.url}/dicomweb/studies/1`, { headers: { 'accept-encoding': 'identity' } });
    const reader = response.body!.getReader();
    await reader.read();
    const first = Date.now() - started;
    let length = 5;
    for (let read = await reader.read(); !read.done; read = await reader.read()) length += read.value.length;
    expect(length).toBe(30);
    expect(Date.now() - started - first).toBeGreaterThan(300);
  });

  test('metadata of any length, instance by instance', async () => {
    const kept = { '00080018': { vr: 'UI', Value: ['1}{"\\'] } };
    const [empty, usable] = [0, 1].map((width) => JSON.stringify({ '00281051': { vr: 'DS', Value: [width] }, ...kept }));
    const PAIRS = 150_000;
    const before = process.memoryUsage().arrayBuffers;
    let highest = 0;
    answers = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/dicom+json' }).write('[{}');
      const pairs = `,${empty},${usable}`.repeat(1000);
      let sent = 0;
      const next = () => {
        highest = Math.max(highest, process.memoryUsage().arrayBuffers - before);
        if (sent === PAIRS) return void response.end(']');
        sent += 1000;
        if (response.write(pairs)) setImmediate(next);
        else response.once('drain', next);
      };
      next();
    };
    const response = await fetch(`${patient.url}/dicomweb/studies/1/metadata`, { headers: { 'accept-encoding': 'identity' } });
    expect(response.status).toBe(200);
    let [length, windows] = [0, 0];
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      length += piece.length;
      windows += Buffer.from(piece).toString('latin1').split('00281051').length - 1;
    }
    expect(length).toBe('[{}]'.length + PAIRS * `,${JSON.stringify(kept)},${usable}`.length);
    expect(Math.abs(windows - PAIRS)).toBeLessThan(100); // some stand across two pieces
    expect(highest).toBeLessThan(64 << 20);
  });

  test('packed metadata stay as they are', async () => {
    answers = (_, response) =>
      void response.writeHead(200, { 'content-type': 'application/dicom+json', 'content-encoding': 'gzip' }).end(gzipSync('[{}]'));
    expect(gunzipSync((await viewer.ask('/dicomweb/studies/1/metadata')).body).toString()).toBe('[{}]');
  });
});
