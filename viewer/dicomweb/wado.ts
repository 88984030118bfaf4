import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { findFrames, frameBytes } from './frames';
import type { InstanceStore } from './instanceStore';
import { multipartWriter } from '../../src/archive/multipart';
import { usefulLength, type Instance, type InstanceUids } from './partTen';
import { RequestError } from './requestError';
import { bytesOf } from './storedBytes';
import { systemCode } from './systemCode';

/** Retrieve (WADO-RS), PS3.18 section 10.4. The path names a study, a series or an instance; all come as they are stored, and as fast as they are taken. */
export function retrieveMetadata(store: InstanceStore) {
  return async (request: Request, response: Response): Promise<void> => {
    const instances = requested(store, request);
    response.type('application/dicom+json');
    await send(response, async function* () {
      let before = '[';
      for (const instance of instances) {
        yield before + JSON.stringify((await store.whole(instance)).metadata);
        before = ',';
      }
      yield ']';
    });
  };
}

export function retrieveInstances(store: InstanceStore) {
  return async (request: Request, response: Response): Promise<void> => {
    const writer = multipartWriter('application/dicom');
    const instances = requested(store, request);
    response.type(writer.contentType);
    await send(response, async function* () {
      for (const instance of instances) {
        const length = await usefulLength(instance);
        const opening = writer.opening(`application/dicom;transfer-syntax=${instance.transferSyntaxUid}`, length);
        yield* behind(opening, bytesOf({ file: instance.file }, { offset: 0, length }));
      }
      yield writer.closing;
    });
  };
}

/** `frames` in the path: numbers from 1, separated by commas. */
export function retrieveFrames(store: InstanceStore) {
  return async (request: Request, response: Response): Promise<void> => {
    const instance = requestedInstance(store, request);
    const list = String(request.params['frames']);
    if (!/^[1-9]\d*(,[1-9]\d*)*$/.test(list)) throw new RequestError(400, 'frames are numbers from 1, separated by commas');
    const frames = findFrames(instance, list.split(',').map(Number));
    // The codestream of a compressed frame is sent as it is too: the transfer syntax tells what it is.
    const type = `application/octet-stream;transfer-syntax=${instance.transferSyntaxUid}`;
    await sendParts(
      response,
      type,
      frames.map((frame) => ({ length: frame.length, pieces: () => frameBytes(instance, frame) })),
    );
  };
}

/** Values that the metadata only refer to. */
export function retrieveBulkData(store: InstanceStore) {
  return async (request: Request, response: Response): Promise<void> => {
    const instance = await store.whole(requestedInstance(store, request));
    const { path } = request.params;
    const range = instance.bulkData.get(Array.isArray(path) ? path.join('/') : String(path));
    if (!range) throw new RequestError(404, 'this instance has no such bulk data');
    await sendParts(response, 'application/octet-stream', [{ length: range.length, pieces: () => bytesOf(instance, range) }]);
  };
}

/**
 * Sends pieces as they are taken. Where the first cannot be had, as of a file that has gone, nothing has been sent yet, and the error can be
 * answered. A client that goes away in the middle has no need of the rest, and is no fault.
 */
async function send(response: Response, pieces: () => AsyncGenerator<string | Buffer>): Promise<void> {
  const all = pieces();
  const first = await all.next();
  try {
    await pipeline(async function* () {
      if (first.done) return;
      yield first.value;
      yield* all;
    }, response);
  } catch (error) {
    if (systemCode(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** What stands before some pieces, held back until there is the first of them. */
async function* behind(opening: string, pieces: AsyncIterable<Buffer>): AsyncGenerator<string | Buffer> {
  let before: string | undefined = opening;
  for await (const piece of pieces) {
    if (before !== undefined) yield before;
    before = undefined;
    yield piece;
  }
  if (before !== undefined) yield before;
}

interface OutgoingPart {
  readonly length: number;
  readonly pieces: () => AsyncIterable<Buffer>;
}

async function sendParts(response: Response, partType: string, parts: readonly OutgoingPart[]): Promise<void> {
  const writer = multipartWriter('application/octet-stream');
  const opened = parts.map((part) => ({ ...part, opening: writer.opening(partType, part.length) }));
  const length = opened.reduce((sum, part) => sum + part.opening.length + part.length, writer.closing.length);
  response.type(writer.contentType).set('Content-Length', String(length));
  await send(response, async function* () {
    for (const { opening, pieces } of opened) yield* behind(opening, pieces());
    yield writer.closing;
  });
}

function requested(store: InstanceStore, request: Request): Instance[] {
  const { study, series, instance } = request.params;
  const uids: Partial<InstanceUids> = {
    ...(typeof study === 'string' && { studyUid: study }),
    ...(typeof series === 'string' && { seriesUid: series }),
    ...(typeof instance === 'string' && { sopInstanceUid: instance }),
  };
  const found = store.find(uids);
  if (found.length === 0) throw new RequestError(404, 'no instance here has these UIDs');
  return found;
}

function requestedInstance(store: InstanceStore, request: Request): Instance {
  const [instance] = requested(store, request);
  if (!instance) throw new RequestError(404, 'no instance here has this UID');
  return instance;
}
