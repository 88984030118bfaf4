import { at } from '../../src/core/at';
import { DiffusionError } from '../../src/core/errors';
import type { SliceFetch } from '../../src/volume/survey';

/** Slices per message: a message is held several times while it travels. */
export const PER_MESSAGE = 8;

/** The slices of a volume that stays on the page. Those of the last request are held, so a series that fits is sent once. */
export class HeldSlices implements SliceFetch {
  private held = new Map<number, Float32Array>();

  /** @param ask for some slices, copies; may be slow */
  constructor(
    readonly count: number,
    private readonly ask: (indices: number[]) => Promise<Float32Array[]>,
  ) {}

  async fetch(indices: readonly number[]): Promise<Float32Array[]> {
    if (!indices.every((index) => this.held.has(index))) {
      const before = this.held;
      this.held = new Map(indices.flatMap((index) => [[index, before.get(index)] as const]).filter(isKnown));
      before.clear();
      const missing = indices.filter((index) => !this.held.has(index));
      for (let n = 0; n < missing.length; n += PER_MESSAGE) {
        const part = missing.slice(n, n + PER_MESSAGE);
        const slices = await this.ask(part);
        part.forEach((index, k) => this.held.set(index, at(slices, k)));
      }
    }
    return indices.map((index) => {
      const slice = this.held.get(index);
      if (!slice) throw new DiffusionError('MISSING_SLICE', { measured: `no slice ${index + 1} of ${this.count}` });
      return slice;
    });
  }
}

const isKnown = (entry: readonly [number, Float32Array | undefined]): entry is readonly [number, Float32Array] => entry[1] !== undefined;
