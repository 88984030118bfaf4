import { bindHost } from '../../extension/host/host';
import { linkViewports } from '../../extension/host/link';
import { showOnePlane, stackedPlaces, unstack } from '../../extension/host/stacked';
import type { ExtensionContext } from '../../extension/host/types';
import { keyed } from '../../extension/compare/Swipe';

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

interface FakeViewport {
  type: string;
  normal: number[];
  turn: { rotation: number; flipHorizontal: boolean; flipVertical: boolean };
  element: EventTarget;
}

const viewport = (patch: Partial<FakeViewport> = {}): FakeViewport => ({
  type: 'stack',
  normal: [0, 0, 1],
  turn: { rotation: 0, flipHorizontal: false, flipVertical: false },
  element: new EventTarget(),
  ...patch,
});

/** A viewer with two viewports, each as large as the grid. */
function bindViewer(left: FakeViewport, right: FakeViewport, places: object[] = stackedPlaces(2)) {
  const faked = new Map(
    Object.entries({ left, right }).map(([id, fake]) => [
      id,
      {
        ...fake,
        getActors: () => [{}],
        getCamera: () => ({ viewPlaneNormal: fake.normal }),
        getZoom: () => 1,
        getPan: () => [0, 0],
        getViewPresentation: () => fake.turn,
        setViewPresentation: (turn: FakeViewport['turn']) => (fake.turn = turn),
        render: () => undefined,
      },
    ]),
  );
  const viewports = new Map(
    ['left', 'right'].map((id, n) => [id, { viewportId: id, displaySetInstanceUIDs: [`set-${id}`], ...places[n] }]),
  );
  const layouts: { numRows: number; numCols: number; layoutOptions?: unknown; findOrCreateViewport: (n: number) => object }[] = [];
  const names = ['STACK_NEW_IMAGE', 'VOLUME_NEW_IMAGE', 'VOI_MODIFIED', 'CAMERA_MODIFIED'];
  const cornerstone = { Enums: { Events: Object.fromEntries(names.map((name) => [name, name])) } };
  const services = {
    viewportGridService: { getState: () => ({ viewports }), setLayout: (layout: (typeof layouts)[number]) => layouts.push(layout) },
    cornerstoneViewportService: { getCornerstoneViewport: (id: string) => faked.get(id) },
  };
  bindHost({
    servicesManager: { services },
    extensionManager: { getModuleEntry: () => ({ exports: { getCornerstoneLibraries: () => ({ cornerstone }) } }) },
  } as unknown as ExtensionContext);
  return layouts;
}

describe('two viewports in one place', () => {
  const ids = ['left', 'right'];

  it('are one picture while both fill the grid and show one plane, mirrored or not', () => {
    bindViewer(viewport(), viewport());
    expect(showOnePlane(ids)).toBe(true);
    bindViewer(viewport(), viewport({ normal: [0, 0, -1] }));
    expect(showOnePlane(ids)).toBe(true);
  });

  it.each([
    ['of another plane', viewport({ normal: [1, 0, 0] }), stackedPlaces(2)],
    ['of another kind', viewport({ type: 'orthographic' }), stackedPlaces(2)],
    ['beside it', viewport(), [0, 0.5].map((x) => ({ x, y: 0, width: 0.5, height: 1 }))],
  ])('are not with one %s', (_, right, places) => {
    bindViewer(viewport(), right, places);
    expect(showOnePlane(ids)).toBe(false);
  });

  it('are not when one of them is gone', () => {
    bindViewer(viewport(), viewport());
    expect(showOnePlane(['left', 'none'])).toBe(false);
  });

  it('are put beside each other with what they show, and left alone when they are', () => {
    const layouts = bindViewer(viewport(), viewport());
    unstack(ids);
    expect(layouts).toMatchObject([{ numRows: 1, numCols: 2 }]);
    expect(layouts[0]?.layoutOptions).toBeUndefined();
    expect([0, 1].map((n) => layouts[0]?.findOrCreateViewport(n))).toMatchObject(
      ids.map((id) => ({ displaySetInstanceUIDs: [`set-${id}`] })),
    );
    const beside = bindViewer(
      viewport(),
      viewport(),
      [0, 0.5].map((x) => ({ x, y: 0, width: 0.5, height: 1 })),
    );
    unstack(ids);
    expect(beside).toEqual([]);
  });
});

describe('linked viewports', () => {
  it('turn and mirror together; the one that the reader turned leads, although it remembers that late', async () => {
    const [left, right] = [viewport(), viewport()];
    bindViewer(left, right);
    const unlink = linkViewports(['left', 'right'].map((id) => ({ id, window: 'source' })));
    right.element.dispatchEvent(new Event('CAMERA_MODIFIED'));
    right.turn = { rotation: 90, flipHorizontal: true, flipVertical: false };
    await Promise.resolve();
    expect(left.turn).toEqual(right.turn);
    unlink();
    left.turn = { rotation: 0, flipHorizontal: false, flipVertical: false };
    left.element.dispatchEvent(new Event('CAMERA_MODIFIED'));
    await Promise.resolve();
    expect(right.turn.rotation).toBe(90);
  });
});
