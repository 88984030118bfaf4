import { type Archive, archiveAt } from '../archive/Archive';
import { fileWork } from '../archive/fileWork';
import type { FilingOutcome } from '../archive/outcome';
import { sameStudy } from '../archive/sameStudy';
import { DiffusionError, type Remark, remarkText } from '../core/errors';
import type { Filing, Role } from '../filing/Filing';
import type { Kind } from '../results/kinds';
import type { Performed, Source } from './source';

/** Where a run files what it makes, and how it signs in there. */
export interface StowOptions {
  /** DICOMweb root of an archive, or its `…/studies`. */
  url: string;
  /** `name:password` for HTTP Basic. */
  user: string | undefined;
  /** Bearer token, in place of a password. */
  token: string | undefined;
}

/** One series of a filing, as report.json tells of it: no UID, since those lead to a patient. */
export interface FiledPart {
  kind: Kind | Role;
  objects: number;
  verified: number;
  /** What is not verified, or was stored with a warning; numbers from 1. */
  others: (Remark & { object: number; state: string; sentence: string })[];
}

/** What became of a filing. */
export interface Filed {
  complete: boolean;
  alreadyFiled: boolean;
  series: FiledPart[];
  remark: Remark | undefined;
}

function archiveOf({ url, user, token }: StowOptions): Archive {
  const signIn = token === undefined ? user && `Basic ${Buffer.from(user).toString('base64')}` : `Bearer ${token}`;
  return archiveAt(url, { streams: true, ...(signIn && { headers: () => ({ Authorization: signIn }) }) });
}

/** A study that the archive does not know is new to it; one that it knows must be of the same patient. */
function identityOf({ identity, format }: Source) {
  if (!identity) throw new DiffusionError('BAD_OPTION', { measured: `--stow for ${format}`, allowed: 'DICOM' });
  return { ...identity.expected, mayBeNew: true };
}

/**
 * Asks the archive before the work: whether it answers, lets this account in, and knows the study of the same patient.
 *
 * @throws DiffusionError BAD_OPTION (a source that no archive takes), ARCHIVE_…, STUDY_DIFFERS, CANCELLED
 */
export function checkArchive(options: StowOptions, source: Source, signal: AbortSignal): Promise<void> {
  const expected = identityOf(source);
  return sameStudy(archiveOf(options), source.identity?.studyUid ?? '', expected, signal);
}

const told = (remark: Remark) => ({ ...remark, sentence: remarkText(remark) });

function partsOf({ series }: Filing, { instances }: FilingOutcome): FiledPart[] {
  const states = new Map(instances.map((one) => [one.sopInstanceUid, one]));
  return series.map(({ kind, role, instances: own }) => {
    const outcomes = own.flatMap(({ sopInstanceUid }, n) => {
      const outcome = states.get(sopInstanceUid);
      return outcome ? { ...outcome, object: n + 1 } : [];
    });
    return {
      kind: kind ?? role,
      objects: own.length,
      verified: outcomes.filter(({ state }) => state === 'verified').length,
      others: outcomes.flatMap(({ object, state, remark }) => (remark ? { object, state, ...told(remark) } : [])),
    };
  });
}

/**
 * Files what a run has made: the same objects as the files, without a report, which nobody has read yet.
 *
 * @param made as of the files, so that the bytes are the same
 * @param tell how many of how many are verified
 * @throws DiffusionError CANCELLED; what the archive does wrong is in the result
 */
export async function fileResult(
  options: StowOptions,
  { source, done, made }: { source: Source; done: Performed; made: Date },
  signal: AbortSignal,
  tell: (verified: number, total: number) => void,
): Promise<Filed> {
  const planned = source.plan?.(done, made);
  if (!planned) throw new DiffusionError('INTERNAL', { measured: `no filing of ${source.format}` });
  const filing = { ...planned, series: planned.series.filter(({ role }) => role !== 'report') };
  const identity = identityOf(source);
  const outcome = await fileWork(filing, archiveOf(options), {
    ...{ signal, identity },
    tell: ({ instance, verified, total }) => instance.state === 'verified' && tell(verified, total),
  });
  if (signal.aborted) throw new DiffusionError('CANCELLED');
  const { complete, alreadyFiled, remark } = outcome;
  return { complete, alreadyFiled, remark, series: partsOf(filing, outcome) };
}

/** Lines for the person: what is in the archive, and why not all of it. */
export function filedLines({ alreadyFiled, series }: Filed): string[] {
  const causes = new Map<string, number>();
  for (const { sentence } of series.flatMap(({ others }) => others)) causes.set(sentence, (causes.get(sentence) ?? 0) + 1);
  return [
    ...series.map(
      ({ kind, objects, verified }) => `${kind}: ${verified} of ${objects} ${alreadyFiled ? 'already filed' : 'verified in the archive'}`,
    ),
    ...[...causes].map(([sentence, count]) => `${count === 1 ? '1 object' : `${count} objects`}: ${sentence}`),
  ];
}
