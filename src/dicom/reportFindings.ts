import type { UsedModel } from '../results/provenance';
import type { Verdict } from '../results/review';
import type { Vector3 } from '../volume/Volume';
import { coded, container, type ContentItem, dicomText, image, measured, point, text, uidItem } from './contentItems';
import { PRODUCT } from './product';
import { type Code, CONCEPT, TERM, UNIT, VERDICT } from './reportCodes';
import type { ReportReference } from './reportReference';

/** A finding as the report tells it. */
export interface ReportedFinding {
  /** The same pair as the segment of the finding has. */
  trackingId: string;
  trackingUid: string;
  /** Its centre in the patient coordinate system, mm; undefined where the source has no frame of reference. */
  point: Vector3 | undefined;
  cubicMillimetres: number;
  /** Largest value of the map inside. */
  peak: number;
  /** First and last slice along the normal, from 0. */
  slices: readonly [first: number, last: number];
  verdict?: Verdict | undefined;
  comment?: string | undefined;
}

/** What found the findings, and in what. */
export interface FindingsContext {
  frameOfReferenceUid: string;
  model: UsedModel;
  threshold: number;
  site: Code | undefined;
  /** The filed map that the values are of, and the segmentation whose segments the findings are. */
  map: ReportReference | undefined;
  segmentation: ReportReference | undefined;
}

/** Algorithm Identification (TID 4019). */
export const algorithm = ({ id, version, sha256, manifest }: UsedModel, parameters: readonly string[]): ContentItem[] => [
  text('HAS CONCEPT MOD', CONCEPT.algorithmName, id),
  text('HAS CONCEPT MOD', CONCEPT.algorithmVersion, version),
  ...[`SHA-256 ${sha256}`, ...(manifest ? [`manifest SHA-256 ${manifest}`] : []), ...parameters].map((one) =>
    text('HAS CONCEPT MOD', CONCEPT.algorithmParameters, one),
  ),
  text('HAS CONCEPT MOD', CONCEPT.algorithmManufacturer, PRODUCT.manufacturer),
];

/** What a reader says; nothing where nothing was said. */
export const opinion = ({ verdict, comment }: { verdict?: Verdict | undefined; comment?: string | undefined }): ContentItem[] => [
  ...(verdict ? [coded('CONTAINS', CONCEPT.review, VERDICT[verdict])] : []),
  ...(dicomText(comment ?? '') ? [text('CONTAINS', CONCEPT.comment, comment ?? '')] : []),
];

/**
 * A finding as a measurement group: TID 1410 with its centre as region, or TID 1501 where it cannot be placed.
 *
 * The centre stands twice: OHIF 3.13 looks for it only inside the first number of the group.
 */
export function findingGroup(found: ReportedFinding, context: FindingsContext): ContentItem {
  const { trackingId, trackingUid, cubicMillimetres, peak, slices } = found;
  const { frameOfReferenceUid, model, threshold, site, map, segmentation } = context;
  const by = algorithm(model, [`threshold ${threshold}`]);
  const centre = found.point && frameOfReferenceUid ? found.point : undefined;
  const placed = (relationship: 'CONTAINS' | 'INFERRED FROM') =>
    centre ? [point(relationship, CONCEPT.imageRegion, centre, frameOfReferenceUid)] : [];
  const segment = segmentation?.segments?.find((one) => one.trackingUid === trackingUid)?.number;
  const outlined =
    segmentation && segment !== undefined ? [image('INFERRED FROM', CONCEPT.referencedSegment, segmentation, [segment])] : [];
  const read = map ? [image('INFERRED FROM', CONCEPT.sourceOfMeasurement, map)] : [];
  const items = [
    text('HAS OBS CONTEXT', CONCEPT.trackingId, trackingId),
    uidItem('HAS OBS CONTEXT', CONCEPT.trackingUid, trackingUid),
    coded('CONTAINS', CONCEPT.finding, TERM.lesion),
    ...(site ? [coded('CONTAINS', CONCEPT.findingSite, site)] : []),
    ...placed('CONTAINS'),
    measured(CONCEPT.volume, cubicMillimetres, UNIT.cubicMillimetre, [...by, ...placed('INFERRED FROM'), ...outlined]),
    measured(CONCEPT.peak, peak, UNIT.none, [...by, ...read]),
    text('CONTAINS', CONCEPT.slices, `${slices[0] + 1}-${slices[1] + 1}`),
    ...opinion(found),
  ];
  return container('CONTAINS', CONCEPT.measurementGroup, items, centre ? '1410' : '1501');
}
