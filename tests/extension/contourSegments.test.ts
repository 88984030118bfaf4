import { contourSegmentsOn } from '../../extension/regions/contourSegments';
import { bindHost } from '../../extension/host/host';
import { segmentsOn } from '../../extension/regions/segments';
import type { Annotation, Segmentation } from '../../extension/host/toolTypes';
import type { ExtensionContext } from '../../extension/host/types';
import { nothingDrawn } from '../../extension/regions/candidates';

/** Three slices of 6 × 8 pixels of 1 × 2 mm, 5 mm apart, listed from head to feet; rows run to the back, columns to the left. */
const IMAGES = ['a', 'b', 'c'];
const SPACING = 5;
const plane = (z: number) => ({
  position: [10, 20, z] as const,
  rowCosines: [1, 0, 0] as const,
  columnCosines: [0, 1, 0] as const,
  rows: 6,
  columns: 8,
  rowSpacing: 2,
  columnSpacing: 1,
});
const series = { imageIds: IMAGES, planes: [plane(10), plane(5), plane(0)], viewportId: 'v' };
/** A rectangle around the middles of the pixels from one to another, mm. */
const box = (z: number, [c1, r1]: [number, number], [c2, r2]: [number, number]) =>
  [
    [c1 - 0.4, r1 - 0.4],
    [c2 + 0.4, r1 - 0.4],
    [c2 + 0.4, r2 + 0.4],
    [c1 - 0.4, r2 + 0.4],
  ].map(([c = 0, r = 0]) => [10 + c, 20 + 2 * r, z]);

type Drawn = { uid: string; polyline: number[][]; image?: string; frame?: string; closed?: boolean; holes?: string[] };
const annotation = ({ uid, polyline, image, frame = 'frame', closed = true, holes = [] }: Drawn): Annotation => ({
  annotationUID: uid,
  childAnnotationUIDs: holes,
  metadata: {
    toolName: 'PlanarFreehandContourSegmentationTool',
    FrameOfReferenceUID: frame,
    ...(image !== undefined && { referencedImageId: image }),
  },
  data: { contour: { polyline, closed } },
});
const segmentation = (segmentationId: string, lists: Record<number, string[]>): Segmentation => ({
  segmentationId,
  label: segmentationId,
  segments: Object.fromEntries(Object.keys(lists).map((key) => [key, { label: `segment ${key}`, active: key === '1' }])),
  representationData: { Contour: { annotationUIDsMap: new Map(Object.entries(lists).map(([key, uids]) => [Number(key), new Set(uids)])) } },
});

function read(segmentations: Segmentation[], drawn: Drawn[], active = '', file: Record<string, object> = {}) {
  const cornerstone = {
    cache: { getImage: () => undefined, getGeometry: (id: string) => file[id] },
    metaData: { get: () => ({ frameOfReferenceUID: 'frame' }) },
  };
  const cornerstoneTools = { annotation: { state: { getAllAnnotations: () => drawn.map(annotation) } }, Enums: { Events: {} } };
  const segmentationService = {
    getSegmentations: () => segmentations,
    getActiveSegmentation: () => segmentations.find(({ segmentationId }) => segmentationId === active),
  };
  const extensionManager = { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone, cornerstoneTools }) } }) };
  const displaySetService = { getDisplaySetByUID: () => undefined };
  bindHost({ servicesManager: { services: { segmentationService, displaySetService } }, extensionManager } as unknown as ExtensionContext);
  return contourSegmentsOn(series, SPACING);
}
const picture = (mask: Uint8Array | undefined) =>
  mask && Array.from({ length: 6 }, (_, r) => [...mask.subarray(8 * r, 8 * r + 8)].map((v) => '.#'[v]).join(''));

