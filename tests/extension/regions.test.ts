import { outlinesOn } from '../../extension/regions/outlines';
import { segmentsOn } from '../../extension/regions/segments';
import type { Annotation } from '../../extension/host/toolTypes';
import {
  factsOf,
  grown,
  nothingDrawn,
  problemOf,
  settle,
  withAllOutlines,
  type RegionFacts,
  type Candidate,
} from '../../extension/regions/candidates';
import { stackAs } from '../support/stackAs';
import { IMAGES, size, grid, series, at, marked, list, viewer, segmentation } from '../support/drawnSeries';

describe('segments', () => {
  it('are read slice by slice, each by itself, the active one first', () => {
    const labels = {
      x: { referencedImageId: 'a', data: marked(1, 2) },
      y: { referencedImageId: 'c', data: marked(3).map((v, i) => (i === 9 ? 2 : v)) },
    };
    const segments = { 1: { label: 'one' }, 2: { label: 'two', active: true }, 3: { label: 'three' } };
    viewer({ labels, segmentations: [segmentation('S', { imageIds: ['x', 'y'] }, segments)], active: 'S' });
    const { regions, elsewhere } = segmentsOn(IMAGES, 'v');
    expect(elsewhere).toBe(0);
    expect(regions.map(({ label }) => label)).toEqual(['two (S)', 'one (S)', 'three (S)']);
    expect(regions.map(({ masks }) => masks.map(list))).toEqual([
      [[], [], [9]],
      [[1, 2], [], [3]],
      [[], [], []],
    ]);
    labels.x.data[5] = 1;
    expect(list(regions[1]?.masks[0])).toEqual([1, 2]);
  });

  it('of another series are counted, not read', () => {
    const labels = { x: { referencedImageId: 'other', data: marked(1) } };
    viewer({ labels, segmentations: [segmentation('S', { imageIds: ['x'] }, { 1: {} })] });
    const found = segmentsOn(IMAGES, 'v');
    expect(found).toEqual({ regions: [], elsewhere: 1 });
    expect(nothingDrawn(found)).toMatchObject({ code: 'REGION_GRID', measured: '1 region on another series, none on this one' });
  });

  it('are refused where label images are lost, with how many: part of a segment is not that segment', () => {
    const labels = { x: { referencedImageId: 'a', data: marked(1, 2) } };
    const read = (imageIds: string[], referencedImageIds?: string[]) => {
      const data = { imageIds, ...(referencedImageIds && { referencedImageIds }) };
      viewer({ labels, segmentations: [segmentation('S', data, { 1: {}, 2: {} })] });
      return segmentsOn(IMAGES, 'v');
    };
    for (const found of [read(['x', 'gone', 'lost']), read(['x', 'gone', 'lost'], ['a', 'b', 'c'])]) {
      expect(found.regions.map(({ masks, problem }) => [masks.map(list), problem])).toEqual(
        [1, 2].map(() => [
          [[], [], []],
          {
            code: 'SLICE_UNREADABLE',
            measured: "2 of 3 label images no longer in the viewer's memory",
            sentence: 'A slice could not be loaded.',
            hint: 'Check the connection to the archive and try again.',
          },
        ]),
      );
    }
    // Which series those of which nothing is left lie on nobody knows; those that lie on another are no business of this one.
    expect(read(['gone']).regions.map(({ problem }) => problem?.code)).toEqual(['SLICE_UNREADABLE', 'SLICE_UNREADABLE']);
    expect(read(['x', 'gone'], ['a', 'other']).regions[0]?.problem).toBeUndefined();
    expect(read(['gone'], ['other'])).toEqual({ regions: [], elsewhere: 1 });
  });

  it('that overlap in a SEG are put together, and images may be named by a volume', () => {
    const labels = { x: { data: marked(1) }, y: { data: marked(2) } };
    viewer({ labels, segmentations: [segmentation('S', { volumeId: 'volume', referencedImageIds: ['b', 'b'] }, { 1: {} })] });
    expect(segmentsOn(IMAGES, 'v').regions[0]?.masks.map(list)).toEqual([[], [1, 2], []]);
  });
});

