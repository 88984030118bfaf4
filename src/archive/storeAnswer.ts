import { datasetsOf, itemsOf, textOf } from './dicomJson';

/** What an archive said of the instances that it was sent (PS3.18 10.5.3, table 10.5.3-2), by SOP Instance UID. */
export interface StoreAnswer {
  /** Stored, with the Warning Reason where there is one: B000 coerced, B006 elements discarded, B007 not as its SOP class asks. */
  stored: ReadonlyMap<string, number | undefined>;
  /** Refused, with the Failure Reason where there is one. */
  failed: ReadonlyMap<string, number | undefined>;
}

const [REFERENCED, FAILED, UID] = ['00081199', '00081198', '00081155'] as const;
const [WARNING_REASON, FAILURE_REASON] = ['00081196', '00081197'] as const;

/**
 * Reads the body of an answer to a store request. It counts whatever the status and the Content-Type: archives list what they have stored
 * under a 400 as well, and leave the type out.
 *
 * @returns undefined where the body is no DICOM JSON
 */
export function readStoreAnswer(body: Uint8Array): StoreAnswer | undefined {
  const datasets = datasetsOf(body);
  if (!datasets) return undefined;
  const list = (sequence: string, reason: string) =>
    new Map(
      datasets.flatMap((dataset) =>
        itemsOf(dataset, sequence).map((item) => {
          const number = Number(textOf(item, reason) || NaN);
          return [textOf(item, UID), Number.isInteger(number) ? number : undefined] as const;
        }),
      ),
    );
  return { stored: list(REFERENCED, WARNING_REASON), failed: list(FAILED, FAILURE_REASON) };
}

/** `C000`: as the standard writes a reason (PS3.18 table I.2-2). */
export const reasonText = (reason: number) => reason.toString(16).toUpperCase().padStart(4, '0');
