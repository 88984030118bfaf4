import { jest } from '@jest/globals';
import { Inpainting } from '../../extension/inpaint/Inpainting';
import type { ActiveSeries } from '../../extension/host/activeSeries';
import { stack, series, marked, list, viewer, segmentation } from '../support/drawnSeries';

describe('the inpainting of a series', () => {
  const active = { ...series, viewportId: 'v', displaySetUID: 'd' } as ActiveSeries;

  it('follows what is drawn, and takes it as it is at that moment, with its margin', () => {
    jest.useFakeTimers();
    const labels = { x: { referencedImageId: 'b', data: marked() } };
    const { draw } = viewer({ labels, segmentations: [segmentation('S', { imageIds: ['x'] }, { 1: { active: true } })], active: 'S' });
    let changes = 0;
    const inpainting = new Inpainting(() => {
      changes += 1;
      inpainting.look(active, stack);
    });
    inpainting.open();
    inpainting.look(active, stack);
    expect(inpainting.judge(active, stack).problem).toMatchObject({ code: 'REGION_EMPTY', measured: 'a segment with nothing drawn in it' });
    labels.x.data[27] = 1;
    draw();
    draw();
    jest.runAllTimers();
    expect(changes).toBe(1);
    expect(inpainting.judge(active, stack)).toEqual({ problem: undefined, slices: 1 });
    inpainting.choose({ margin: 2, purpose: 'artefact' });
    const taken = inpainting.take();
    expect(taken?.region.map(list)).toEqual([[], [19, 25, 26, 27, 28, 29, 35], []]);
    expect(taken?.about).toEqual({ source: 'a segment', marginMm: 2, purpose: 'Artefact repair' });
    expect(inpainting.store.get().grown).toEqual({ millilitres: 0.07, slices: 1 });
    inpainting.add('d', [undefined, undefined, marked(3)], 'Finding 1');
    inpainting.look(active, stack);
    expect(inpainting.store.get().regions.find(({ id }) => id === inpainting.store.get().chosenId)?.label).toBe('Finding 1');
    inpainting.look(undefined, undefined);
    expect(inpainting.take()).toBeUndefined();
    inpainting.close();
    jest.useRealTimers();
  });

  it('is judged without a change: a toolbar asks at every event of every viewport', () => {
    const labels = { x: { referencedImageId: 'b', data: marked(27) } };
    viewer({ labels, segmentations: [segmentation('S', { imageIds: ['x'] }, { 1: { active: true } })], active: 'S' });
    const inpainting = new Inpainting(() => undefined);
    inpainting.open();
    const before = inpainting.store.get();
    let heard = 0;
    inpainting.store.subscribe(() => (heard += 1));
    expect(inpainting.judge(active, stack)).toEqual({ problem: undefined, slices: 1 });
    expect(inpainting.judge({ ...active, displaySetUID: 'e', imageIds: ['p', 'q', 'r'] }, stack).problem?.code).toBe('REGION_GRID');
    expect(inpainting.judge(undefined, undefined)).toEqual({ problem: undefined, slices: undefined });
    expect([inpainting.store.get() === before, heard]).toEqual([true, 0]);
    inpainting.close();
  });
});
