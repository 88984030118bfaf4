import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pacsProxy, type Pacs } from '../../viewer/pacsProxy';
import { close, startViewer } from '../viewer/servers';

export interface Reached {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An archive on loopback that notes what reaches it. */
export async function upstream(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const reached: Reached[] = [];
  const server: Server = createServer((incoming, response) => {
    reached.push({ method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers });
    answer(incoming, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { reached, port, root: new URL(`http://127.0.0.1:${port}/pacs/dicom-web`), stop: () => close(server) };
}

/** The viewer's server with the proxy in it. */
export async function inFrontOf(pacs: Pacs, ...more: [limits?: Parameters<typeof pacsProxy>[1]]) {
  const viewer = await startViewer({ handler: pacsProxy(pacs, ...more) });
  const { port } = new URL(viewer.url);
  /** Sends the request line as it is: `fetch` would tidy the path up. */
  const ask = (
    path: string,
    { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
        const { statusCode = 0 } = response;
        buffer(response).then((content) => resolve({ status: statusCode, headers: response.headers, body: content }), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  return { ...viewer, port: Number(port), ask };
}
