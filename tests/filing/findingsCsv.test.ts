import fc from 'fast-check';
import { findingsCsv } from '../../src/filing/findingsCsv';
import type { Finding } from '../../src/results/findings';
import type { Review, ReviewedFinding } from '../../src/results/review';
import { stackAs } from '../support/stackAs';

/** Four slices, listed from head to feet: the k-th along the normal is shown as number 4 - k. */
const stack = stackAs([3, 2, 1, 0], { rows: 8, columns: 8, spacing: [0.5, 0.5, 5] });
const finding: Finding = {
  id: '2-3-4',
  voxels: 120,
  millilitres: 0.15,
  peak: { slice: 2, row: 3, column: 4, score: 3.21987 },
  centre: { slice: 1, row: 2, column: 6 },
  slices: [1, 2],
  pieces: new Int32Array(),
};
const review = (...findings: Omit<ReviewedFinding, 'finding'>[]): Review => ({
  found: { map: 'score', threshold: 2.5, findings: findings.map((one) => ({ finding, ...one })) },
});

/** Cells of each line (RFC 4180), read back by hand. */
function parse(csv: string): string[][] {
  const cells: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    cells.at(-1)!.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') cells.push([]);
    if (end === '') break;
  }
  return cells.slice(0, -1);
}

describe('findings as comma-separated values', () => {
  it('have a line each, with slices as the viewer counts them and places in the patient', () => {
    const [headings, first, second, ...more] = parse(findingsCsv(review({ verdict: 'accepted' }, { comment: 'rim' }), stack));
    const line = [...'1,score,2.5,2,3,3.0,1.0,5.0,0.150,3.220,2'.split(','), 'accepted', ''];
    expect(first).toEqual(line);
    expect(second).toEqual(['2', ...line.slice(1, -2), '', 'rim']);
    expect(more).toEqual([]);
    expect(headings).toHaveLength(line.length);
  });

  it('end with the result as a whole, where something was said of it', () => {
    const lines = parse(findingsCsv({ ...review({}), verdict: 'unsure', comment: 'motion' }, stack));
    expect(lines).toHaveLength(3);
    expect(lines[2]).toEqual(['result', 'score', '2.5', ...Array<string>(8).fill(''), 'unsure', 'motion']);
    expect(parse(findingsCsv({ verdict: 'accepted' }, stack))[1]).toEqual(['result', ...Array<string>(10).fill(''), 'accepted', '']);
  });

  it('are only headings where nothing was found', () => expect(parse(findingsCsv({}, stack))).toHaveLength(1));

  it.each(['=1+1', '+49 30', '-x', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('never are a formula: %j', (comment) => {
    expect(parse(findingsCsv(review({ comment }), stack))[1]?.at(-1)).toBe(`'${comment}`);
  });

  it('keep any comment, letter by letter', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (comment) => {
        const back = parse(findingsCsv(review({ comment }), stack))[1]?.at(-1);
        expect(back?.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '')).toBe(comment.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''));
      }),
    ));

  it('begin with the mark that tells a spreadsheet that umlauts are UTF-8', () => {
    const bytes = Buffer.from(findingsCsv(review({ comment: 'Größe' }), stack), 'utf8');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.includes(Buffer.from('Größe'))).toBe(true);
  });
});
