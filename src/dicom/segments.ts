import type { Steps } from '../core/steps';
import { paintFinding } from '../results/findings';
import { kindRow } from '../results/kinds';
import type { Provenance } from '../results/provenance';
import type { Review } from '../results/review';
import { BRAIN, regionOf } from './anatomy';
import { code, ownCode, PRODUCT } from './product';
import { algorithmOf, type Segment } from './segmentation';
import type { SourceObject } from './sourceObject';
import { findingTracking } from './tracking';

/** CID 7150, and of it what we have to say. */
const ABNORMAL = code('49755003', 'SCT', 'Morphologically Abnormal Structure');
const LESION = code('52988006', 'SCT', 'Lesion');
const ANATOMY = code('123037004', 'SCT', 'Anatomical Structure');
const SPATIAL = code('309825002', 'SCT', 'Spatial and Relational Concept');

/** CIELab of red, blue and green, as the integers that DICOM stores (L 0 to 100 and a, b -128 to 127 over 65535). */
const RED = [34885, 53485, 50171] as const;
const BLUE = [33153, 41120, 22616] as const;
const GREEN = [57509, 10752, 54270] as const;

type Masks = readonly (Uint8Array | Float32Array | undefined)[];

/** The slices of a mask that hold something, and how it is painted. */
function* voxelsOf(masks: Masks): Steps<Pick<Segment, 'slices' | 'paint'>> {
  const slices: number[] = [];
  for (const [k, mask] of masks.entries()) {
    if (mask?.some((value) => value > 0)) slices.push(k);
    yield;
  }
  return {
    slices,
    paint: (slice, pixels) => masks[slice]?.forEach((value, n) => value > 0 && (pixels[n] = 1)),
  };
}

/** One segment per finding above the cut, in the order of the list; what the reader says of them stands in the report. */
export function findingSegments(
  work: string,
  { map, threshold, findings }: NonNullable<Review['found']>,
  { model }: Provenance,
  source: SourceObject,
  columns: number,
): Segment[] {
  const region = regionOf(source);
  const algorithm = algorithmOf(model, `${kindRow(map).title} of at least ${threshold}`);
  return findings.map(({ finding }, n) => {
    const slices = new Set<number>();
    for (let i = 0; i < finding.pieces.length; i += 4) slices.add(finding.pieces[i] ?? 0);
    return {
      label: `Finding ${n + 1} (AI-derived)`,
      description: `${kindRow(map).title} up to ${finding.peak.score.toFixed(2)}, at least ${threshold}; research only`,
      ...{ category: ABNORMAL, type: LESION, region, colour: RED, algorithm },
      tracking: findingTracking(work, finding.id),
      slices: [...slices].sort((a, b) => a - b),
      paint: (slice, pixels) => {
        const maps: (Uint8Array | undefined)[] = [];
        maps[slice] = pixels;
        paintFinding(finding, columns, maps);
      },
    };
  });
}

/** The brain that a map was made in: found by a model, given, or seen in a series whose skull was taken off before. */
export function* brainSegment(masks: Masks, made: Provenance): Steps<Segment> {
  const note = made.task === 'anomaly' ? made.mask : undefined;
  return {
    label: 'Brain (AI-derived)',
    ...(note && { description: `Brain mask by ${note.source}` }),
    ...{ category: ANATOMY, type: BRAIN, colour: BLUE },
    ...(note?.model ? { algorithm: algorithmOf(note.model, '') } : { helpedBy: PRODUCT.model }),
    ...(yield* voxelsOf(masks)),
  };
}

/** What a diffusion model filled: nothing inside was seen by the scanner. A person chose it. */
export function* regionSegment(masks: Masks, made: Provenance): Steps<Segment> {
  const { code: value, codeMeaning } = kindRow('inpainted').dicom;
  const purpose = made.task === 'inpaint' ? made.region.purpose : undefined;
  return {
    label: 'Region filled (AI-derived)',
    description: `Made anew, not seen by the scanner${purpose ? `; purpose: ${purpose}` : ''}`,
    ...{ category: SPATIAL, type: ownCode(value, codeMeaning), colour: GREEN },
    ...(yield* voxelsOf(masks)),
  };
}
