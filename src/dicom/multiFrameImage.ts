import type { DcmjsDict } from 'dcmjs';
import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { kindRow } from '../results/kinds';
import { sliceAt } from '../results/slices';
import { MULTI_FRAME } from './attributes';
import { isCt } from './classes';
import { contextOf, frameOfReference } from './context';
import { maskSource, type PictureParts, scaleOf, storedValues } from './picture';
import { tagOf } from './dictionary';
import { fileSteps } from './encode';
import { derivationGroup } from './frames';
import { derivationDescription, derivedHeader, pointer } from './header';
import { lossyOf } from './lossy';
import { elementsOf } from './naturalElements';
import { IMPLEMENTATION_CLASS_UID, ownCode } from './product';
import { sourceHeader, texts } from './sourceHeader';
import { derivedUid } from './uid';
import { type DicomObject, dicomObject, HEADER_BYTES } from './WorkSeries';

const FRAME_TYPES = ['MRImageFrameTypeSequence', 'CTImageFrameTypeSequence'] as const;
/** Images that the source was planned on: only with their evidence, and of no use here. */
const PLANNED = 'ReferencedImageSequence';
/** Palettes stay behind. */
const GREY = { PixelPresentation: 'MONOCHROME' };
/** What only held for the conversion of the source. A converted object must have the last two, and their item may be empty. */
const CONVERSION = 'ConversionSourceAttributesSequence';
const UNASSIGNED = ['UnassignedPerFrameConvertedAttributesSequence', 'UnassignedSharedConvertedAttributesSequence'] as const;
/** About how much the header says of one frame. */
const FRAME_BYTES = 1_500;
/** At the top of a classic image, and in the functional groups of an enhanced one. */
const IN_GROUPS = [
  'SourceImageSequence',
  'DerivationCodeSequence',
  'DerivationDescription',
  'SpacingBetweenSlices',
  'WindowCenter',
  'WindowWidth',
];

const itemsOf = (dict: DcmjsDict, keyword: string) => (dict[tagOf(keyword)]?.Value ?? []) as DcmjsDict[];

/** The functional groups of one item as a derived object says them. */
function derivedGroups(item: DcmjsDict, type: readonly string[], asSource: boolean): DcmjsDict {
  const without = new Set(
    [
      CONVERSION,
      PLANNED,
      'DerivationImageSequence',
      'FrameVOILUTSequence',
      ...(asSource ? [] : ['PixelValueTransformationSequence', 'RealWorldValueMappingSequence']),
    ].map(tagOf),
  );
  const kept = Object.fromEntries(Object.entries(item).filter(([tag]) => !without.has(tag)));
  for (const group of UNASSIGNED) if (kept[tagOf(group)]) Object.assign(kept, elementsOf({ [group]: [{}] }));
  for (const group of FRAME_TYPES) {
    const [own] = itemsOf(kept, group);
    if (own) kept[tagOf(group)] = { vr: 'SQ', Value: [{ ...own, ...elementsOf({ FrameType: type, ...GREY }) }] };
  }
  return kept;
}

const refuse = (measured: string) => new DiffusionError('FILING_INVALID', { measured });

/**
 * A picture of a multi-frame source, for each of its objects one of the same class (Enhanced or Legacy Converted Enhanced MR or CT), with the
 * functional groups of the source: nothing that a class demands is invented. Frames in the order of the source's.
 *
 * @throws DiffusionError FILING_INVALID for an image without a frame number, or of an object without functional groups
 */
export function multiFrameImage(parts: PictureParts): DicomObject[] {
  const objects = new Map<string, number[]>();
  parts.sources.forEach(({ header }, k) => {
    const [uid = ''] = texts(header, 'SOPInstanceUID');
    objects.set(uid, [...(objects.get(uid) ?? []), k]);
  });
  const scale = scaleOf(parts);
  return [...objects.values()].map((places, n) => oneObject(parts, places, n + 1, scale));
}

