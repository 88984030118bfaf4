import { derivedUid } from './uid';

/**
 * What a finding is called wherever an object speaks of it: in its segmentation and in the report (Tracking ID and Tracking UID, PS3.3
 * C.8.20.2).
 *
 * @param work key of the work
 * @param findingId `Finding.id`: the address of its peak
 */
export const findingTracking = (work: string, findingId: string): { id: string; uid: string } => ({
  id: `Finding ${findingId}`,
  uid: derivedUid(work, 'finding', findingId),
});
