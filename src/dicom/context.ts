import type { DcmjsDict } from 'dcmjs';
import { CONTEXT, EMPTY_IF_UNKNOWN, FRAME, TRIAL_NEEDED, TRIAL_OR_EMPTY } from './attributes';
import { elementsOf } from './naturalElements';
import { texts } from './sourceHeader';
import type { SourceObject } from './sourceObject';
import { derivedUid, isUid } from './uid';

const empty = (keywords: readonly string[]): DcmjsDict => elementsOf(Object.fromEntries(keywords.map((keyword) => [keyword, ''])));

/**
 * Patient and study of a source, for every object that belongs to it (PS3.3 C.7.1, C.7.2): as the source says it, in UTF-8, with what it must
 * name left empty where it does not say.
 */
export function contextOf(source: SourceObject): DcmjsDict {
  const trial = TRIAL_NEEDED.every((keyword) => source.values(keyword).length > 0);
  return {
    ...empty(EMPTY_IF_UNKNOWN),
    ...(trial && { ...empty(TRIAL_OR_EMPTY), ...source.copied([...TRIAL_NEEDED, ...TRIAL_OR_EMPTY]) }),
    ...source.copied(CONTEXT),
    ...elementsOf({ SpecificCharacterSet: 'ISO_IR 192' }),
  };
}

/** Frame of Reference (C.7.4.1); the indicator may be empty. */
export function frameOfReference(source: SourceObject): DcmjsDict {
  const said = texts(source, 'FrameOfReferenceUID')[0];
  return {
    ...empty(['PositionReferenceIndicator']),
    ...source.copied(FRAME),
    // One that is no UID cannot be written: all that is made from it lies in one that stands for it.
    ...(said !== undefined && !isUid(said) && elementsOf({ FrameOfReferenceUID: derivedUid(said, 'frame of reference') })),
  };
}
