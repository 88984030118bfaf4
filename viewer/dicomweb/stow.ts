import type { Request, Response } from 'express';
import { contentTypeParameter, MalformedMultipart } from '../../src/archive/multipart';
import type { DicomJson } from './dicomJson';
import type { InstanceStore } from './instanceStore';
import { PartFile, type Refusal } from './partFile';
import type { Instance } from './partTen';
import { RequestError } from './requestError';
import { drop, storeBody } from './storeBody';
import { PART, storeParts } from './storeParts';

/** Store (STOW-RS), PS3.18 section 10.5, of Part 10 files. */

/** Longest that RFC 2046 allows. */
const BOUNDARY_CHARACTERS = 70;

/** Answers POST studies or studies/{study}. The body goes to disk as it comes; where it breaks off, nothing of it is stored. */
export function storeInstances(store: InstanceStore) {
  return async (request: Request, response: Response): Promise<void> => {
    const parts: PartFile[] = [];
    try {
      const study = typeof request.params['study'] === 'string' ? request.params['study'] : undefined;
      const boundary = boundaryOf(request);
      store.checkWritable();
      for await (const piece of storeParts(storeBody(request), boundary)) {
        if (piece !== PART) await parts.at(-1)?.write(piece);
        else {
          await parts.at(-1)?.finish();
          parts.push(new PartFile(store));
        }
      }
      await parts.at(-1)?.finish();
      const referenced: Instance[] = [];
      const failed: Refusal[] = [];
      for (const part of parts) {
        const result = await part.store(study);
        if ('because' in result) failed.push(result);
        else referenced.push(result);
      }
      if (referenced.length > 0) await store.settle();
      answer(response, `${request.protocol}://${request.host}${request.baseUrl}/studies`, referenced, failed);
    } catch (error) {
      if (error instanceof MalformedMultipart) throw new RequestError(400, error.message);
      throw error;
    } finally {
      for (const part of parts) await part.discard();
      drop(request);
    }
  };
}

function boundaryOf(request: Request): string {
  const contentType = request.headers['content-type'] ?? '';
  const type = contentTypeParameter(contentType, 'type') ?? 'application/dicom';
  if (!/^multipart\/related\b/i.test(contentType) || type !== 'application/dicom') {
    throw new RequestError(415, 'only multipart/related; type="application/dicom" can be stored');
  }
  const boundary = contentTypeParameter(contentType, 'boundary');
  if (!boundary) throw new RequestError(400, 'the Content-Type header names no boundary');
  if (boundary.length > BOUNDARY_CHARACTERS) {
    throw new RequestError(400, `a boundary of ${boundary.length} characters, where ${BOUNDARY_CHARACTERS} are allowed`);
  }
  return boundary;
}

function answer(response: Response, studies: string, referenced: readonly Instance[], failed: readonly Refusal[]): void {
  const [only, ...others] = new Set(referenced.map(({ studyUid }) => studyUid));
  const body: DicomJson = {
    ...(only && !others.length && { '00081190': { vr: 'UR', Value: [`${studies}/${only}`] } }), // RetrieveURL
    ...(referenced.length && { '00081199': { vr: 'SQ', Value: referenced.map((instance) => referencedItem(instance, studies)) } }),
    ...(failed.length && { '00081198': { vr: 'SQ', Value: failed.map(failedItem) } }),
  };
  // PS3.18 section 8.5: what a reason's number does not say
  if (failed[0])
    response.set('Warning', `299 viewer "${failed.length} not stored; the first: ${failed[0].because.replace(/[^\x20-\x7e]|["\\]/g, '')}"`);
  // PS3.18 table 10.5.3-1: all stored, some stored, none stored
  const status = failed.length === 0 ? 200 : referenced.length ? 202 : 409;
  response.status(status).type('application/dicom+json').json(body);
}

/** Of the Referenced SOP Sequence. */
function referencedItem(instance: Instance, studies: string): DicomJson {
  const url = `${studies}/${instance.studyUid}/series/${instance.seriesUid}/instances/${instance.sopInstanceUid}`;
  return { ...sopReference(instance), '00081190': { vr: 'UR', Value: [url] } };
}

/** Of the Failed SOP Sequence: Failure Reason, and in words what archives write into the Error Comment (0000,0902). */
function failedItem({ reason, because, ...uids }: Refusal): DicomJson {
  return {
    ...sopReference(uids),
    '00081197': { vr: 'US', Value: [reason] },
    '00000902': { vr: 'LO', Value: [because] },
  };
}

function sopReference({ sopClassUid, sopInstanceUid }: { readonly sopClassUid?: string; readonly sopInstanceUid?: string }): DicomJson {
  return {
    ...(sopClassUid && { '00081150': { vr: 'UI', Value: [sopClassUid] } }),
    ...(sopInstanceUid && { '00081155': { vr: 'UI', Value: [sopInstanceUid] } }),
  };
}
