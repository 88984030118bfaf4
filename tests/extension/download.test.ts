import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { download } from '../../extension/worker/download';

describe('a file on its way', () => {
  let server: Server;
  let answer: (response: ServerResponse) => void;
  const url = () => `http://localhost:${(server.address() as AddressInfo).port}/model.onnx`;
  beforeAll(async () => {
    server = createServer((_, response) => answer(response));
    await new Promise<void>((resolve) => server.listen(0, resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is whole, and each part of it is a sign', async () => {
    answer = (response) => {
      response.write(Buffer.from([1, 2]));
      setTimeout(() => response.end(Buffer.from([3])), 50);
    };
    let signs = 0;
    expect(await download(url(), {}, () => (signs += 1))).toEqual(Uint8Array.of(1, 2, 3));
    expect(signs).toBe(2);
  });

  it('is refused by its status', async () => {
    answer = (response) => response.writeHead(404).end();
    await expect(download(url())).rejects.toMatchObject({ reason: 'HTTP 404' });
  });

  it('that breaks off is no file', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '4000' });
      response.write(Buffer.alloc(2000));
      setTimeout(() => response.destroy(), 50);
    };
    await expect(download(url())).rejects.toMatchObject({ reason: 'broken off after 2 kB' });
  });

  it('from nowhere is told as that', async () => {
    await expect(download('http://localhost:1/model.onnx')).rejects.toMatchObject({ reason: 'no answer from the server' });
  });
});
