import { findFindings, paintFinding, type FindingOptions } from '../../src/results/findings';
import { refusal } from '../support/refusal';
import { randomNumbers } from '../support/pictures';
import type { Vector3 } from '../../src/volume/Volume';

const SPACING: Vector3 = [1, 2, 5];

/** A stack drawn with one character per pixel: digits are scores, other characters are 0. */
function drawn(...pictures: string[][]) {
  const [rows, columns] = [pictures[0]!.length, pictures[0]![0]!.length];
  return { rows, columns, slices: pictures.map((lines) => Float32Array.from([...lines.join('')].map((sign) => Number(sign) || 0))) };
}

/** The same regions by the book: a flood over voxels. Sizes, largest peak first. */
function flooded({ slices, rows, columns }: ReturnType<typeof drawn>, threshold: number): [peak: number, voxels: number][] {
  const area = rows * columns;
  const score = (i: number) => slices[Math.floor(i / area)]![i % area]!;
  const seen = new Set<number>();
  const regions: [number, number][] = [];
  for (let i = 0; i < slices.length * area; i++) {
    if (seen.has(i) || !(score(i) >= threshold)) continue;
    const reached = [i];
    seen.add(i);
    for (const at of reached) {
      const [k, r, c] = [Math.floor(at / area), Math.floor((at % area) / columns), at % columns];
      for (let n = 0; n < 27; n++) {
        const [z, y, x] = [k + Math.floor(n / 9) - 1, r + (Math.floor(n / 3) % 3) - 1, c + (n % 3) - 1];
        const to = z * area + y * columns + x;
        if (z < 0 || y < 0 || x < 0 || z >= slices.length || y >= rows || x >= columns || seen.has(to) || !(score(to) >= threshold))
          continue;
        seen.add(to);
        reached.push(to);
      }
    }
    regions.push([Math.max(...reached.map(score)), reached.length]);
  }
  return regions.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
}

describe('findings of a score volume', () => {
  it('says of each region its volume, peak, centre and slices, highest peak first', () => {
    const stack = drawn(['4....', '.....', '...55'], ['.....', '.....', '..955'], ['.....', '.....', '.....']);
    const { findings, leftOut } = findFindings(stack, SPACING, { threshold: 4 });
    expect(leftOut).toBe(0);
    expect(findings.map(({ pieces: _, ...said }) => said)).toEqual([
      {
        id: '1-2-2',
        voxels: 5,
        millilitres: 0.05,
        peak: { slice: 1, row: 2, column: 2, score: 9 },
        centre: { slice: 1, row: 2, column: 3 },
        slices: [0, 1],
      },
      {
        id: '0-0-0',
        voxels: 1,
        millilitres: 0.01,
        peak: { slice: 0, row: 0, column: 0, score: 4 },
        centre: { slice: 0, row: 0, column: 0 },
        slices: [0, 0],
      },
    ]);
  });

  it('finds what a flood over voxels finds, on random stacks of every density', () => {
    for (const [seed, share] of [0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1].entries()) {
      const random = randomNumbers(seed);
      const slices = Array.from({ length: 5 }, () => Float32Array.from({ length: 11 * 13 }, random));
      const stack = { slices, rows: 11, columns: 13 };
      const { findings } = findFindings(stack, SPACING, { threshold: 1 - share, most: Infinity });
      expect(findings.map(({ peak, voxels }) => [peak.score, voxels])).toEqual(flooded(stack, 1 - share));
      const maps = slices.map(() => new Uint16Array(11 * 13));
      findings.forEach((finding, n) => paintFinding(finding, 13, maps, n + 1));
      maps.forEach((map, k) => map.forEach((label, i) => expect(label > 0).toBe(slices[k]![i]! >= 1 - share)));
      findings.forEach(({ centre, voxels }, n) => {
        expect(maps[centre.slice]![centre.row * 13 + centre.column]).toBe(n + 1);
        expect(maps.reduce((sum, map) => sum + map.filter((label) => label === n + 1).length, 0)).toBe(voxels);
      });
    }
  });

  it('puts the centre of a bent region inside it', () => {
    const ring = drawn(['55555', '5...5', '5...5', '5...5', '55555']);
    const [found] = findFindings(ring, [1, 1, 1], { threshold: 5 }).findings;
    expect(ring.slices[0]![found!.centre.row * 5 + found!.centre.column]).toBe(5);
  });

  it.each<[string, FindingOptions, string[]]>([
    ['drops what is smaller than the least volume', { threshold: 1, leastMillilitres: 0.02 }, ['2-0-0']],
    ['keeps what has exactly the least volume', { threshold: 1, leastMillilitres: 0.01 }, ['0-0-3', '2-0-0']],
    ['ignores slices that are not covered', { threshold: 1, covered: [true, true, false] }, ['0-0-3']],
    ['has nothing to say above all scores', { threshold: 9 }, []],
  ])('%s', (_, options, ids) => {
    const stack = drawn(['...7', '....'], ['....', '....'], ['6...', '6...']);
    expect(findFindings(stack, SPACING, options).findings.map(({ id }) => id)).toEqual(ids);
  });

  it('does not reach across a slice that is not covered, nor around the edge of a row', () => {
    const stack = drawn(['5..', '...'], ['5..', '...'], ['5..', '..5']);
    expect(findFindings(stack, SPACING, { threshold: 5, covered: [true, false, true] }).findings).toHaveLength(3);
  });

  it('joins diagonal neighbours, in a slice and across slices', () => {
    expect(findFindings(drawn(['5..', '.5.', '..5']), SPACING, { threshold: 5 }).findings).toHaveLength(1);
    expect(findFindings(drawn(['5..', '...'], ['...', '.5.']), SPACING, { threshold: 5 }).findings).toHaveLength(1);
  });

  it('returns the findings with the highest peaks and counts the others', () => {
    const stack = drawn(['1.2.3.4.5.6']);
    const { findings, leftOut } = findFindings(stack, SPACING, { threshold: 1, most: 2 });
    expect(findings.map(({ peak }) => peak.score)).toEqual([6, 5]);
    expect(leftOut).toBe(4);
  });

  it('takes values that are not numbers as below', () => {
    const slices = [Float32Array.of(NaN, 5, NaN, 5)];
    expect(findFindings({ slices, rows: 1, columns: 4 }, SPACING, { threshold: -Infinity }).findings).toHaveLength(2);
  });

  it('refuses a threshold that is not a number', () => {
    expect(() => findFindings(drawn(['5']), SPACING, { threshold: NaN })).toThrow(refusal('BAD_OPTION'));
  });

  // 0.4 s and 3.4 s on two cores; the limits leave room for a busy machine.
  it('is quick on 512 × 512 × 300, with few voxels above and with all of them', () => {
    const slice = new Float32Array(512 * 512);
    const slices = Array.from({ length: 300 }, (_, k) => (k % 50 === 25 ? slice.with(131_328 + k, 3) : slice));
    const stack = { slices, rows: 512, columns: 512 };
    const started = performance.now();
    expect(findFindings(stack, SPACING, { threshold: 1 }).findings).toHaveLength(6);
    const few = performance.now() - started;
    expect(findFindings(stack, SPACING, { threshold: 0 }).findings[0]).toMatchObject({ voxels: 512 * 512 * 300, slices: [0, 299] });
    const all = performance.now() - started - few;
    expect(few).toBeLessThan(10_000);
    expect(all).toBeLessThan(20_000);
  });
});
