import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { once, type Steps } from '../core/steps';
import { type Kind, kindRow } from '../results/kinds';
import { madeSlices, sliceAt, type Slices } from '../results/slices';
import { frameAnatomy } from './anatomy';
import { isCt } from './classes';
import { fileSteps } from './encode';
import { derivationGroup, planeGroups } from './frames';
import { derivationDescription } from './header';
import { dimension, multiFrameHeader, takenFrom } from './multiFrameHeader';
import { code, ownCode } from './product';
import { extent } from './quantise';
import { cutTo } from './seriesDescription';
import { sourceHeader, texts } from './sourceHeader';
import type { SourceImage } from './sourceImage';
import { derivedUid } from './uid';
import { type WindowOf, windowsOf } from './window';
import { type DicomObject, dicomObject, HEADER_BYTES, type WorkSeries } from './WorkSeries';

export const PARAMETRIC_MAP = '1.2.840.10008.5.1.4.1.1.30';

const FRAME_CONTENT = 0x00209111;
const STACK_ID = 0x00209056;
const IN_STACK_POSITION = 0x00209057;
const QUANTITY = code('246205007', 'SCT', 'Quantity');
/** What the length of one element can say (PS3.5 7.1.2): 4,095 frames of 512 × 512. */
const MOST_BYTES = 0xfffffffe;
/** About how much the header says of one frame. */
const FRAME_BYTES = 900;

const UNITS = {
  none: code('1', 'UCUM', 'no units'),
  hounsfield: code("[hnsf'U]", 'UCUM', 'Hounsfield unit'),
  arbitrary: code("[arb'U]", 'UCUM', 'arbitrary unit'),
};

/** Value 4 of Image Type (C.8.16.1.4), and the quantity where the standard has a code for it. */
const OF_KIND: Partial<Record<Kind, { contrast: string; quantity?: object[] }>> = {
  uncertainty: { contrast: 'STD_DEVIATION', quantity: code('386136009', 'SCT', 'Standard Deviation') },
  difference: { contrast: 'SUBTRACTION' },
  sum: { contrast: 'ADDITION' },
};

export interface MapParts {
  series: WorkSeries;
  kind: Kind;
  /** Frames in this order: along the normal, ascending along row x column, where they are a stack. OHIF 3.13 shows them in file order. */
  sources: readonly SourceImage[];
  /** One per source image. */
  slices: Slices;
  /** Why a frame holds no values, where it does not; one per source image. */
  notes?: readonly (string | undefined)[] | undefined;
  finished?: readonly number[] | undefined;
  /** mm between slices; undefined where the sources are no stack. */
  sliceSpacing?: number | undefined;
  /** The window that the whole map is shown with; that of `slices` where it is not given. */
  windowOf?: (() => Steps<WindowOf>) | undefined;
}

/**
 * Says whether a map of so many frames fits into one object. The standard would let it be split (concatenations, PS3.3 C.7.6.16.2.2.4), but no reader
 * that we know joins the parts again, so that a map would come back as several.
 *
 * @throws DiffusionError MAP_TOO_LARGE
 */
export function checkMapSize({ rows, columns }: { rows: number; columns: number }, frames: number): number {
  const bytes = 4 * rows * columns * frames;
  if (bytes <= MOST_BYTES) return bytes;
  const most = Math.floor(MOST_BYTES / (4 * rows * columns));
  throw new DiffusionError('MAP_TOO_LARGE', { measured: `${frames} slices of ${columns} × ${rows}`, allowed: `${most} slices` });
}

/** What the numbers are, and how they are meant to be shown (C.7.6.16.2.9 to 11). */
function* valueGroups({ kind, slices, sources, windowOf = () => windowsOf(kind, slices, []) }: MapParts) {
  const { header, format } = at(sources, 0);
  const { unit, title, meaning, dicom } = kindRow(kind);
  const size = format.rows * format.columns;
  let [low, high] = [Infinity, -Infinity];
  for (const slice of slices) {
    if (slice.length !== size) throw new DiffusionError('INTERNAL', { measured: `a slice of ${slice.length} pixels`, allowed: `${size}` });
    const [least, most] = extent(slice);
    [low, high] = [Math.min(low, least), Math.max(high, most)];
    if (!Number.isFinite(low + high) || slice.some(Number.isNaN))
      throw new DiffusionError('BAD_PIXELS', { measured: `a ${title} with values that are not numbers` });
    yield;
  }
  const { center, width } = (yield* windowOf())(sourceHeader(header));
  const ofSource = isCt(texts(header, 'SOPClassUID')[0] ?? '') ? UNITS.hounsfield : UNITS.arbitrary;
  return {
    PixelValueTransformationSequence: [{ RescaleIntercept: 0, RescaleSlope: 1, RescaleType: 'US' }],
    FrameVOILUTSequence: [{ WindowCenter: center, WindowWidth: width }],
    RealWorldValueMappingSequence: [
      {
        DoubleFloatRealWorldValueFirstValueMapped: low,
        DoubleFloatRealWorldValueLastValueMapped: high,
        RealWorldValueSlope: 1,
        RealWorldValueIntercept: 0,
        LUTLabel: dicom.imageType,
        LUTExplanation: cutTo(meaning, 64),
        MeasurementUnitsCodeSequence: unit === 'source' ? ofSource : UNITS.none,
        QuantityDefinitionSequence: [
          {
            ValueType: 'CODE',
            ConceptNameCodeSequence: QUANTITY,
            ConceptCodeSequence: OF_KIND[kind]?.quantity ?? ownCode(dicom.code, dicom.codeMeaning),
          },
        ],
      },
    ],
  };
}

