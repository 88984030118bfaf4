import type { Filing } from '../../../src/filing/Filing';
import { rejectionSeries } from '../../../src/filing/documents';
import { planFiling } from '../../../src/filing/plan';
import { SeriesMaker } from '../../../src/filing/series';
import { findFindings } from '../../../src/results/findings';
import type { Kind } from '../../../src/results/kinds';
import type { Provenance } from '../../../src/results/provenance';
import type { Layer, Result } from '../../../src/results/Result';
import type { Review, Verdict } from '../../../src/results/review';
import { DENOISED, INPAINTED, MAPPED } from '../../support/provenance';
import type { CheckedSource } from './sources';

/** What was filed, with the values that went in. */
export interface CheckedFiling {
  task: string;
  filing: Filing;
  layers: readonly Layer[];
  review: Review | undefined;
  /** The region that was filled. */
  region: readonly (Uint8Array | undefined)[] | undefined;
}

const MADE = new Date(2026, 0, 2, 3, 4, 5);
const SHA256 = 'c0ffee'.repeat(10) + 'abcd';
const COMMENTS = ['Größe 3 × 2 mm – „sicher“', '左前頭葉 値 ok', 'C:\\share\\case', 'two\nlines', 'voilà', undefined];
const VERDICTS: (Verdict | undefined)[] = ['accepted', 'rejected', 'unsure', undefined];

const real = <P extends Provenance>(made: P): P => ({ ...made, model: { ...made.model, sha256: SHA256 } });
const layer = ({ grid, slices }: CheckedSource, kind: Kind, of: (value: number, n: number, k: number) => number): Layer => ({
  kind,
  grid,
  slices: slices.map((slice, k) => slice.map((value, n) => of(value, n, k))),
});

function extent(slices: readonly Float32Array[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const slice of slices) {
    for (const value of slice) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}

/** Results of every task on a series: made of its own pixels by formulas, so that no model is needed. */
export function checkedFilings(source: CheckedSource): CheckedFiling[] {
  const { sources, stack, slices, grid } = source;
  const { rows, columns } = grid;
  const [low, high] = extent(slices);
  const share = (value: number) => (value - low) / (high - low);
  const inside = (n: number, row: number, column: number, radius: number) =>
    Math.hypot(Math.floor(n / columns) / rows - row, (n % columns) / columns - column) < radius;
  // Padding holds no image, and its value is no value.
  const isPadding = (n: number, k: number) => {
    const { format, stored } = sources[k]!;
    return format.padding !== undefined && stored?.[n] === format.padding;
  };
  const base = { finished: slices.map(() => true), partial: false, warnings: [] };
  const middle = Math.floor(slices.length / 2);

  const denoised = (value: number, n: number, k: number) => (isPadding(n, k) ? value : value * 0.97 + 0.01 * (high - low) * share(value));
  const denoise: Result = {
    ...base,
    layers: [
      layer(source, 'denoised', denoised),
      layer(source, 'uncertainty', (value) => 0.02 * (high - low) * share(value)),
      layer(source, 'difference', (value, n, k) => value - denoised(value, n, k)),
    ],
    provenance: real({ ...DENOISED, samples: 4, steps: 8 }),
  };

  const region = slices.map((_, k) =>
    k === middle ? Uint8Array.from({ length: rows * columns }, (_, n) => Number(inside(n, 0.5, 0.5, 0.12))) : undefined,
  );
  const inpaint: Result = {
    ...base,
    layers: [layer(source, 'inpainted', (value, n, k) => (region[k]?.[n] ? low + 0.45 * (high - low) : value))],
    provenance: real(INPAINTED),
  };

  const score = (value: number, n: number, k: number) => {
    if (k === middle && inside(n, 0.4, 0.45, 0.08)) return 4 + share(value);
    if (inside(n, 0.6, 0.6, 0.05)) return 3.2 + share(value);
    return 1.9 * share(value);
  };
  const covered = slices.map((_, k) => k > 0 || slices.length === 1);
  const map = layer(source, 'score', score);
  const anomaly: Result = {
    ...base,
    layers: [
      map,
      layer(source, 'brightness', (value) => 3 * share(value)),
      layer(source, 'sum', (value, n, k) => score(value, n, k) + 3 * share(value)),
      layer(source, 'healthy', (value, n, k) => (isPadding(n, k) ? value : low + 0.9 * (value - low))),
      layer(source, 'brain', (_, n) => Number(inside(n, 0.5, 0.5, 0.38))),
    ],
    provenance: real({
      ...MAPPED,
      map: { ...MAPPED.map, covered, peak: { score: 5, slice: middle } },
      mask: { source: 'the model b', model: { id: 'b', version: '1', sha256: SHA256 } },
    }),
  };
  const { findings } = findFindings({ slices: map.slices, rows, columns }, grid.spacing, { threshold: 3 });
  const reviewed = findings.map((finding, n) => ({ finding, verdict: VERDICTS[n % 4], comment: COMMENTS[n % 6] }));
  const found: Review = { verdict: 'unsure', comment: COMMENTS[0], found: { map: 'score', threshold: 3, findings: reviewed } };

  const file = (task: string, result: Result, review: Review | undefined, filled?: typeof region): CheckedFiling => {
    const settings = { reader: 'Müller^Jörg' };
    const filing = planFiling({ result, sources, stack, review, region: filled, settings, made: MADE });
    const { work, series } = filing;
    const { header } = sources[0]!;
    const maker = new SeriesMaker({ work, provenance: result.provenance, made: MADE, part: undefined, source: header, naming: {} });
    const all = series.flatMap(({ instances }) => instances);
    const rejection = rejectionSeries(maker, { source: sources[0]!, rejected: all, reader: settings.reader });
    return { task, filing: { ...filing, series: [...series, rejection] }, layers: result.layers, review, region: filled };
  };
  return [
    file('denoise', denoise, { verdict: 'accepted', comment: COMMENTS[1] }),
    file('inpaint', inpaint, undefined, region),
    file('anomaly', anomaly, found),
  ];
}
