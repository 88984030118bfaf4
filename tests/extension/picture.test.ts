import { Picture } from '../../extension/compare/Picture';
import { sampleOf } from '../../extension/compare/measures';
import type { Delivery } from '../../extension/run/RunData';
import { memoryPlan, samplesProposal, settingsProblem } from '../../extension/run/memory';
import { FIRST_CHOICES } from '../../extension/run/choices';
import type { ActiveSeries } from '../../extension/host/activeSeries';
import type { Manifest } from '../../src/models/manifest';
import type { DenoiseProvenance } from '../../src/results/provenance';
import { slicesAtStrength } from '../../src/results/blend';
import { stackAs } from '../support/stackAs';
import { plane } from '../support/planes';

/** Three slices along the normal; the viewer counts from the other end. The last one was not finished. */
function delivery(task: 'denoise' | 'inpaint' = 'denoise') {
  const source = [Float32Array.of(10, 20), Float32Array.of(30, 40), Float32Array.of(50, 60)];
  const unfinished = source[2] ?? new Float32Array(2);
  const estimate = [Float32Array.of(14, 12), Float32Array.of(0, 48), unfinished];
  return {
    runId: 'run',
    source: { rows: 1, columns: 2, slices: source, units: 'HU' },
    stack: stackAs([2, 1, 0]),
    result: {
      layers: [{ kind: task === 'denoise' ? 'denoised' : 'inpainted', slices: estimate }],
      finished: [true, true, false],
      provenance: { task, strength: 0.5, magnitude: true },
    },
  } as unknown as Delivery;
}

const written = (write: (index: number, into: Float32Array) => void, index: number, into: Float32Array = new Float32Array(2)) => {
  write(index, into);
  return [...into];
};

describe('a picture at any strength', () => {
  it('is y + s (D − y) in the viewer’s order, and never below 0 where the source never is', () => {
    const picture = new Picture(delivery());
    const at = (strength: number, index: number) => {
      picture.strength = strength;
      return written(picture.writePicture.bind(picture), index);
    };
    expect(at(0.5, 2)).toEqual([12, 16]);
    expect(at(0, 2)).toEqual([10, 20]);
    expect(at(1, 1)).toEqual([0, 48]);
    expect(at(1.2, 1)[0]).toBe(0);
    expect(at(1.2, 1)[1]).toBeCloseTo(49.6, 4);
  });

  it('begins at the strength of the run, and at 1 where the task has none', () => {
    expect(new Picture(delivery()).strength).toBe(0.5);
    expect(new Picture(delivery('inpaint')).strength).toBe(1);
  });

  it('shows the source during a peek, and the difference stays that of the strength', () => {
    const picture = new Picture(delivery());
    picture.peeking = true;
    expect(written(picture.writePicture.bind(picture), 2)).toEqual([10, 20]);
    expect(written(picture.writeDifference.bind(picture), 2)).toEqual([-2, 4]);
  });

  it('keeps the estimate when the viewer draws from the run’s own array, and leaves an unfinished slice alone', () => {
    const made = delivery();
    const shown = made.result.layers[0]?.slices ?? [];
    const [first, , last] = shown as [Float32Array, Float32Array, Float32Array];
    const picture = new Picture(made);
    picture.strength = 0;
    expect(written(picture.writePicture.bind(picture), 2, first)).toEqual([10, 20]);
    picture.strength = 1;
    expect(written(picture.writePicture.bind(picture), 2, first)).toEqual([14, 12]);
    expect(written(picture.writePicture.bind(picture), 0, last)).toEqual([50, 60]);
    expect(made.source.slices[2]).toEqual(Float32Array.of(50, 60));
  });

  it.each([0.5, 1])('goes to a file at the strength of that moment (%s), whatever the reader chooses while it is written', (strength) => {
    const made = delivery();
    made.result.provenance = { ...made.result.provenance, strength } as DenoiseProvenance;
    const [layer] = made.result.layers;
    const shown = [...layer!.slices];
    const picture = new Picture(made);
    const filed = [slicesAtStrength(layer!, made.result, made.source.slices), picture.differencesAt(picture.strength)];
    const values = () => filed.map((slices) => [...slices].map((slice) => [...slice]));
    const before = values();
    expect(before[0]?.[0]).toEqual(strength === 1 ? [14, 12] : [12, 16]);
    expect(before[1]?.[0]).toEqual(strength === 1 ? [-4, 8] : [-2, 4]);
    // The viewer draws from the run's own arrays.
    picture.strength = 0.25;
    made.result.provenance = { ...made.result.provenance, strength: 0.25 };
    shown.forEach((into, k) => picture.writePicture(2 - k, into));
    expect(values()).toEqual(before);
  });

  it('is measured on finished slices only, numbered as the reader sees them', () => {
    const made = delivery();
    const { source, result, numbers } = sampleOf(made, new Picture(made), 1);
    expect(source.slices).toEqual(made.source.slices.slice(0, 2));
    expect(result.map((slice) => [...slice])).toEqual([
      [14, 12],
      [0, 48],
    ]);
    expect(numbers).toEqual([3, 2]);
  });
});

describe('what a run is refused for before it starts', () => {
  const alike = { ...FIRST_CHOICES, samples: 4, sampler: 'heun' };

  it('samples that would all be the same, with settings that are not', () => {
    expect(settingsProblem('denoise', alike, undefined)).toMatchObject({ code: 'SAMPLES_ALIKE' });
    const better = { ...alike, ...samplesProposal(alike) };
    expect(better.steps).toBeGreaterThan(1);
    expect(samplesProposal(better)).toBeUndefined();
    expect(settingsProblem('denoise', better, undefined)).toBeUndefined();
    expect(samplesProposal({ ...alike, samples: 1 })).toBeUndefined();
  });

  it('more memory than planned for a tab, with the numbers', () => {
    const series = (slices: number) =>
      ({ imageIds: Array(slices).fill(''), planes: [plane(0, { rows: 512, columns: 512 })] }) as unknown as ActiveSeries;
    const manifest = { file: { bytes: 5e6 } } as Manifest;
    const planned = (slices: number) => memoryPlan('denoise', series(slices), manifest, { samples: 4, turns: 1 });
    expect(planned(300)?.bytes).toBeLessThan(2.5e9);
    // In eight turns a slice that is not square needs a second lane, and nothing else.
    const lanes = (columns: number, turns: 1 | 8) =>
      memoryPlan('denoise', { ...series(9), planes: [plane(0, { rows: 512, columns })] }, manifest, {
        samples: 1,
        turns,
      })!;
    expect(lanes(512, 8)).toEqual(lanes(512, 1));
    const [one, eight] = [lanes(400, 1), lanes(400, 8)];
    expect(eight.workingBytes).toBe(2 * one.workingBytes);
    expect(eight.bytes - one.bytes).toBe(one.workingBytes);
    expect(settingsProblem('denoise', FIRST_CHOICES, planned(300))).toBeUndefined();
    expect(settingsProblem('denoise', FIRST_CHOICES, planned(600))).toMatchObject({ code: 'TOO_LARGE', allowed: '2.5 GB' });
    expect(memoryPlan('denoise', undefined, manifest, { samples: 1, turns: 1 })).toBeUndefined();
  });
});