describe('outlines', () => {
  const annotation = (toolName: string, data: Annotation['data'], metadata: Partial<Annotation['metadata']> = {}): Annotation => ({
    annotationUID: toolName,
    metadata: { toolName, referencedImageId: 'b', FrameOfReferenceUID: 'frame', ...metadata },
    data,
  });
  const box = (z: number) => [at(1.5, 1.5, z), at(4.5, 1.5, z), at(1.5, 3.5, z), at(4.5, 3.5, z)];
  const read = (...annotations: Annotation[]) => {
    viewer({ annotations });
    return outlinesOn(series, 5);
  };

  it('of each tool enclose the same pixels as on screen', () => {
    const inBox = [18, 19, 20, 26, 27, 28];
    const corners = box(5);
    const loop = [corners[0], corners[1], corners[3], corners[2]] as number[][];
    // 3.1 mm around the middle of pixel (4, 4); rows are 2 mm apart.
    const inCircle = Array.from({ length: 64 }, (_, i) => i).filter((i) => Math.hypot((i % 8) - 4, 2 * (Math.floor(i / 8) - 4)) < 3.1);
    const found = read(
      annotation('RectangleROI', { handles: { points: corners } }),
      annotation('PlanarFreehandROI', { contour: { polyline: loop, closed: true } }),
      annotation('CircleROI', { handles: { points: [at(4, 4, 5), at(7.1, 4, 5)] } }),
      annotation('EllipticalROI', { handles: { points: [at(4, 5.55, 5), at(4, 2.45, 5), at(0.9, 4, 5), at(7.1, 4, 5)] } }),
    ).regions;
    expect(found.map(({ masks }) => masks.map(list)[1])).toEqual([inBox, inBox, inCircle, inCircle]);
    expect(found.map(({ label }) => label)).toEqual(['Rectangle, slice 2', 'Freehand, slice 2', 'Circle, slice 2', 'Ellipse, slice 2']);
    expect(found.every(({ masks, problem }) => !masks[0] && !masks[2] && !problem)).toBe(true);
  });

  it('drawn in a volume are put on the slice in whose plane they lie', () => {
    const bare = { metadata: { toolName: 'RectangleROI', FrameOfReferenceUID: 'frame' } };
    const found = read({ ...bare, data: { handles: { points: box(1) } } });
    expect(found.regions.map(({ masks }) => masks.map((mask) => mask !== undefined))).toEqual([[false, false, true]]);
    expect(found).toMatchObject({ elsewhere: 0, regions: [{ problem: undefined }] });
  });

  it('drawn in another plane or beyond the stack are refused in plain words, even where they name a slice', () => {
    const upright = [at(1, 1, 1), at(6, 1, 1), at(1, 1, 9), at(6, 1, 9)];
    const low = [at(1, 1, 4.5), at(6, 1, 4.5), at(1, 1, 6), at(6, 1, 6)];
    const bare = { toolName: 'RectangleROI', FrameOfReferenceUID: 'frame' };
    const found = read(
      { metadata: bare, data: { handles: { points: upright } } },
      { metadata: { ...bare, referencedImageId: 'b' }, data: { handles: { points: low } } },
      { metadata: bare, data: { handles: { points: [at(0, 1, 0), at(7, 1, 4), at(0, 5, 10), at(7, 5, 14)] } } },
      { metadata: bare, data: { handles: { points: box(14) } } },
    );
    const otherPlane = 'an outline drawn in another plane than the slices';
    const beyond = 'an outline drawn between the slices or beyond them';
    expect(found.elsewhere).toBe(0);
    expect(found.regions.map(({ problem }) => problem)).toMatchObject(
      [otherPlane, otherPlane, otherPlane, beyond].map((measured) => ({ code: 'REGION_PLANE', measured })),
    );
    expect(found.regions.map(({ label }) => label)).toEqual(Array(4).fill('Rectangle'));
    expect(found.regions.every(({ masks }) => masks.every((mask) => mask === undefined))).toBe(true);
  });

  it('of other series, other frames of reference, and lines are left out', () => {
    const points = { handles: { points: box(5) } };
    const found = read(
      annotation('RectangleROI', points, { referencedImageId: 'other' }),
      { metadata: { toolName: 'RectangleROI', FrameOfReferenceUID: 'another' }, data: points },
      annotation('Length', { handles: { points: [at(1, 1, 5), at(5, 5, 5)] } }),
    );
    expect(found).toEqual({ regions: [], elsewhere: 2 });
  });

  it('that are open or too small say so', () => {
    const polyline = box(5);
    const small = [at(2.2, 2.2, 5), at(2.4, 2.2, 5), at(2.2, 2.4, 5), at(2.4, 2.4, 5)];
    const { regions } = read(
      annotation('PlanarFreehandROI', { contour: { polyline, closed: false } }),
      annotation('RectangleROI', { handles: { points: small } }),
    );
    expect(regions.map(({ problem }) => problem?.code)).toEqual(['REGION_OPEN', 'REGION_EMPTY']);
  });
});

