import { DiffusionError } from '../core/errors';
import { pointer } from './header';
import { SOURCE_FOR_PROCESSING } from './product';
import { numbersIn, sourceHeader, texts } from './sourceHeader';
import type { SourceImage } from './sourceImage';

/** Items of the functional groups of frames that lie on source slices (PS3.3 C.7.6.16). */
export interface PlaneGroups {
  /** What is alike in all frames. */
  shared: Record<string, unknown>;
  /** The rest, one per source image. */
  each: Record<string, unknown>[];
}

interface Plane {
  PixelMeasuresSequence: [object];
  PlaneOrientationSequence: [object];
  PlanePositionSequence: [object];
}

/**
 * Where the frames lie, as the source's header says it.
 *
 * @param sliceSpacing mm, from the positions; undefined where the slices are no stack
 * @throws DiffusionError FILING_INVALID for an image without position, orientation, spacing or frame of reference
 */
export function planeGroups(sources: readonly SourceImage[], sliceSpacing: number | undefined): PlaneGroups {
  const planes = sources.map(({ header }, k): Plane => {
    const need = (keyword: string, count: number) => {
      const numbers = numbersIn(header, keyword);
      if (numbers.length !== count || !numbers.every(Number.isFinite))
        throw new DiffusionError('FILING_INVALID', { measured: `image ${k + 1} without ${keyword}` });
      return numbers;
    };
    if (texts(header, 'FrameOfReferenceUID').length === 0)
      throw new DiffusionError('FILING_INVALID', { measured: `image ${k + 1} without FrameOfReferenceUID` });
    const [thickness] = numbersIn(header, 'SliceThickness');
    const measures = {
      ...(thickness !== undefined && thickness > 0 && { SliceThickness: thickness }),
      ...(sliceSpacing !== undefined && { SpacingBetweenSlices: sliceSpacing }),
      PixelSpacing: need('PixelSpacing', 2),
    };
    return {
      PixelMeasuresSequence: [measures],
      PlaneOrientationSequence: [{ ImageOrientationPatient: need('ImageOrientationPatient', 6) }],
      PlanePositionSequence: [{ ImagePositionPatient: need('ImagePositionPatient', 3) }],
    };
  });
  const [first] = planes;
  const alike = (group: keyof Plane) => planes.every((plane) => JSON.stringify(plane[group]) === JSON.stringify(first?.[group]));
  // The position tells frames apart: it stands with each of them.
  const shared = (['PixelMeasuresSequence', 'PlaneOrientationSequence'] as const).filter(alike);
  const pick = (plane: Plane | undefined, groups: readonly (keyof Plane)[]) =>
    Object.fromEntries(groups.map((group) => [group, plane?.[group]]));
  const rest = (['PixelMeasuresSequence', 'PlaneOrientationSequence', 'PlanePositionSequence'] as const).filter(
    (group) => group === 'PlanePositionSequence' || !shared.includes(group),
  );
  return { shared: pick(first, shared), each: planes.map((plane) => pick(plane, rest)) };
}

/**
 * From which image a frame was made, and how.
 *
 * @param derivation a code sequence of CID 7203, or one of our own
 * @param further other objects that it was made with
 */
export const derivationGroup = ({ header, frame }: SourceImage, derivation: readonly object[], further: readonly object[] = []) => ({
  DerivationImageSequence: [
    {
      DerivationCodeSequence: derivation,
      SourceImageSequence: [
        {
          ...pointer(sourceHeader(header), frame),
          SpatialLocationsPreserved: 'YES',
          PurposeOfReferenceCodeSequence: SOURCE_FOR_PROCESSING,
        },
        ...further,
      ],
    },
  ],
});

/** The source's series with all of its instances, each once (Common Instance Reference, C.12.2). */
export function referencedSeries(sources: readonly SourceImage[]) {
  const headers = sources.map(({ header }) => sourceHeader(header));
  const instances = new Map(headers.map((header) => [header.SOPInstanceUID, pointer(header, undefined)]));
  return [{ SeriesInstanceUID: headers[0]?.SeriesInstanceUID, ReferencedInstanceSequence: [...instances.values()] }];
}
