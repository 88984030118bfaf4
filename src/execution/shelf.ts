/**
 * What was costly to make and is not in use just now, by what it can serve; the longest unused goes first. A run takes what fits, and puts it
 * back when it is done, so that the next one of the same kind makes nothing.
 */
export class Shelf<T> {
  private idle: { key: string; kept: T }[] = [];

  /** @param most kept at a time */
  constructor(private readonly most: number) {}

  take(key: string): T | undefined {
    const index = this.idle.findLastIndex((one) => one.key === key);
    return index < 0 ? undefined : this.idle.splice(index, 1)[0]?.kept;
  }

  /** @returns those that no longer have a place */
  put(key: string, kept: T): T[] {
    this.idle.push({ key, kept });
    return this.idle.splice(0, this.idle.length - this.most).map((one) => one.kept);
  }

  /** @returns all of them; the shelf is empty then */
  clear(): T[] {
    return this.idle.splice(0).map((one) => one.kept);
  }
}