describe('the choice of a region', () => {
  const region = (id: string, mask: Uint8Array | undefined, kind: Candidate['kind'] = 'outline', slice = 1): Candidate => ({
    id,
    kind,
    label: id,
    masks: IMAGES.map((_, k) => (k === slice ? mask : undefined)),
  });
  const facts = (...regions: Candidate[]): RegionFacts[] => regions.map((one) => factsOf(one, grid));

  it('is what was drawn last, else what was chosen, else the first that can be used', () => {
    const [empty, one, two] = facts(region('empty', undefined, 'segment'), region('one', marked(1)), region('two', marked(2)));
    if (!empty || !one || !two) throw new Error();
    expect(settle([empty, one, two], undefined, undefined)).toBe('one');
    expect(settle([empty, one, two], ['empty', 'one', 'two'], 'two')).toBe('two');
    expect(settle([empty, one, two], ['one'], 'one')).toBe('two');
    expect(settle([empty, one], ['one', 'two'], 'two')).toBe('one');
    expect(settle([empty], [], undefined)).toBe('empty');
    expect(settle([], [], 'one')).toBeUndefined();
  });

  it('offers all outlines together where there are several', () => {
    expect(withAllOutlines([region('one', marked(1))])).toHaveLength(1);
    const all = withAllOutlines([region('one', marked(1)), region('two', marked(2)), region('three', marked(7), 'outline', 2)]).at(-1);
    expect(all?.masks.map(list)).toEqual([[], [1, 2], [7]]);
  });

  it('refuses what cannot be filled, with the numbers', () => {
    const problem = (...masks: (Uint8Array | undefined)[]) => problemOf(masks, grid);
    expect(problem(undefined, marked(1), undefined)).toBeUndefined();
    expect(problem(undefined, marked(), undefined)?.code).toBe('REGION_EMPTY');
    expect(problem(undefined, marked(1))).toMatchObject({ code: 'REGION_GRID', measured: '2 slices', allowed: '3' });
    expect(problem(undefined, new Uint8Array(63), undefined)).toMatchObject({ code: 'REGION_GRID', measured: '63 pixels', allowed: '64' });
    const whole = new Uint8Array(64).fill(1);
    expect(problem(marked(1), whole, undefined)).toMatchObject({ code: 'REGION_COVERS_ALL', measured: 'slice 2 covered whole' });
  });

  it('grows along the places of the slices, whatever their order in the list', () => {
    const made = grown([marked(27), undefined, undefined], { ...grid, stack: stackAs([1, 0, 2], size) }, 5);
    expect(made.map((mask) => mask !== undefined)).toEqual([true, true, true]);
    const ends = grown([marked(27), undefined, undefined], grid, 5);
    expect(ends.map((mask) => mask !== undefined)).toEqual([true, true, false]);
  });
});
