import { tagOf } from './dictionary';
import { code } from './product';
import { texts } from './sourceHeader';
import type { SourceObject } from './sourceObject';

type Code = ReturnType<typeof code>;

/** Anatomic region of brain masks. */
export const BRAIN = code('12738006', 'SCT', 'Brain');

/** Body Part Examined that has one code for the region (PS3.16 annex L); none of these is one of a pair. */
const REGIONS: Readonly<Record<string, Code>> = {
  BRAIN,
  HEAD: code('69536005', 'SCT', 'Head'),
  CHEST: code('51185008', 'SCT', 'Chest'),
  ABDOMEN: code('818981001', 'SCT', 'Abdomen'),
};

/** The region of the body as a code sequence, where the source names one that has a code; never guessed. */
export const regionOf = (source: SourceObject): Code | undefined => REGIONS[texts(source, 'BodyPartExamined')[0]?.toUpperCase() ?? ''];

/** Of an item by keyword or by tag. */
const textOf = (item: Record<string, unknown>, keyword: string): string => {
  const element = item[tagOf(keyword)] as { Value?: unknown[] } | undefined;
  const value = item[keyword] ?? element?.Value?.[0];
  return typeof value === 'string' ? value.trim() : '';
};

/** Frame Anatomy (PS3.3 C.7.6.16.2.8): by the name of the body part, or as the source codes it; none where it does not say on which side. */
export function frameAnatomy(source: SourceObject): object {
  const group = (AnatomicRegionSequence: Code, FrameLaterality: string) => ({
    FrameAnatomySequence: [{ AnatomicRegionSequence, FrameLaterality }],
  });
  const named = regionOf(source);
  if (named) return group(named, 'U');
  const [item] = source.values('AnatomicRegionSequence') as Record<string, unknown>[];
  const [side] = ['FrameLaterality', 'ImageLaterality', 'Laterality'].flatMap((keyword) => texts(source, keyword));
  if (!item || !side) return {};
  const own = code(textOf(item, 'CodeValue'), textOf(item, 'CodingSchemeDesignator'), textOf(item, 'CodeMeaning'));
  return own.every((one) => Object.values(one).every(Boolean)) ? group(own, side) : {};
}
