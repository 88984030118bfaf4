import { keyed } from '../../extension/compare/share';

describe('the keys of the swipe divider', () => {
  it('move it by small steps, with Shift by large ones, and to the ends', () => {
    const moved = (key: string, far = false) => keyed(0.5, key, far);
    expect([moved('ArrowLeft'), moved('ArrowRight')]).toEqual([0.48, 0.52]);
    expect([moved('ArrowLeft', true), moved('ArrowRight', true)]).toEqual([0.4, 0.6]);
    expect([moved('Home'), moved('End')]).toEqual([0, 1]);
  });

  it('stop at the ends', () => {
    expect([keyed(0.01, 'ArrowLeft', false), keyed(0.95, 'ArrowRight', true)]).toEqual([0, 1]);
  });

  it('are no others: those are the viewer’s', () => {
    expect(['ArrowUp', 'ArrowDown', 'f', 'Escape', 'toString'].map((key) => keyed(0.5, key, false))).toEqual(Array(5).fill(undefined));
  });
});
