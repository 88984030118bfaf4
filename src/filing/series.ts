import type { DicomObject, WorkSeries } from '../dicom/WorkSeries';
import { nameOf } from '../dicom/header';
import { type FiledKind, recordText } from '../dicom/record';
import type { PreviousReport } from '../dicom/report';
import { describe, freeNumber, type Part, type SeriesNaming } from '../dicom/seriesDescription';
import { sourceHeader } from '../dicom/sourceHeader';
import type { SourceObject } from '../dicom/sourceObject';
import { derivedUid } from '../dicom/uid';
import { layerTitle } from '../results/derivation';
import { type Kind, kindRow } from '../results/kinds';
import type { Provenance } from '../results/provenance';
import type { Beside, FiledSeries, Role } from './Filing';

/** What is filed beside the layers of a result: its title, and what is added to the series number of the source. */
const BESIDE = {
  findings: { title: 'findings', seriesOffset: 10_000 },
  region: { title: 'region filled', seriesOffset: 11_000 },
  report: { title: 'report', seriesOffset: 12_000 },
  rejection: { title: 'rejected', seriesOffset: 13_000 },
} as const satisfies Record<Beside, { title: string; seriesOffset: number }>;

/** What all series of one filing say alike. */
export interface FilingParts {
  work: string;
  provenance: Provenance;
  made: Date;
  /** Where the run was stopped before its end. */
  part: Part | undefined;
  /** Which slices were made then, along the normal. */
  finished?: readonly boolean[] | undefined;
  /** Header of the first source image. */
  source: SourceObject;
  naming: SeriesNaming;
}

export interface NewSeries {
  role: Role;
  /** Of a layer. */
  kind?: Kind | undefined;
  sample?: number | undefined;
  /** What is no layer. */
  beside?: Beside | undefined;
  /** What tells this series from others of its kind and work. */
  key?: string | undefined;
  modality: string;
  /** When it was said, of documents; the time of the run without. */
  made?: Date | undefined;
  /** The series in the archive that it goes on. */
  joins?: Pick<PreviousReport, 'seriesUid' | 'seriesNumber' | 'seriesDescription'> | undefined;
}

/** UID of a series of a work. */
export const seriesUidOf = (work: string, { kind, sample, beside, key }: Omit<NewSeries, 'role' | 'modality' | 'joins' | 'made'>): string =>
  derivedUid(work, kind ?? beside ?? '', sample ?? 0, key ?? '', 'series');

/** Gives each series its UID, its number, which no other one has, and its description, the kind first. */
export class SeriesMaker {
  private readonly taken: Set<number>;

  constructor(private readonly parts: FilingParts) {
    this.taken = new Set([...(parts.naming.taken ?? [])].map(Number));
  }

  /** @param objects writes them, in the order of the series */
  make(what: NewSeries, objects: (series: WorkSeries) => readonly DicomObject[]): FiledSeries {
    const { work, provenance, part, finished, source, naming } = this.parts;
    const { role, kind, sample, beside = 'report', modality, made = this.parts.made, joins } = what;
    const header = sourceHeader(source);
    const title = kind ? layerTitle(kind, sample) : BESIDE[beside].title;
    const offset = (naming.seriesOffset ?? 0) + (kind ? kindRow(kind) : BESIDE[beside]).seriesOffset;
    const number = joins?.seriesNumber ?? freeNumber(header.SeriesNumber, offset, this.taken);
    this.taken.add(number);
    const uid = joins?.seriesUid ?? seriesUidOf(work, what);
    const description = joins?.seriesDescription || describe(title, nameOf(header), { part, prefix: naming.prefix });
    const recorded: FiledKind = kind ?? beside;
    const record = recordText({ work, kind: recorded, sample, finished, provenance });
    const instances = objects({ work, provenance, made, uid, number, description, record });
    return {
      role,
      kind,
      beside: kind ? undefined : beside,
      sample,
      modality,
      number,
      description,
      seriesUid: uid,
      instances: instances.map((one) => ({ ...one, seriesUid: uid })),
    };
  }
}
