import type { Request, Response } from 'express';
import type { DicomJson } from './dicomJson';
import type { InstanceStore } from './instanceStore';
import { contentTypeParameter, MalformedMultipart, parseMultipart, type Part } from '../../src/archive/multipart';
import { UnreadableFile, type Instance } from './partTen';
import { RequestError } from './requestError';

/** Store (STOW-RS), PS3.18 section 10.5, of Part 10 files. */

/** Failure reasons, PS3.18 table I.2-2 and PS3.7 annex C. */
const failure = { processing: 0x0110, duplicate: 0x0111, cannotUnderstand: 0xc000 } as const;

/** Answers POST studies or studies/{study}; the request's body is already a buffer. */
export function storeInstances(store: InstanceStore) {
  return async (request: Request, response: Response): Promise<void> => {
    const study = typeof request.params['study'] === 'string' ? request.params['study'] : undefined;
    const studies = `${request.protocol}://${request.host}${request.baseUrl}/studies`;
    const referenced: DicomJson[] = [];
    const failed: DicomJson[] = [];
    const seen = new Set<string>();
    for (const part of partsOf(request)) {
      const result = await storePart(store, part, study);
      if ('reason' in result) failed.push(failedItem(result.reason, result.instance));
      else {
        seen.add(result.instance.studyUid);
        referenced.push(referencedItem(result.instance, studies));
      }
    }
    const [only, ...others] = seen;
    const answer: DicomJson = {
      ...(only && !others.length && { '00081190': { vr: 'UR', Value: [`${studies}/${only}`] } }), // RetrieveURL
      ...(referenced.length && { '00081199': { vr: 'SQ', Value: referenced } }), // ReferencedSOPSequence
      ...(failed.length && { '00081198': { vr: 'SQ', Value: failed } }), // FailedSOPSequence
    };
    // PS3.18 table 10.5.3-1: all stored, some stored, none stored
    const status = failed.length === 0 ? 200 : referenced.length ? 202 : 409;
    response.status(status).type('application/dicom+json').json(answer);
  };
}

function partsOf(request: Request): Part[] {
  const contentType = request.headers['content-type'] ?? '';
  const boundary = contentTypeParameter(contentType, 'boundary');
  const type = contentTypeParameter(contentType, 'type') ?? 'application/dicom';
  if (!/^multipart\/related\b/i.test(contentType) || type !== 'application/dicom') {
    throw new RequestError(415, 'only multipart/related; type="application/dicom" can be stored');
  }
  if (!boundary || !Buffer.isBuffer(request.body)) throw new RequestError(400, 'the request has no boundary or no body');
  try {
    const parts = parseMultipart(request.body, boundary);
    if (parts.length === 0) throw new MalformedMultipart('the body has no parts');
    return parts;
  } catch (error) {
    if (error instanceof MalformedMultipart) throw new RequestError(400, error.message);
    throw error;
  }
}

type PartResult = { readonly instance: Instance } | { readonly reason: number; readonly instance?: Instance };

async function storePart(store: InstanceStore, part: Part, study: string | undefined): Promise<PartResult> {
  try {
    const { outcome, instance } = await store.add(part.body, study);
    if (outcome === 'conflict') return { reason: failure.duplicate, instance };
    if (outcome === 'otherStudy') return { reason: failure.processing, instance };
    return { instance };
  } catch (error) {
    if (error instanceof UnreadableFile) return { reason: failure.cannotUnderstand };
    throw error;
  }
}

function referencedItem(instance: Instance, studies: string): DicomJson {
  const url = `${studies}/${instance.studyUid}/series/${instance.seriesUid}/instances/${instance.sopInstanceUid}`;
  return { ...sopReference(instance), '00081190': { vr: 'UR', Value: [url] } };
}

function failedItem(reason: number, instance: Instance | undefined): DicomJson {
  return { ...(instance && sopReference(instance)), '00081197': { vr: 'US', Value: [reason] } }; // FailureReason
}

function sopReference({ sopClassUid, sopInstanceUid }: Instance): DicomJson {
  return { '00081150': { vr: 'UI', Value: [sopClassUid] }, '00081155': { vr: 'UI', Value: [sopInstanceUid] } };
}
