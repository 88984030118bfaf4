const STEP = 0.02;
/** With Shift. */
const LEAP = 0.1;

const MOVES: ReadonlyMap<string, (share: number, step: number) => number> = new Map([
  ['ArrowLeft', (share: number, step: number) => share - step],
  ['ArrowRight', (share: number, step: number) => share + step],
  ['Home', () => 0],
  ['End', () => 1],
]);

/** Where a key moves a divider: its place as a share of the width, 0 to 1; undefined for keys that are not its own. */
export function keyed(share: number, key: string, far: boolean): number | undefined {
  const wanted = MOVES.get(key)?.(share, far ? LEAP : STEP);
  return wanted === undefined ? undefined : Math.min(1, Math.max(0, wanted));
}
