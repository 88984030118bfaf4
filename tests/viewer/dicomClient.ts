import { contentTypeParameter, parseMultipart, type Part } from '../../src/archive/multipart';
import type { DicomJson } from '../../viewer/dicomweb/dicomJson';

/** What a DICOMweb client does: fetches, and takes multipart answers apart. */
export async function getJson(url: string): Promise<DicomJson[]> {
  const response = await fetch(url, { headers: { accept: 'application/dicom+json' } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as DicomJson[];
}

export async function getParts(url: string, type = 'application/octet-stream'): Promise<Part<Buffer>[]> {
  const response = await fetch(url, { headers: { accept: `multipart/related; type="${type}"; transfer-syntax=*` } });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const boundary = contentTypeParameter(response.headers.get('content-type') ?? '', 'boundary');
  return parseMultipart(Buffer.from(await response.arrayBuffer()), boundary ?? '');
}

export interface StoreAnswer {
  readonly status: number;
  readonly body: DicomJson;
}

export async function stow(url: string, files: readonly Uint8Array[]): Promise<StoreAnswer> {
  const boundary = 'part of a study';
  const pieces = files.flatMap((file) => [Buffer.from(`\r\n--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`), file]);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': `multipart/related; type="application/dicom"; boundary="${boundary}"` },
    body: Buffer.concat([...pieces, Buffer.from(`\r\n--${boundary}--`)]),
  });
  return { status: response.status, body: (await response.json()) as DicomJson };
}

/** First value of an attribute. */
export function valueOf(attributes: DicomJson | undefined, tag: string): unknown {
  return attributes?.[tag]?.Value?.[0];
}
