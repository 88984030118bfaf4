import type { DcmjsDict, DcmjsElement } from 'dcmjs';
import { DiffusionError } from '../core/errors';
import { keywordOf, tagOf } from './dictionary';
import { type Note, writable } from './elements';
import { frameCount } from './frameCount';
import { parseFile } from './parse';
import { partTenOf } from './partTen';
import { numbersIn, texts } from './sourceHeader';
import type { SourceObject } from './sourceObject';

const DIRECTORY = '1.2.840.10008.1.3.10';
/** Of a multi-frame object each frame says these, or nobody does. */
const PLACE = new Set(['ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing', 'SliceThickness'].map(tagOf));

/** One DICOM file, read up to its pixel data. Attributes are asked for by keyword. */
export class Dataset implements SourceObject {
  constructor(
    /** The file itself, for whoever reads its pixels. */
    readonly file: ArrayBuffer,
    /** How its pixels really lie, whatever the file says. */
    readonly transferSyntax: string,
    private readonly dict: DcmjsDict,
    /** Which frame of several the header is of, from 1. */
    readonly frameNumber?: number,
  ) {}

  /** The element as read: copying it keeps numbers digit for digit. */
  element(keyword: string): DcmjsElement | undefined {
    return this.dict[tagOf(keyword)];
  }

  /** Values without empty ones. */
  values(keyword: string): unknown[] {
    return (this.element(keyword)?.Value ?? []).filter((value) => value !== undefined && value !== null && value !== '');
  }

  /** First value as text; empty when absent. */
  text(keyword: string): string {
    return texts(this, keyword)[0] ?? '';
  }

  /** Numbers to their last character: what is none, is NaN. */
  numbers(keyword: string): number[] {
    return numbersIn(this, keyword);
  }

  number(keyword: string): number | undefined {
    return this.numbers(keyword)[0];
  }

  copied(keywords: readonly string[], note?: Note): DcmjsDict {
    const dict: DcmjsDict = {};
    for (const keyword of keywords) {
      const element = this.element(keyword);
      const own = element && writable(keyword, element, note);
      if (own) dict[tagOf(keyword)] = own;
    }
    return dict;
  }

  /**
   * Each frame of a multi-frame object as an image of its own: what its functional groups say stands for what the object says, the frame's own
   * before what is shared (PS3.3 C.7.6.16). Nothing says where a frame lies but its groups.
   *
   * @throws DiffusionError DICOM_DAMAGED where the object has no functional groups, or not one item for each frame
   */
  frames(): Dataset[] {
    const [shared] = this.values('SharedFunctionalGroupsSequence') as DcmjsDict[];
    const each = this.values('PerFrameFunctionalGroupsSequence') as DcmjsDict[];
    const count = frameCount(this);
    if (each.length !== count)
      throw new DiffusionError('DICOM_DAMAGED', { measured: `functional groups of ${each.length} frames`, allowed: `${count}` });
    const rest = Object.fromEntries(Object.entries(this.dict).filter(([tag]) => !PLACE.has(tag)));
    return each.map((own, n) => {
      // Private groups repeat attributes of the standard, and mean something else.
      const said = [shared, own].flatMap((groups) =>
        Object.entries(groups ?? {}).map(([tag, { vr, Value }]) => (vr === 'SQ' && keywordOf(tag) !== undefined ? Value?.[0] : undefined)),
      );
      return new Dataset(this.file, this.transferSyntax, Object.assign({ ...rest }, ...said) as DcmjsDict, n + 1);
    });
  }
}

/**
 * Reads a DICOM file, also one without its preamble; undefined for a file of another kind and for a DICOMDIR.
 *
 * Reading stops behind the pixels: what some scanners leave there breaks the parser.
 *
 * @param until tag of another element than the pixels behind which reading stops, where the file has it
 * @throws DiffusionError DICOM_DAMAGED
 */
export function readDataset(bytes: ArrayBuffer, until?: string): Dataset | undefined {
  const file = partTenOf(bytes);
  if (!file) return undefined;
  const { transferSyntax, mediaStorage, dict } = parseFile(file, until);
  const dataset = new Dataset(file, transferSyntax, dict);
  return dataset.text('SOPClassUID') === DIRECTORY || mediaStorage === DIRECTORY ? undefined : dataset;
}
