import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { ISOLATION } from '../engine/worker';

/** Gives a file in so many parts, one after the other; its address, and how to end it. */
export async function slowServer(
  body: Buffer,
  parts: number,
  milliseconds: number,
  type: string,
): Promise<{ url: string; stop: () => void }> {
  const server = createServer((_, response) => {
    void (async () => {
      response.writeHead(200, { ...ISOLATION, 'content-type': type, 'content-length': body.length });
      const size = Math.ceil(body.length / parts);
      for (let at = 0; at < body.length; at += size) {
        await wait(milliseconds);
        response.write(body.subarray(at, at + size));
      }
      response.end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/`, stop: () => server.close() };
}
