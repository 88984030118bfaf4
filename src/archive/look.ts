import { DiffusionError, type Remark } from '../core/errors';
import type { Archive } from './Archive';
import type { Pause } from '../core/steps';
import { EXPLICIT_LITTLE_ENDIAN } from '../dicom/writeDataset';
import { inLanes } from './lanes';
import type { Item } from './outcome';
import { digestOf } from './outgoing';
import { retrieveContent } from './retrieve';
import { searchInstances } from './search';

/** Asking for anything else would meet the same. */
const ENDS = new Set(['CANCELLED', 'ARCHIVE_SIGN_IN', 'ARCHIVE_FORBIDDEN']);

const remarkOf = ({ code, measured }: DiffusionError): Remark => ({ code, ...(measured && { measured }) });

function caught(thrown: unknown): Remark {
  const error = DiffusionError.from(thrown);
  if (ENDS.has(error.code)) throw error;
  return remarkOf(error);
}

/** The digest of what the archive holds; undefined where it holds nothing. */
async function digestThere(
  archive: Archive,
  studyUid: string,
  { seriesUid, sopInstanceUid }: Item,
  { signal, pause }: Pick<LookOptions, 'signal' | 'pause'>,
): Promise<string | undefined> {
  const name = { studyUid, seriesUid, sopInstanceUid };
  const content = await retrieveContent(archive, name, signal, { pause });
  if (!content?.packed) return content?.digest;
  // Stored packed, without loss as it may be: only the numbers can be compared.
  const unpacked = await retrieveContent(archive, name, signal, { syntax: EXPLICIT_LITTLE_ENDIAN, pause });
  return unpacked?.digest;
}

export interface LookOptions {
  signal: AbortSignal;
  lanes: number;
  tell: (item: Item) => void;
  /** Lets others in. */
  pause: Pause;
  /** Which of them a search alone is enough for: they were verified before. */
  shallow?: (item: Item) => boolean;
}

/** What a look into the archive says of one instance. */
async function lookAt(
  archive: Archive,
  studyUid: string,
  item: Item,
  listed: boolean | undefined,
  options: Pick<LookOptions, 'signal' | 'pause'>,
): Promise<void> {
  if (!listed && !item.claimed) {
    if (listed === false && item.state !== 'refused') item.state = 'missing';
    return;
  }
  const set = (state: Item['state'], remark: Remark | undefined, final = item.final) => Object.assign(item, { state, remark, final });
  try {
    const there = await digestThere(archive, studyUid, item, options);
    if (there === undefined && listed) return void set('stored', { code: 'ARCHIVE_UNVERIFIED' });
    if (there === undefined) {
      item.claimed = false;
      return void set('missing', { code: 'ARCHIVE_LOST' });
    }
    item.digest ??= await digestOf(item.instance, options.pause);
    const same = there === item.digest;
    if (!same && item.claimed) set('stored', { code: 'ARCHIVE_ALTERED' }, true);
    else if (!same) set('refused', { code: 'ARCHIVE_CONFLICT' }, true);
    else if (!listed) set('stored', { code: 'ARCHIVE_UNVERIFIED', measured: 'given back, and not found by search' });
    else set('verified', item.remark?.code === 'ARCHIVE_WARNED' ? item.remark : undefined);
  } catch (thrown) {
    const { code, measured } = caught(thrown);
    set(
      'stored',
      code === 'ARCHIVE_REFUSED' ? { code: 'ARCHIVE_UNVERIFIED', ...(measured && { measured }) } : { code, ...(measured && { measured }) },
    );
  }
}

/**
 * Looks what the archive holds of `items`: by search, series by series, and by reading back what it lists or says to have stored.
 *
 * @throws DiffusionError CANCELLED, ARCHIVE_SIGN_IN, ARCHIVE_FORBIDDEN
 */
export async function look(
  archive: Archive,
  studyUid: string,
  items: readonly Item[],
  { signal, lanes, tell, pause, shallow }: LookOptions,
): Promise<void> {
  for (const seriesUid of new Set(items.map((item) => item.seriesUid))) {
    const ofSeries = items.filter((item) => item.seriesUid === seriesUid);
    const wanted = ofSeries.map(({ sopInstanceUid }) => sopInstanceUid);
    const found = await searchInstances(archive, { studyUid, seriesUid }, wanted, signal).catch(caught);
    await inLanes(ofSeries, lanes, async (item) => {
      const before = item.state;
      const listed = 'code' in found ? undefined : found.has(item.sopInstanceUid);
      if ('code' in found && !item.claimed) Object.assign(item, { state: 'unknown', remark: item.remark ?? found });
      else if (listed && shallow?.(item)) item.state = 'verified';
      else await lookAt(archive, studyUid, item, listed, { signal, pause });
      if (item.state !== before) tell(item);
    });
  }
}
