import { at } from '../../src/core/at';
import { blend } from '../../src/results/blend';
import { difference } from '../../src/results/difference';
import { isPicture } from '../../src/results/kinds';
import { madeSlices, type Slices } from '../../src/results/slices';
import { inPieces } from '../run/pieces';
import type { Layer } from '../../src/results/Result';
import type { Delivery } from '../run/RunData';

/**
 * The picture that a run made, at any strength between its source (0) and the model's estimate (1), slice by slice and in the viewer's order.
 * Nothing is evaluated: source and estimate are those of the run.
 */
export class Picture {
  /** Share of the estimate that the reader has chosen; 1 where the task has no strength. */
  strength: number;
  /** The reader looks at the source for a moment; the choice above stays. */
  peeking = false;
  private readonly magnitude: boolean;

  constructor(private readonly delivery: Delivery) {
    const { provenance } = delivery.result;
    this.strength = provenance.task === 'denoise' ? provenance.strength : 1;
    this.magnitude = provenance.task === 'denoise' && provenance.magnitude;
  }

  /** The part of the result that is blended: the first that is a picture of the patient. */
  private get layer(): Layer | undefined {
    return this.delivery.result.layers.find(({ kind }) => isPicture(kind));
  }

  private get estimates(): Float32Array[] {
    return this.layer?.slices ?? [];
  }

  /** Only the picture at its strength is known: nothing can be mixed anew. */
  get blended(): boolean {
    return this.layer?.blended ?? false;
  }

  /** Of the array that is kept: one that holds the picture at its strength already is taken as it is. */
  private share(strength: number): number {
    return this.blended && strength !== 0 ? 1 : strength;
  }

  /** What is on screen: the source during a peek. */
  writePicture(index: number, into: Float32Array): void {
    this.write(index, this.peeking ? 0 : this.strength, into);
  }

  /** Source − picture at the chosen strength. */
  writeDifference(index: number, into: Float32Array): void {
    this.write(index, this.strength, into);
    const source = at(this.delivery.source.slices, this.delivery.stack.alongAt(index));
    for (let i = 0; i < into.length; i++) into[i] = source[i]! - into[i]!;
  }

  /** A slice along the normal, as in the source, at a strength: what measures are taken from. A new array. */
  sliceAt(k: number, strength: number): Float32Array {
    const source = at(this.delivery.source.slices, k);
    return blend(source, this.estimates[k] ?? source, this.share(strength), this.magnitude);
  }

  /** Source − picture at a strength, along the normal, made when they are asked for; a slice without an estimate has none. */
  differencesAt(strength: number): Slices {
    const { slices } = this.delivery.source;
    return madeSlices(slices.length, (k) => {
      const slice = at(slices, k);
      const shown = this.share(strength) === 1 ? (this.estimates[k] ?? slice) : this.sliceAt(k, strength);
      return at(difference([slice], [shown]), 0);
    });
  }

  /** The same, made now. */
  differences(strength: number): Promise<Float32Array[]> {
    return inPieces(this.differencesAt(strength), (slice) => slice);
  }

  private write(index: number, strength: number, into: Float32Array): void {
    const k = this.delivery.stack.alongAt(index);
    const [source, estimates] = [this.delivery.source.slices[k], this.estimates];
    let estimate = estimates[k];
    if (!source || !estimate) return;
    // A slice that was not finished shows the source, by the source's own array.
    if (into === source) return;
    // The viewer draws from the run's own array until it is first written into: a copy is made only then.
    if (into === estimate) estimates[k] = estimate = estimate.slice();
    blend(source, estimate, this.share(strength), this.magnitude, into);
  }
}
