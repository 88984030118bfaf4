import type { Rule } from './Rule';

/** What a run would hold at the same time, in bytes; `slabs` is 0 where not even one slice would fit. */
export interface Need {
  bytes: number;
  limit: number;
  slabs: number;
}

/** `340 MB`, `0.95 GB`, `2.3 GB` */
export const memorySize = (bytes: number): string =>
  bytes < 1e8 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1)} GB`;

/** Slabs shrink what a run holds while it works. What its result keeps they cannot shrink, so there a run is refused. */
export const MEMORY: readonly Rule<Need>[] = [
  {
    code: 'TOO_LARGE',
    level: 'refuse',
    needs: 'header',
    check: ({ bytes, limit, slabs }) => (slabs > 0 ? undefined : { measured: memorySize(bytes), allowed: memorySize(limit) }),
  },
];
