import { at } from '../core/at';
import { DiffusionError } from '../core/errors';
import { checkSources } from '../dicom/classes';
import { classicImages } from '../dicom/classicImages';
import { nameOf } from '../dicom/header';
import { recordText } from '../dicom/record';
import { freeSeriesNumber, seriesDescription, type SeriesNaming } from '../dicom/seriesDescription';
import { sourceHeader, texts } from '../dicom/sourceHeader';
import type { SourceImage } from '../dicom/sourceImage';
import { derivedUid } from '../dicom/uid';
import type { DicomObject, WorkSeries } from '../dicom/WorkSeries';
import { kindRow } from '../results/kinds';
import type { Layer, Result } from '../results/Result';
import type { Review } from '../results/review';
import type { Stack } from '../volume/Stack';
import type { FiledSeries, Filing, Role } from './Filing';
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
  review?: Review | undefined;
  /** Inpainting: what was filled, along the normal. */
  region?: Masks | undefined;
  settings?: FilingSettings | undefined;
  made: Date;
  /** Says which series are left out. */
  leave?: ((series: Pick<FiledSeries, 'role' | 'kind' | 'sample'>) => boolean) | undefined;
}

/** The key of the work that a filing of this input has. */
export function workOf({ result, sources, region }: Pick<FilingInput, 'result' | 'sources' | 'region'>): string {
  const { provenance, finished, layers } = result;
  const given = provenance.task === 'anomaly' && !provenance.mask.model ? layers.find(({ kind }) => kind === 'brain')?.slices : undefined;
  const sourceUids = sources.map(({ header, frame }) => {
    const uid = texts(header, 'SOPInstanceUID')[0] ?? '';
    return frame === undefined ? uid : `${uid}#${frame}`;
  });
  return workKey({ provenance, sourceUids, engineMajor: majorOf(provenance.versions.workbench), region: region ?? given, finished });
}

/** Positions of the finished slices, from 1 and as the series is viewed, where not all are. */
const finishedOf = ({ finished, partial }: Result, stack: Stack | undefined): number[] | undefined => {
  if (!partial) return undefined;
  return stack?.numbersOf(finished) ?? finished.flatMap((whole, k) => (whole ? [k + 1] : []));
};

/**
 * All that one work leaves in the archive, ready to be written one object at a time: pictures, maps, segmentations, then the report that
 * refers to them. Nothing is encoded before it is asked for.
 *
 * @throws DiffusionError DICOM_UNSUPPORTED, FILING_INVALID where a source does not have what the objects must say
 */
export function planFiling(input: FilingInput): Filing {
  const { result, sources, stack, settings = {}, made, leave = () => false } = input;
  checkSources(sources);
  const source = sourceHeader(at(sources, 0).header);
  const work = workOf(input);
  const finished = finishedOf(result, stack);
  const part = finished && { finished: finished.length, slices: sources.length };
  const taken = new Set<unknown>([...(settings.taken ?? [])].map(Number));

  const seriesOf = (
    role: Role,
    { kind, sample }: Layer,
    objects: (series: WorkSeries) => DicomObject[],
    modality: string,
  ): FiledSeries[] => {
    if (leave({ role, kind, sample })) return [];
    const number = freeSeriesNumber(source.SeriesNumber, kind, { ...settings, taken });
    taken.add(number);
    const uid = derivedUid(work, kind, sample ?? 0, 'series');
    const description = seriesDescription(nameOf(source), kind, sample, part, settings.prefix);
    const record = recordText({ work, kind, sample, provenance: result.provenance });
    const instances = objects({ work, provenance: result.provenance, made, uid, number, description, record });
    return [
      {
        role,
        kind,
        sample,
        modality,
        number,
        description,
        seriesUid: uid,
        instances: instances.map((one) => ({ ...one, seriesUid: uid })),
      },
    ];
  };

  const modality = texts(at(sources, 0).header, 'Modality')[0] ?? '';
  const series = result.layers.flatMap((layer) => {
    const { kind, sample, slices } = layer;
    if (kindRow(kind).dicom.object !== 'image') return [];
    if (slices.length !== sources.length)
      throw new DiffusionError('INTERNAL', { measured: `${slices.length} slices`, allowed: `${sources.length}` });
    const picture = { kind, sample, slices, sources, finished, sliceSpacing: stack?.spacing[2] };
    return seriesOf('picture', layer, (own) => classicImages({ ...picture, series: own }), modality);
  });
  return { work, studyUid: texts(at(sources, 0).header, 'StudyInstanceUID')[0] ?? '', series };
}
