import { memberIn } from '../../src/dicom/memberIn';
import { isMultiFrame } from '../../src/dicom/classes';
import { naturalObject } from '../../src/dicom/sourceImage';
import type { Member } from '../../src/rules/members';
import { host } from './host';

/** OHIF lets the frames of a multi-frame instance inherit from it: all attributes of the chain, and no runtime property. */
export function headerOf(imageId: string): Record<string, unknown> {
  const instance = (host().cornerstone.metaData.get('instance', imageId) ?? {}) as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const keyword in instance) if (/^[A-Z]/.test(keyword)) copy[keyword] = instance[keyword];
  return copy;
}

/** The number of a frame in the address of its image, from 1. */
export function frameInAddress(imageId: string): number | undefined {
  const [, digits] = /(?:\/frames\/|[?&]frame=)(\d+)/.exec(imageId) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Which frame of its instance an image is, from 1; undefined where the instance is an image of its own. */
export function frameOfImage(imageId: string, { NumberOfFrames, SOPClassUID }: Record<string, unknown>): number | undefined {
  if (Number(NumberOfFrames ?? 1) > 1) return frameInAddress(imageId);
  return isMultiFrame(String(SOPClassUID)) ? 1 : undefined;
}

/** Whose image it is and what it shows: what the viewer lists as a series need not be one. */
export function memberAt(imageId: string): Member {
  const header = headerOf(imageId);
  return memberIn(naturalObject(header, frameOfImage(imageId, header)));
}