/** @param places of its frames among the slices */
function oneObject(parts: PictureParts, places: readonly number[], instanceNumber: number, scale: ReturnType<typeof scaleOf>): DicomObject {
  const { series, kind, sample, slices, sources, finished, mask } = parts;
  const { work, provenance, made, uid, record } = series;
  const row = kindRow(kind);
  const first = at(sources, at(places, 0));
  const order = places
    .map((k) => {
      const { frame } = at(sources, k);
      if (frame === undefined) throw refuse(`image ${k + 1} without a frame number`);
      return { frame, k };
    })
    .sort((a, b) => a.frame - b.frame);
  const source = sourceHeader(first.header);
  const sopInstanceUid = derivedUid(work, kind, sample ?? 0, source.SOPInstanceUID);
  const { rows, columns } = first.format;
  const bytes = 2 * rows * columns * places.length;
  const partial = finished && { finished, slices: slices.length };

  const encode = function* () {
    const { storages, windowOf } = yield* scale();
    const storage = at(storages, at(places, 0));
    const taken = { ...contextOf(first.header), ...frameOfReference(first.header), ...first.header.copied(MULTI_FRAME) };
    const perFrame = itemsOf(taken, 'PerFrameFunctionalGroupsSequence');
    // Where frames share nothing the item is empty, and then read as none.
    const [sharedGroups = {}] = itemsOf(taken, 'SharedFunctionalGroupsSequence');
    if (perFrame.length === 0) throw refuse('an object without functional groups');
    const type = ['DERIVED', 'PRIMARY', source.ImageType[2] || 'VOLUME', source.ImageType[3] || 'NONE'];
    const described = { kind, sample, provenance, made, seriesUid: uid, record, partial };
    const header = derivedHeader(described, { source, sopInstanceUid, position: 1, window: windowOf(source) });
    const rescale = {
      PixelValueTransformationSequence: [
        { RescaleSlope: storage.slope, RescaleIntercept: storage.intercept, RescaleType: isCt(source.SOPClassUID) ? 'HU' : 'US' },
      ],
    };
    const frames: DcmjsDict[] = [];
    for (const { frame, k } of order) {
      const item = perFrame[frame - 1];
      if (!item) throw refuse(`no functional groups of frame ${frame}`);
      const image = at(sources, k);
      const { center, width } = windowOf(sourceHeader(image.header));
      const masks = mask?.slices.has(k) ? [maskSource(mask).source] : [];
      const own = {
        ...derivationGroup(image, ownCode(row.dicom.code, row.dicom.codeMeaning), masks),
        FrameVOILUTSequence: [{ WindowCenter: center, WindowWidth: width }],
      };
      frames.push({ ...derivedGroups(item, type, storage.asSource), ...elementsOf(own) });
      yield;
    }
    const groups: DcmjsDict = {
      [tagOf('SharedFunctionalGroupsSequence')]: {
        vr: 'SQ',
        Value: [{ ...derivedGroups(sharedGroups, type, storage.asSource), ...(storage.asSource ? {} : elementsOf(rescale)) }],
      },
      [tagOf('PerFrameFunctionalGroupsSequence')]: { vr: 'SQ', Value: frames },
    };
    const evidence = { SeriesInstanceUID: source.SeriesInstanceUID, ReferencedSOPSequence: [pointer(source, undefined)] };
    const own = {
      SOPClassUID: source.SOPClassUID,
      ...Object.fromEntries(Object.entries(header).filter(([keyword]) => !IN_GROUPS.includes(keyword))),
      ...{ SeriesNumber: series.number, SeriesDescription: series.description, InstanceNumber: instanceNumber, ImageType: type },
      ImageComments: derivationDescription(described),
      DeviceSerialNumber: IMPLEMENTATION_CLASS_UID,
      ReferencedSeriesSequence: [
        { SeriesInstanceUID: source.SeriesInstanceUID, ReferencedInstanceSequence: [pointer(source, undefined)] },
        ...(mask ? [maskSource(mask).series] : []),
      ],
      SourceImageEvidenceSequence: [{ StudyInstanceUID: texts(first.header, 'StudyInstanceUID')[0], ReferencedSeriesSequence: [evidence] }],
      ...lossyOf(first.header),
      NumberOfFrames: frames.length,
      ...GREY,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: rows,
      Columns: columns,
      BitsAllocated: 16,
      BitsStored: storage.bitsStored,
      HighBit: storage.bitsStored - 1,
      PixelRepresentation: storage.signed ? 1 : 0,
    };
    const pieces = function* () {
      for (const { k } of order) yield storedValues(sliceAt(slices, k), at(sources, k), at(storages, k), row).stored;
    };
    return yield* fileSteps({ ...taken, ...groups }, own, { keyword: 'PixelData', vr: 'OW', bytes, pieces });
  };
  const whole = bytes + HEADER_BYTES + FRAME_BYTES * places.length;
  return dicomObject({ sopClassUid: source.SOPClassUID, sopInstanceUid, slices: order.map(({ k }) => k), bytes: whole, encode });
}
