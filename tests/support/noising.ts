import { runReference } from '../../src/execution/reference';
import type { Executor, Start } from '../../src/execution/Executor';
import type { NoisingManifest } from '../../src/models/manifest';
import { fillNormal } from '../../src/random/normal';
import { NODE } from './models';
import { restorer } from './restorer';

const { schema, version, tasks, domain, scaling, canvas, licence, data, file, metrics } = restorer;

/** A manifest with the keys that models/training/flair_noising/export.py writes, around no file. */
export const noisingPrior: NoisingManifest = {
  ...{ schema, version, tasks, domain, scaling, canvas, licence, data, file, metrics },
  id: 'drawn-noising',
  label: 'FLAIR brain, drawn, by noise',
  kind: 'noising-prior',
  graph: { input: 'x', noise: 'c', known: 'known', output: 'f', multiple: 16 },
  parameterisation: { kind: 'edm', sigmaData: 0.8 },
  sigma: [0.05, 0.8],
  noising: { noise: 'simplex', sigma: 0.5, steps: 1, draws: 3 },
  score: {
    output: 'residual',
    leastDeviation: 0.05,
    smoothingMm: 2,
    cut: 0.2,
    calibration: {
      score: [
        [0.1, 1],
        [0.2, 2],
      ],
      brightness: [
        [0.2, 1],
        [0.4, 2],
      ],
    },
  },
  selfTest: {
    rows: 1,
    columns: 2,
    tolerance: 1e-3,
    sigma: 0.1,
    input: 'AAAAAAAAgD8=',
    output: 'AAAAAAAAgD8=',
    known: 'AAAAAAAAAAAAAAAAAAAAAA==',
  },
};

/** Share of what is not 1 that its estimate keeps. */
const KEPT = 0.1;

/** D(x; σ) = 1 + KEPT · (x − 1), and 0 where that is known: what comes of it can be told by hand. */
export class DrawnPrior implements Executor {
  evaluations = 0;

  describe() {
    return NODE;
  }

  networkMilliseconds() {
    return 7 * this.evaluations;
  }

  dispose() {
    return Promise.resolve();
  }

  open({ rows, columns }: { rows: number; columns: number }) {
    let [x, loaded]: [Float32Array, Start | undefined] = [new Float32Array(), undefined];
    return Promise.resolve({
      load: (start: Start) => void ([x, loaded] = [start.state.slice(), start]),
      step: (row: Parameters<typeof runReference>[1][number]) => {
        const { noise = { seed: 0, slice: 0 }, region } = loaded ?? {};
        const denoise = (state: Float32Array) => {
          this.evaluations += 1;
          return state.map((value, i) => (region?.mask[i] === 1 ? 0 : 1 + KEPT * (value - 1)));
        };
        const draw = (index: number) => fillNormal(new Float32Array(rows * columns), { ...noise, index });
        [x] = runReference<Float32Array>(x, [row], denoise, { noise: draw }) as [Float32Array];
        return Promise.resolve();
      },
      read: () => Promise.resolve(x.slice()),
      dispose: () => Promise.resolve(),
    });
  }
}
