import type { VolumeGrid } from '../volume/Volume';
import { at } from '../core/at';
import { isPicture, type Kind } from './kinds';
import type { FinishedSlice, Layer, Result } from './Result';

/** Collects the slices that a task hands over, in any order, and makes the result of them; also of those that are there when a run is stopped. */
export class Assembly {
  private readonly finished = new Map<number, FinishedSlice['layers']>();
  /** Pictures after the first, where several are made. */
  private readonly further: Map<number, Float32Array>[] = [];
  /** Pictures came one by one, not as the mean of several. */
  private oneByOne = false;

  /**
   * @param makes what the task makes, the one asked for first
   * @param worked which slices are worked on; all of them without
   */
  constructor(
    private readonly makes: readonly [Kind, ...Kind[]],
    private readonly source: readonly Float32Array[],
    private readonly worked?: readonly boolean[],
  ) {}

  /** @returns the picture asked for, where the slice has one */
  add({ index, sample, layers }: FinishedSlice): Float32Array | undefined {
    const picture = layers[this.makes[0]];
    this.oneByOne ||= sample !== undefined;
    if (sample && picture) (this.further[sample - 1] ??= new Map<number, Float32Array>()).set(index, picture);
    else this.finished.set(index, { ...this.finished.get(index), ...layers });
    return picture;
  }

  /** Slices that are here, of the first picture and the further ones. @param whole counts further pictures only where they are complete */
  count(whole = false): number {
    const counted = this.further.filter(({ size }) => !whole || size === this.perPicture);
    return counted.reduce((sum, { size }) => sum + size, this.finished.size);
  }

  /** Slices that each picture has. */
  get perPicture(): number {
    return this.worked ? this.worked.filter(Boolean).length : this.source.length;
  }

  /** What is there. Slices that were not finished hold the source's values in a picture, and zeros in a map. */
  result({ warnings, provenance }: Pick<Result, 'warnings' | 'provenance'>, grid: VolumeGrid): Result {
    const { source, makes, finished } = this;
    const all = [...finished.values()];
    // A slab that was left in the middle has fillings without their spread, and a spread of zero would read as certainty. Slices without a
    // score have nothing that could spread.
    const spreads = (one: FinishedSlice['layers']) => 'uncertainty' in one || !(makes[0] in one);
    const made = (kind: Kind) => all.some((one) => kind in one) && (kind !== 'uncertainty' || all.every(spreads));
    const layer = (kind: Kind): Layer => ({
      kind,
      grid,
      slices: source.map((slice, k) => finished.get(k)?.[kind] ?? (isPicture(kind) ? slice : new Float32Array(slice.length))),
    });
    // A further picture that was not finished is left out: the first one shows what a partial result holds.
    const others = this.further.filter(({ size }) => size === this.perPicture);
    // Also where the second was not finished: what is there is one of several, and no mean of them.
    const several = others.length > 0 || (this.oneByOne && 'samples' in provenance && provenance.samples > 1);
    const layers = makes.filter(made).flatMap((kind, n): Layer[] => {
      const first = layer(kind);
      if (n > 0 || !several) return [first];
      const rest = others.map((own, k) => ({ ...first, sample: k + 2, slices: source.map((slice, i) => own.get(i) ?? slice) }));
      return [{ ...first, sample: 1 }, ...rest];
    });
    const whole = source.map((_, k) => finished.has(k) || (this.worked !== undefined && !at(this.worked, k)));
    return { layers, finished: whole, partial: whole.includes(false), warnings, provenance };
  }
}
