/** Works through a list, at most `lanes` at a time; the first failure ends it, once what is under way has ended. */
export async function inLanes<T>(list: readonly T[], lanes: number, work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < list.length && !failed) {
      const one = list[next++] as T;
      await work(one).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, list.length) }, lane));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}
