import type { Identity } from '../../src/archive/sameStudy';
import { headerOf } from '../host/header';
import type { Delivery } from '../run/RunData';

/** dcmjs keeps names in components; a plain string is one too. */
function nameOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? (value as unknown[])[0] : value;
  const name = typeof first === 'object' && first !== null ? (first as { Alphabetic?: unknown }).Alphabetic : first;
  return typeof name === 'string' ? name : undefined;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);

/** Whom a result is about, as the viewer opened the study: compared with the archive just before sending, and kept nowhere. */
export function identityOf({ series }: Pick<Delivery, 'series'>): Identity {
  const header = headerOf(series.imageIds[0] ?? '');
  const [seriesUid, sopInstanceUid] = [text(header.SeriesInstanceUID), text(header.SOPInstanceUID)];
  return {
    patientId: text(header.PatientID),
    patientName: nameOf(header.PatientName),
    birthDate: text(header.PatientBirthDate),
    ...(seriesUid && sopInstanceUid && { source: { seriesUid, sopInstanceUid, frameOfReferenceUid: text(header.FrameOfReferenceUID) } }),
  };
}
