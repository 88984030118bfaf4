import { distinct, type Remark } from '../core/errors';
import type { FiledInstance, Role } from '../filing/Filing';

/**
 * Where an instance stands. `verified`: found by search and read back with the pixels that were made. `stored`: the archive says or shows that
 * it has it, and that could not be verified. `refused`: the archive does not want it, or holds something else in its place. `missing`: it is
 * not there. `unknown`: the archive could not be asked.
 */
export type InstanceState = 'verified' | 'stored' | 'refused' | 'missing' | 'unknown';

export interface InstanceOutcome {
  sopInstanceUid: string;
  seriesUid: string;
  role: Role;
  state: InstanceState;
  /** Why it is not verified; of a verified one, what the archive warned of. */
  remark: Remark | undefined;
}

/** What became of a filing. Only `complete` may be shown as filed. */
export interface FilingOutcome {
  /** Everything is verified. */
  complete: boolean;
  /** Everything was there before, so nothing was sent. */
  alreadyFiled: boolean;
  /** One of each instance of the filing, in its order. */
  instances: readonly InstanceOutcome[];
  /** In one sentence why it is not complete; undefined where it is. */
  remark: Remark | undefined;
  /** Each cause once, the archive's warnings too. */
  remarks: readonly Remark[];
}

export interface FilingProgress {
  /** The instance that this is about, as far as it is known. */
  instance: InstanceOutcome;
  verified: number;
  total: number;
}

/** An instance on its way. */
export interface Item extends InstanceOutcome {
  readonly instance: FiledInstance;
  /** The archive said in this filing that it stored it. */
  claimed: boolean;
  /** Sending it again would change nothing. */
  final: boolean;
  /** To be sent in a request of its own: in company it failed, and the cause may be another. */
  alone: boolean;
  /** Of what must come back; known once it was made. */
  digest: string | undefined;
}

const copyOf = ({ sopInstanceUid, seriesUid, role, state, remark }: Item): InstanceOutcome => ({
  ...{ sopInstanceUid, seriesUid, role, state, remark },
});

export const progressOf = (item: Item, items: readonly Item[]): FilingProgress => ({
  instance: copyOf(item),
  verified: items.filter(({ state }) => state === 'verified').length,
  total: items.length,
});

/**
 * @param sent something was sent
 * @param ended why the filing ended early
 */
export function outcomeOf(items: readonly Item[], sent: boolean, ended: Remark | undefined): FilingOutcome {
  const verified = items.filter(({ state }) => state === 'verified').length;
  const complete = verified === items.length;
  const partial: Remark = { code: 'ARCHIVE_PARTIAL', measured: `${verified} of ${items.length} objects` };
  const instances = items.map((item) => {
    const outcome = copyOf(item);
    return outcome.state === 'verified' ? outcome : { ...outcome, remark: outcome.remark ?? ended ?? partial };
  });
  return {
    ...{ complete, instances },
    alreadyFiled: complete && !sent,
    remark: complete ? undefined : verified === 0 && ended ? ended : partial,
    remarks: distinct([...(ended && !complete ? [ended] : []), ...instances.flatMap(({ remark }) => remark ?? [])]),
  };
}

/** What is to be sent again: the UIDs of what a filing has left unverified. */
export const missingOf = ({ instances }: FilingOutcome): ReadonlySet<string> =>
  new Set(instances.filter(({ state }) => state !== 'verified').map(({ sopInstanceUid }) => sopInstanceUid));
