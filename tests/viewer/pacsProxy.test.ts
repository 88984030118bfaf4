import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { once } from 'node:events';
import { firstStudyOf } from '../../viewer/pacsProbe';
import { pacsProxy } from '../../viewer/pacsProxy';
import { close, demo, demoCopy, startViewer, type RunningViewer } from './servers';
import { getJson, getParts, stow, valueOf } from './dicomClient';

let pacs: RunningViewer;
let viewer: RunningViewer;
beforeAll(async () => {
  pacs = await startViewer();
  const url = new URL(`${pacs.url}/dicomweb`);
  viewer = await startViewer({ handler: pacsProxy({ url }), pacsUrl: url.href });
});
afterAll(async () => {
  await viewer.stop();
  await pacs.stop();
});

test('searches, retrieves and stores in the PACS as if it were here', async () => {
  const studies = `${viewer.url}/dicomweb/studies`;
  expect(await getJson(`${studies}?PatientID=123565`)).toHaveLength(1);
  expect(await getJson(`${studies}?PatientID=nobody`)).toEqual([]);
  const path = `${demo.study}/series/${demo.series}/instances/${demo.firstInstance}/frames/1`;
  const [proxied] = await getParts(`${studies}/${path}`);
  const [direct] = await getParts(`${pacs.url}/dicomweb/studies/${path}`);
  expect(proxied?.body.equals(direct?.body ?? Buffer.alloc(0))).toBe(true);

  expect((await stow(studies, [await demoCopy(5, '1.8.0.0.')])).status).toBe(200);
  expect(await getJson(`${pacs.url}/dicomweb/studies`)).toHaveLength(2);
});

test('errors of the PACS arrive as they are, under the headers of the viewer', async () => {
  const response = await fetch(`${viewer.url}/dicomweb/studies/1.2.3/metadata`);
  expect(response.status).toBe(404);
  expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
});

test('bulk data that the PACS names by its own address are fetched through the proxy', async () => {
  const script = await (await fetch(`${viewer.url}/app-config.js`)).text();
  expect(script).toContain(`"startsWith": "${pacs.url}/dicomweb"`);
  expect(script).toContain('"prefixWith": "/dicomweb"');
});

test('the first study is found before the start', async () => {
  const pacsUrl = { url: new URL(`${pacs.url}/dicomweb`) };
  expect(await firstStudyOf(pacsUrl, () => undefined)).toBe(demo.study);
});

test('a URL that is not the DICOMweb root, or no server at all, ends in one sentence', async () => {
  await expect(firstStudyOf({ url: new URL(`${pacs.url}/dicomweb/wrong`) }, () => undefined)).rejects.toThrow(
    /answers 404; is .* the DICOMweb root/,
  );
  await expect(firstStudyOf({ url: new URL('http://127.0.0.1:9/dicom-web') }, () => undefined)).rejects.toThrow(/cannot be reached/);
});

describe('a PACS that leads elsewhere', () => {
  let led: RunningViewer;
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const to = (location: string) => void response.writeHead(302, { location }).end();
      if (request.url === '/pacs/studies') return to('/pacs/elsewhere/studies?x=1');
      if (request.url === '/pacs/elsewhere/studies?x=1')
        return void response.writeHead(200, { 'content-type': 'application/json' }).end('["here"]');
      if (request.url === '/pacs/signed') return to('/login');
      if (request.url === '/login') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<form>');
      if (request.url === '/pacs/away') return to('http://other.example/studies');
      return to(request.url ?? '');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    led = await startViewer({ handler: pacsProxy({ url: new URL(`http://127.0.0.1:${port}/pacs`) }) });
  });
  afterAll(async () => {
    await led.stop();
    await close(server);
  });

  test('within itself is followed: the browser would be stopped by the policy of the page', async () => {
    expect(await getJson(`${led.url}/dicomweb/studies`)).toEqual(['here']);
  });

  test.each([
    ['signed', 401, /asks for a sign-in/],
    ['away', 502, /leads to another one \(other\.example\)/],
    ['round', 502, /leads in circles/],
  ])('is told otherwise: %s', async (path, status, words) => {
    const response = await fetch(`${led.url}/dicomweb/${path}`);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(words);
  });
});

test('an unreachable PACS is a 502 with the reason', async () => {
  const lonely = await startViewer({ handler: pacsProxy({ url: new URL('http://127.0.0.1:9/dicom-web') }) });
  const response = await fetch(`${lonely.url}/dicomweb/studies`);
  expect(response.status).toBe(502);
  expect(await response.text()).toContain('127.0.0.1:9');
  await lonely.stop();
});

describe('what the PACS sees', () => {
  let server: Server;
  let proxied: RunningViewer;
  let seen: { url: string; headers: IncomingHttpHeaders };
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen = { url: request.url ?? '', headers: request.headers };
      response
        .writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Set-Cookie': 'a=b', 'Content-Type': 'application/dicom+json' })
        .end('[]');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/pacs/dicom-web`);
    proxied = await startViewer({ handler: pacsProxy({ url, user: 'reader:secret' }) });
  });
  afterAll(async () => {
    await proxied.stop();
    await close(server);
  });

  test('the path below its root with the query, and the configured user', async () => {
    await fetch(`${proxied.url}/dicomweb/studies?PatientName=A%20B*&limit=1`);
    expect(seen.url).toBe('/pacs/dicom-web/studies?PatientName=A%20B*&limit=1');
    expect(seen.headers.authorization).toBe(`Basic ${Buffer.from('reader:secret').toString('base64')}`);
  });

  test('the credentials of the browser, where it has some, and nothing of the page', async () => {
    await fetch(`${proxied.url}/dicomweb/studies`, {
      headers: { authorization: 'Bearer token', cookie: 'c=d', origin: proxied.url },
    });
    expect(seen.headers.authorization).toBe('Bearer token');
    expect(seen.headers.cookie).toBeUndefined();
    expect(seen.headers.origin).toBeUndefined();
  });

  test('no policy and no cookie of the PACS reaches the page', async () => {
    const { headers } = await fetch(`${proxied.url}/dicomweb/studies`);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('content-type')).toBe('application/dicom+json');
  });
});

test('a demo study has the same rows with and without the proxy', async () => {
  const [direct] = await getJson(`${pacs.url}/dicomweb/studies?StudyInstanceUID=${demo.study}`);
  const [proxied] = await getJson(`${viewer.url}/dicomweb/studies?StudyInstanceUID=${demo.study}`);
  expect(proxied).toEqual(direct);
  expect(valueOf(proxied, '00201208')).toBe(20);
});

test('a window of no width, which a PACS passes on from the file, does not reach the viewer', async () => {
  const metadata = [
    { '00281050': { vr: 'DS', Value: [0] }, '00281051': { vr: 'DS', Value: [0] }, '00280010': { vr: 'US', Value: [256] } },
    { '00281050': { vr: 'DS', Value: [40] }, '00281051': { vr: 'DS', Value: [400] } },
  ];
  const plain = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/dicom+json').end(JSON.stringify(metadata));
  }).listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = plain.address() as { port: number };
  const proxied = await startViewer({ handler: pacsProxy({ url: new URL(`http://127.0.0.1:${port}/dicom-web`) }) });
  expect(await getJson(`${proxied.url}/dicomweb/studies/1/series/2/metadata`)).toEqual([
    { '00280010': { vr: 'US', Value: [256] } },
    metadata[1],
  ]);
  await proxied.stop();
  await close(plain);
});
