import { checkPicture, FreshOutput } from '../../src/execution/picture';

const picture = (of: (i: number) => number) => Float32Array.from({ length: 32 * 32 }, (_, i) => of(i));
const start = picture((i) => Math.sin(i) + 0.01 * i);
const other = picture((i) => Math.cos(i) + 0.01 * i);
const result = picture((i) => 0.01 * i);
const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe('a picture that a backend hands back', () => {
  it('is taken where it is one', () => {
    expect(() => checkPicture(result, start)).not.toThrow();
    expect(() => checkPicture(result, start, { start: other, state: other })).not.toThrow();
  });

  it.each([
    ['what the network was given', (v: number) => v],
    ['what is left of it when the network returns nothing', (v: number) => 0.7 * v],
    ['the same in other units', (v: number) => 2 * v - 3],
  ])('is refused where it is %s', (_, of) => {
    expect(() => checkPicture(start.map(of), start)).toThrow(refused('OUTPUT_UNCHANGED'));
  });

  it('is refused where it is that of the slice before', () => {
    expect(() => checkPicture(result, start, { start: other, state: result })).toThrow(refused('OUTPUT_STALE'));
    // Two slices that are the same have the same picture.
    expect(() => checkPicture(result, start, { start: start.slice(), state: result })).not.toThrow();
  });

  it('may be what it was where a slice holds nothing', () => {
    const air = picture(() => 0);
    expect(() => checkPicture(air, air, { start: other, state: air })).not.toThrow();
  });

  it('is not taken for unchanged where a little was changed', () => {
    expect(() =>
      checkPicture(
        start.map((v, i) => (i === 500 ? v + 0.01 : v)),
        start,
      ),
    ).not.toThrow();
  });
});

describe('what a network returns', () => {
  it.each([0, 0.4])('is refused where it is %s everywhere', (value) => {
    expect(() =>
      new FreshOutput().check(
        start,
        picture(() => value),
      ),
    ).toThrow(refused('OUTPUT_CONSTANT'));
  });

  it('is refused where it is what another picture gave', () => {
    const outputs = new FreshOutput();
    outputs.check(start, result);
    outputs.check(start, result);
    expect(() => outputs.check(other, result)).toThrow(refused('OUTPUT_STALE'));
  });
});
