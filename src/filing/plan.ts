import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { checkSources, isMultiFrame } from '../dicom/classes';
import { classicImages } from '../dicom/classicImages';
import { multiFrameImage } from '../dicom/multiFrameImage';
import { parametricMaps } from '../dicom/parametricMap';
import type { PreviousReport } from '../dicom/report';
import { maskReference, type Segment, segmentation } from '../dicom/segmentation';
import { brainSegment, findingSegments, regionSegment } from '../dicom/segments';
import type { SeriesNaming } from '../dicom/seriesDescription';
import { texts } from '../dicom/sourceHeader';
import type { SourceImage } from '../dicom/sourceImage';
import { type DicomObjectKind, kindRow } from '../results/kinds';
import type { Result } from '../results/Result';
import type { Review } from '../results/review';
import type { Stack } from '../volume/Stack';
import { rejectionSeries, type Rejected, reportSeries } from './documents';
import type { FiledSeries, Filing } from './Filing';
import { type NewSeries, SeriesMaker, seriesUidOf } from './series';
import { majorOf, type Masks, workKey } from './work';

/** How a site wants results to be filed. */
export interface FilingSettings extends SeriesNaming {
  /** Name of the reader, for the report. */
  reader?: string | undefined;
}

export interface FilingInput {
  /** Layers as they are shown, estimates at their strength; slices along the normal. */
  result: Result;
  /** Along the normal, one per slice. */
  sources: readonly SourceImage[];
  /** undefined where the slices are images of their own. */
  stack: Stack | undefined;
  /** What the reader says, and the findings. */
  review?: Review | undefined;
  /** Inpainting: what was filled, along the normal. */
  region?: Masks | undefined;
  settings?: FilingSettings | undefined;
  made: Date;
  /** When the reader said it: the time of the report; that of the run where it is not given. */
  said?: Date | undefined;
  /** Key that the work has in the archive, of a result that was read from there: its record keeps words shortened. */
  work?: string | undefined;
  /** The report in the archive that the new one takes the place of. */
  previous?: PreviousReport | undefined;
  /** What lies in the archive of the work and is to be rejected: a rejection is filed too, after the report. */
  rejected?: readonly Rejected[] | undefined;
  /** Says which series are left out; nothing refers to them then. */
  leave?: ((series: Pick<NewSeries, 'role' | 'kind' | 'sample' | 'beside'>) => boolean) | undefined;
}

/** The key of the work that a filing of this input has. */
export function workOf({ result, sources, region }: Pick<FilingInput, 'result' | 'sources' | 'region'>): string {
  const { provenance, finished, layers } = result;
  const given = provenance.task === 'anomaly' && !provenance.mask.model ? layers.find(({ kind }) => kind === 'brain')?.slices : undefined;
  const sourceUids = sources.map(({ header, frame }) => {
    const uid = texts(header, 'SOPInstanceUID')[0] ?? '';
    return frame === undefined ? uid : `${uid}#${frame}`;
  });
  const engineMajor = majorOf(provenance.versions.workbench);
  return workKey({ provenance, sourceUids, engineMajor, region: region ?? given, finished, pixels: layers[0]?.slices });
}

/** Positions of the finished slices, from 1 and as the series is viewed, where not all are. */
const finishedOf = ({ finished, partial }: Result, stack: Stack | undefined): number[] | undefined => {
  if (!partial) return undefined;
  return stack?.numbersOf(finished) ?? finished.flatMap((whole, k) => (whole ? [k + 1] : []));
};

/** Why a slice of a map holds zeros that are no values. */
function notesOf({ finished, provenance }: Result): (string | undefined)[] {
  const covered = provenance.task === 'anomaly' ? provenance.map.covered : undefined;
  return finished.map((whole, k) => {
    if (!whole) return 'Not finished: zeros here are no values.';
    return covered?.[k] === false ? 'Not covered by the model: zeros here are no scores.' : undefined;
  });
}

/** A segmentation that is to be filed. */
interface Masked extends Pick<NewSeries, 'kind' | 'beside' | 'key'> {
  label: string;
  description: string;
  segments: Segment[];
}

