import { attack, type Outcome } from './dicomMutants/attack';
import { mutants } from './dicomMutants/mutants';

/** `npm run test:security` sends all; the ordinary unit tests a few hundred of them. */
const ALL = process.env['SECURITY'] === 'all';
const COUNT = ALL ? 10_000 : 300;
const LIMIT_BYTES = 600e6;

describe(`${COUNT} mutants of DICOM files, stored, searched and retrieved`, () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await attack(COUNT);
    if (ALL) console.log({ ...outcome, troubles: outcome.troubles.length });
  }, 7_200_000);

  it('end no server, and keep nobody waiting for 5 s', () => {
    expect(outcome.troubles.slice(0, 50)).toEqual([]);
    expect(outcome.slowest.ms).toBeLessThan(5000);
  });

  it('take no more than 600 MB', () => {
    expect(outcome.peakBytes).toBeGreaterThan(50e6);
    expect(outcome.peakBytes).toBeLessThan(LIMIT_BYTES);
  });

  it('were taken and refused, and those that were taken were served', () => {
    expect(outcome.mutants).toBe(COUNT);
    expect(outcome.stored).toBeGreaterThan(COUNT / 10);
    expect(outcome.served).toBeGreaterThan(COUNT / 10);
    expect(outcome.stored).toBeLessThan(COUNT);
    expect(Object.keys(outcome.statuses).map(Number)).toEqual(expect.arrayContaining([200, 404, 409]));
  });
});

test('mutants are the same each time, no two alike, every third with an extreme', () => {
  const [first, again] = [[...mutants(200)], [...mutants(200)]];
  expect(first.map(({ bytes }) => bytes.toString('base64'))).toEqual(again.map(({ bytes }) => bytes.toString('base64')));
  expect(new Set(first.map(({ bytes }) => bytes.toString('base64'))).size).toBe(200);
  expect(first.filter(({ mutation }) => mutation.startsWith('an extreme')).map(({ n }) => n % 3)).toEqual(Array(67).fill(0));
});