/**
 * A map as one Parametric Map of float pixels, bit for bit (PS3.3 A.75): one frame per source slice, with its units, the quantity, a window
 * for it, and the image that each frame was made from.
 *
 * @throws DiffusionError FILING_INVALID where the sources have no place in space, INTERNAL where the slices do not fit them, MAP_TOO_LARGE
 */
function parametricMap(parts: MapParts): DicomObject {
  const { series, kind, sources, slices, notes = [], finished, sliceSpacing } = parts;
  const { work, provenance } = series;
  const { dicom, title, meaning } = kindRow(kind);
  const first = at(sources, 0);
  if (slices.length !== sources.length)
    throw new DiffusionError('INTERNAL', { measured: `${slices.length} slices`, allowed: `${sources.length}` });
  const planes = planeGroups(sources, sliceSpacing);
  const part = [kind, texts(first.header, 'SOPInstanceUID')[0] ?? '', first.frame ?? 0];
  const sopInstanceUid = derivedUid(work, ...part, 'map');
  const organization = derivedUid(work, ...part, 'dimensions');
  const type = ['DERIVED', 'PRIMARY', 'VOLUME', OF_KIND[kind]?.contrast ?? 'NONE'];
  const bytes = checkMapSize(first.format, slices.length);

  const encode = function* () {
    const values = yield* valueGroups(parts);
    const own = {
      SOPClassUID: PARAMETRIC_MAP,
      SOPInstanceUID: sopInstanceUid,
      ...multiFrameHeader(series, sources, { label: dicom.imageType, description: `${title}: ${meaning}` }),
      Modality: texts(first.header, 'Modality')[0] ?? 'OT',
      ImageType: type,
      PixelPresentation: 'MONOCHROME',
      PresentationLUTShape: 'IDENTITY',
      BitsAllocated: 32,
      NumberOfFrames: slices.length,
      AcquisitionContextSequence: [],
      DerivationDescription: derivationDescription({ kind, provenance, partial: finished && { finished, slices: slices.length } }),
      DimensionOrganizationType: '3D',
      DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
      DimensionIndexSequence: [
        dimension(organization, STACK_ID, FRAME_CONTENT, 'Stack ID'),
        dimension(organization, IN_STACK_POSITION, FRAME_CONTENT, 'In-Stack Position Number'),
      ],
      SharedFunctionalGroupsSequence: [
        {
          ...planes.shared,
          ParametricMapFrameTypeSequence: [{ FrameType: type }],
          ...frameAnatomy(first.header),
          ...values,
        },
      ],
      PerFrameFunctionalGroupsSequence: sources.map((image, k) => ({
        ...derivationGroup(image, ownCode(dicom.code, dicom.codeMeaning)),
        FrameContentSequence: [
          { StackID: '1', InStackPositionNumber: k + 1, DimensionIndexValues: [1, k + 1], ...(notes[k] && { FrameComments: notes[k] }) },
        ],
        ...planes.each[k],
      })),
    };
    return yield* fileSteps(takenFrom(sources, ['Laterality']), own, { keyword: 'FloatPixelData', vr: 'OF', bytes, pieces: () => slices });
  };
  const whole = bytes + HEADER_BYTES + FRAME_BYTES * slices.length;
  return dicomObject({ sopClassUid: PARAMETRIC_MAP, sopInstanceUid, slices: sources.map((_, k) => k), bytes: whole, encode });
}

/** One map of a stack; where the slices are images of their own, one of each. */
export function parametricMaps(parts: MapParts): DicomObject[] {
  const { sources, slices, notes, kind, sliceSpacing } = parts;
  if (sliceSpacing !== undefined) return [parametricMap(parts)];
  const windowOf = once(() => windowsOf(kind, slices, []));
  return sources.map((image, k) => {
    const own = madeSlices(1, () => sliceAt(slices, k));
    return { ...parametricMap({ ...parts, windowOf, sources: [image], slices: own, notes: notes && [notes[k]] }), slices: [k] };
  });
}