/** What of a result are masks: the brain, the region that was filled, the findings above the cut. */
function masksOf({ result, sources, review, region }: FilingInput, work: string): Masked[] {
  const { provenance, layers } = result;
  const { header, format } = at(sources, 0);
  const brain = layers.find(({ kind }) => kind === 'brain')?.slices;
  const found = review?.found;
  const masks: Masked[] = [];
  if (brain)
    masks.push({ kind: 'brain', label: 'BRAIN_MASK', description: kindRow('brain').meaning, segments: [brainSegment(brain, provenance)] });
  if (region)
    masks.push({ beside: 'region', label: 'REGION', description: 'Region made anew', segments: [regionSegment(region, provenance)] });
  if (found) {
    const segments = findingSegments(work, found, provenance, header, format.columns);
    // Another threshold makes other segments: they are not the same series.
    const key = JSON.stringify([found.map, found.threshold, found.findings.map(({ finding }) => finding.id)]);
    masks.push({ beside: 'findings', key, label: 'FINDINGS', description: `Regions of at least ${found.threshold}`, segments });
  }
  return masks.filter(({ segments }) => segments.some(({ slices }) => slices.length > 0));
}

/**
 * All that one work leaves in the archive, ready to be written one object at a time: pictures, maps, segmentations, then the report that
 * refers to them. Nothing is encoded before it is asked for.
 *
 * @throws DiffusionError DICOM_UNSUPPORTED, FILING_INVALID where a source does not have what the objects must say
 */
export function planFiling(input: FilingInput): Filing {
  const { result, sources, stack, settings = {}, made, leave = () => false } = input;
  const { provenance, layers } = result;
  const sopClass = checkSources(sources);
  const odd = layers.find(({ slices }) => slices.length !== sources.length);
  if (odd) throw new DiffusionError('INTERNAL', { measured: `${odd.slices.length} slices`, allowed: `${sources.length}` });
  const source = at(sources, 0).header;
  const [modality = ''] = texts(source, 'Modality');
  const work = input.work ?? workOf(input);
  const [finished, sliceSpacing] = [finishedOf(result, stack), stack?.evenSpacing];
  const part = finished && { finished: finished.length, slices: sources.length };
  const series = new SeriesMaker({
    ...{ work, provenance, made, part, source, naming: settings },
    finished: result.partial ? result.finished : undefined,
  });
  const layersOf = (object: DicomObjectKind) => layers.filter(({ kind }) => kindRow(kind).dicom.object === object);
  const masks = masksOf(input, work).filter(({ kind, beside }) => !leave({ role: 'segmentation', kind, beside }));
  const filled = masks.find(({ beside }) => beside === 'region');

  const pictures = layersOf('image').flatMap(({ kind, sample, slices }): FiledSeries[] => {
    const what = { role: 'picture', kind, sample, modality } as const;
    if (leave(what)) return [];
    const mask = kind === 'inpainted' && filled ? maskReference(work, seriesUidOf(work, filled), filled) : undefined;
    const parts = { kind, sample, slices, sources, finished, sliceSpacing, mask };
    const write = isMultiFrame(sopClass) ? multiFrameImage : classicImages;
    return [series.make(what, (own) => write({ ...parts, series: own }))];
  });
  const maps = layersOf('map').flatMap(({ kind, slices }): FiledSeries[] => {
    const what = { role: 'map', kind, modality } as const;
    if (leave(what)) return [];
    return [
      series.make(what, (own) => parametricMaps({ series: own, kind, slices, sources, notes: notesOf(result), finished, sliceSpacing })),
    ];
  });
  const segmentations = masks.map(({ kind, beside, key, ...said }) =>
    series.make({ role: 'segmentation', kind, beside, key, modality: 'SEG' }, (own) => [
      segmentation({ ...said, series: own, sources, sliceSpacing }),
    ]),
  );
  const filed = [...pictures, ...maps, ...segmentations];
  const { kind } = at(layers, 0);
  const report = leave({ role: 'report', beside: 'report' })
    ? []
    : reportSeries(series, {
        made: input.said,
        kind,
        sources,
        review: input.review,
        filed,
        reader: settings.reader,
        previous: input.previous,
      });
  const { rejected } = input;
  const rejection =
    rejected && !leave({ role: 'rejection', beside: 'rejection' })
      ? [rejectionSeries(series, { made: input.said, source: at(sources, 0), rejected, reader: settings.reader })]
      : [];
  return { work, studyUid: texts(source, 'StudyInstanceUID')[0] ?? '', series: [...filed, ...report, ...rejection] };
}
