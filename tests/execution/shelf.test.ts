import { Shelf } from '../../src/execution/shelf';

describe('what is kept for the next run', () => {
  it('is taken by what it can serve, and is then no longer there', () => {
    const shelf = new Shelf<string>(2);
    shelf.put('16 24', 'a');
    expect(shelf.take('24 16')).toBeUndefined();
    expect(shelf.take('16 24')).toBe('a');
    expect(shelf.take('16 24')).toBeUndefined();
  });

  it('is at most so many: the longest unused goes first', () => {
    const shelf = new Shelf<string>(2);
    expect([shelf.put('1', 'a'), shelf.put('2', 'b')]).toEqual([[], []]);
    shelf.put('1', shelf.take('1')!);
    expect(shelf.put('3', 'c')).toEqual(['b']);
    expect(shelf.clear()).toEqual(['a', 'c']);
    expect(shelf.clear()).toEqual([]);
  });
});
