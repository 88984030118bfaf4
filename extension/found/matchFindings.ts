import type { FiledFinding } from '../../src/dicom/readReport';
import type { Finding } from '../../src/results/findings';
import type { Vector3 } from '../../src/volume/Volume';
import type { Said } from '../review/ResultVerdicts';

/** mm: a report keeps points in single precision, and a finding of another threshold has its centre elsewhere. */
const NEAR = 2;

const distance = (a: Vector3, b: Vector3) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/**
 * What a report says of its findings, by the ids of those that were found again: by the address of the peak, else by the nearest centre within
 * 2 mm that is nobody else's. What belongs to none of them keeps its own id: it is there again as soon as the threshold brings it back.
 *
 * @param centreOf mm, in the patient coordinate system
 */
export function saidOf(
  filed: readonly FiledFinding[],
  found: readonly Finding[],
  centreOf: (finding: Finding) => Vector3,
): Record<string, Said> {
  const said: Record<string, Said> = {};
  const free = new Map(found.map((finding) => [finding.id, centreOf(finding)]));
  const spoken = filed.filter(({ verdict, comment }) => verdict !== undefined || comment !== undefined);
  for (const { id } of filed) free.delete(id);
  const known = new Set(found.map(({ id }) => id));
  for (const { id, point, verdict, comment } of spoken) {
    const near = known.has(id) || !point ? [] : [...free].map(([other, centre]) => [other, distance(centre, point)] as const);
    const [nearest] = near.filter(([, mm]) => mm <= NEAR).sort(([, a], [, b]) => a - b);
    if (nearest) free.delete(nearest[0]);
    said[nearest?.[0] ?? id] = { verdict, comment };
  }
  return said;
}
