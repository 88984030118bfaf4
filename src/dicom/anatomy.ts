import { code } from './product';
import { texts } from './sourceHeader';
import type { SourceObject } from './sourceObject';

/** Anatomic region of brain masks. */
export const BRAIN = code('12738006', 'SCT', 'Brain');

/** Body Part Examined that has one code for the region (PS3.16 annex L). */
const REGIONS: Readonly<Record<string, ReturnType<typeof code>>> = {
  BRAIN,
  HEAD: code('69536005', 'SCT', 'Head'),
  CHEST: code('51185008', 'SCT', 'Chest'),
  ABDOMEN: code('818981001', 'SCT', 'Abdomen'),
};

/** The region of the body as a code sequence, where the source names one that has a code; never guessed. */
export const regionOf = (source: SourceObject): ReturnType<typeof code> | undefined =>
  REGIONS[texts(source, 'BodyPartExamined')[0]?.toUpperCase() ?? ''];