describe('segments held as contours', () => {
  it('are the pixels inside; a hole stays a hole, and an island in it an island', () => {
    const { regions, elsewhere } = read(
      [segmentation('S', { 1: ['outer', 'other slice'] })],
      [
        { uid: 'outer', polyline: box(5, [1, 0], [6, 4]), image: 'b', holes: ['hole'] },
        { uid: 'hole', polyline: box(5, [2, 1], [5, 3]), image: 'b', holes: ['island'] },
        { uid: 'island', polyline: box(5, [3, 2], [3, 2]), image: 'b' },
        { uid: 'other slice', polyline: box(0, [0, 5], [7, 5]) },
      ],
    );
    expect(elsewhere).toBe(0);
    expect(regions).toMatchObject([{ id: 'segment S 1', kind: 'segment', label: 'segment 1 (S)' }]);
    expect(regions[0]?.problem).toBeUndefined();
    expect(regions[0]?.masks.map(picture)).toEqual([
      undefined,
      ['.######.', '.#....#.', '.#.#..#.', '.#....#.', '.######.', '........'],
      ['........', '........', '........', '........', '........', '########'],
    ]);
  });

  it('that reach beyond the picture are cut off there', () => {
    const { regions } = read([segmentation('S', { 1: ['o'] })], [{ uid: 'o', polyline: box(10, [-3, 4], [1, 20]), image: 'a' }]);
    expect(picture(regions[0]?.masks[0])).toEqual(['........', '........', '........', '........', '##......', '##......']);
  });

  it('are each by themselves; the one being drawn in is marked; a new one is empty', () => {
    const drawn = [{ uid: 'x', polyline: box(5, [0, 0], [0, 0]), image: 'b' }];
    const segmentations = [segmentation('S', { 1: [], 2: ['x'] }), segmentation('new', { 1: [] })];
    expect(read(segmentations, drawn).regions.map(({ id }) => id)).toEqual(['segment S 1', 'segment S 2']);
    const { regions } = read(segmentations, drawn, 'new');
    expect(regions.map(({ id, active }) => [id, active])).toEqual([
      ['segment S 1', false],
      ['segment S 2', false],
      ['segment new 1', true],
    ]);
    expect(segmentsOn(IMAGES, 'v')).toEqual({ regions: [], elsewhere: 0 });
  });

  it('of another series or another frame of reference are counted, not read', () => {
    const found = read(
      [segmentation('S', { 1: ['image'] }), segmentation('T', { 1: ['frame'] })],
      [
        { uid: 'image', polyline: box(5, [1, 1], [2, 2]), image: 'other' },
        { uid: 'frame', polyline: box(5, [1, 1], [2, 2]), frame: 'another' },
      ],
    );
    expect(found).toEqual({ regions: [], elsewhere: 2 });
    expect(nothingDrawn(found)).toMatchObject({ code: 'REGION_GRID', measured: '2 regions on another series, none on this one' });
  });

  it('that do not lie on the slices, or are open, are refused whole, with the numbers', () => {
    const problemOf = (...drawn: Omit<Drawn, 'uid'>[]) => {
      const all = drawn.map((one, n) => ({ ...one, uid: String(n) }));
      const { regions } = read([segmentation('S', { 1: all.map(({ uid }) => uid) })], all);
      expect(regions[0]?.masks).toEqual([undefined, undefined, undefined]);
      return regions[0]?.problem;
    };
    const good = { polyline: box(5, [1, 1], [4, 4]) };
    const upright = box(0, [1, 1], [4, 4]).map(([x = 0, y = 0], i) => [x, 24, y + i]);
    expect(problemOf(good, { polyline: box(7, [1, 1], [4, 4]) })).toMatchObject({
      code: 'REGION_PLANE',
      measured: '1 of 2 contours between the slices or beyond them',
    });
    expect(problemOf(good, good, { polyline: upright, image: 'b' })).toMatchObject({
      code: 'REGION_PLANE',
      measured: '1 of 3 contours drawn in another plane than the slices',
    });
    expect(problemOf(good, { polyline: box(5, [1, 1], [4, 4]), closed: false })?.code).toBe('REGION_OPEN');
  });

  it('of a file are those of the file, where the viewer has cut them for its other panes', () => {
    const held = segmentation('RT', { 1: ['cut'] });
    const data = { Contour: { ...held.representationData.Contour, geometryIds: ['one', 'other'] } };
    const set = (segmentIndex: number, points: number[][]) => ({
      data: { segmentIndex, frameOfReferenceUID: 'frame', contours: [{ points }] },
    });
    const file = { one: set(1, box(5, [2, 2], [3, 3])), other: set(2, box(5, [0, 0], [7, 5])) };
    const cut = [{ uid: 'cut', polyline: box(0, [1, 1], [4, 4]).map(([x = 0, y = 0]) => [x, 24, y]) }];
    const [region] = read([{ ...held, representationData: data }], cut, '', file).regions;
    expect(region?.problem).toBeUndefined();
    expect(region?.masks.map(picture)).toEqual([
      undefined,
      ['........', '........', '..##....', '..##....', '........', '........'],
      undefined,
    ]);
  });
});
