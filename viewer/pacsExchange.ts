import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Transform, type Readable } from 'node:stream';

/** Milliseconds that the archive may take: to be connected to, until it begins to answer or takes more of a body, and between two pieces of an answer. */
export interface Limits {
  readonly connect: number;
  readonly firstByte: number;
  readonly idle: number;
}

/** Longer than the client of filing waits (src/archive/ask.ts), which says it better; shorter than our own server keeps a silent connection. */
export const LIMITS: Limits = { connect: 10_000, firstByte: 100_000, idle: 60_000 };

/** What is asked of the archive. */
export interface Asked {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  /** Passed on as it comes. */
  readonly body?: Readable;
  /** Whoever asked has gone. */
  readonly signal?: AbortSignal;
}

/** The archive took longer than it may. */
class Silence extends Error {}

/** Trouble with the archive, as one sentence for the person at the desk, without a name or a password. */
export class PacsTrouble extends Error {
  constructor(
    readonly status: 401 | 502 | 504,
    sentence: string,
  ) {
    super(sentence);
  }
}

/** What an error of a request means. `host` alone is told: an address may hold more. */
export function troubleOf(error: unknown, host: string): PacsTrouble {
  if (error instanceof PacsTrouble) return error;
  if (error instanceof Silence) return new PacsTrouble(504, `The PACS at ${host} ${error.message}.`);
  const { code = 'no code' } = error as NodeJS.ErrnoException;
  if (/^HPE_/.test(code)) return new PacsTrouble(502, `The PACS at ${host} answers what is no HTTP (${code}).`);
  if (/CERT|^ERR_TLS|^ERR_SSL|^UNABLE_TO|^EPROTO/.test(code)) {
    return new PacsTrouble(
      502,
      `There is no safe connection to the PACS at ${host} (${code}); NODE_EXTRA_CA_CERTS names further authorities.`,
    );
  }
  return new PacsTrouble(502, `The PACS at ${host} cannot be reached (${code}).`);
}

const seconds = (milliseconds: number) => `${Number((milliseconds / 1000).toPrecision(2))} s`;

function once(url: URL, { method, headers, body, signal }: Asked, { connect, firstByte }: Limits): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    // What cannot be sent twice gets a connection of its own: one that was kept may just be closing. It is one to keep all the same, since an archive
    // that refuses before the end would close any other, and its answer be lost.
    const agent = body && new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true });
    const outgoing = (secure ? httpsRequest : httpRequest)(url, { method, headers, signal, agent });
    let timer: NodeJS.Timeout | undefined;
    const wait = (limit: number, ended: () => void) => {
      clearTimeout(timer);
      timer = setTimeout(ended, limit);
    };
    const silent = (words: string) => void outgoing.destroy(new Silence(words));
    // A client that sends slowly is no fault of the archive.
    const slowly = () => body !== undefined && !body.readableEnded && !outgoing.writableNeedDrain;
    const answering = () => wait(firstByte, () => (slowly() ? answering() : silent(`has not answered for ${seconds(firstByte)}`)));
    wait(connect, () => silent(`could not be connected to within ${seconds(connect)}`));
    outgoing.on('socket', (socket) => {
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', answering);
      else answering();
    });
    body?.on('data', answering);
    outgoing.on('response', (answer) => {
      clearTimeout(timer);
      body?.off('data', answering);
      resolve(answer);
    });
    // Another protocol than was asked for.
    outgoing.on('upgrade', (_, socket) => socket.destroy());
    outgoing.on('error', (error) => reject(Object.assign(error, { stale: outgoing.reusedSocket && !body })));
    outgoing.on('close', () => {
      clearTimeout(timer);
      agent?.destroy();
      reject(Object.assign(new Error('no answer'), { code: 'ECONNRESET' }));
      // What still comes of a body is of no use.
      body?.unpipe(outgoing).resume();
    });
    if (body) body.pipe(outgoing);
    else outgoing.end();
  });
}

/**
 * The answer to one request, its body still to come.
 *
 * @throws Error of node:http, Silence; `troubleOf` makes a sentence of it
 */
export async function exchange(url: URL, asked: Asked, limits: Limits): Promise<IncomingMessage> {
  return once(url, asked, limits).catch((error: NodeJS.ErrnoException & { stale?: boolean }) => {
    // The archive closed a connection that was kept, just when it was used again.
    if (error.stale && error.code === 'ECONNRESET') return once(url, asked, limits);
    throw error;
  });
}

/** Passes pieces on, and ends with an error where none comes for so long, while whoever reads would take one. */
export function watched(idle: number): Transform {
  const quiet = () => (through.readableLength > 0 ? arm() : through.destroy(new Silence(`sent nothing more for ${seconds(idle)}`)));
  let timer: NodeJS.Timeout | undefined;
  const arm = () => {
    clearTimeout(timer);
    timer = setTimeout(quiet, idle);
  };
  const through = new Transform({
    transform(piece, _, done) {
      arm();
      done(null, piece);
    },
    destroy(error, done) {
      clearTimeout(timer);
      done(error);
    },
    flush(done) {
      clearTimeout(timer);
      done();
    },
  });
  arm();
  return through;
}
