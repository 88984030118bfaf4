import { host } from './host';
import { viewportOf } from './mounted';
import type { GridPane } from './types';

/** Smaller cosines between the normals of two viewports mean different planes; a mirrored picture has the opposite normal. */
const SAME_PLANE = 0.999;

const gridPanes = (ids: readonly string[]): GridPane[] =>
  ids.flatMap((id) => host().services.viewportGridService.getState().viewports.get(id) ?? []);

/** Each pane as large as the grid, one upon the other. */
export const stackedPlaces = (count: number) =>
  Array.from({ length: count }, (_, column) => ({ x: 0, y: 0, width: 1, height: 1, positionId: `${column}-0` }));

const fillsGrid = ({ width, height }: GridPane) => width === 1 && height === 1;

/** Whether viewports fill the grid, are of one kind and show one plane: only then may one be cut open to show the other. */
export function showOnePlane(ids: readonly string[]): boolean {
  const panes = gridPanes(ids);
  const [first, ...others] = ids.flatMap((id) => viewportOf(id) ?? []);
  if (!first || panes.length < ids.length || others.length + 1 < ids.length || !panes.every(fillsGrid)) return false;
  const normal = first.getCamera().viewPlaneNormal ?? [];
  return others.every((other) => {
    const own = other.getCamera().viewPlaneNormal ?? [];
    return other.type === first.type && Math.abs(normal.reduce((sum, v, i) => sum + v * (own[i] ?? NaN), 0)) > SAME_PLANE;
  });
}

/** Panes that still lie upon each other are put beside each other as they are: of two such panes the reader would see one. */
export function unstack(ids: readonly string[]): void {
  const panes = gridPanes(ids);
  if (panes.length < 2 || !panes.every(fillsGrid)) return;
  void host().services.viewportGridService.setLayout({
    numRows: 1,
    numCols: panes.length,
    layoutType: 'grid',
    isHangingProtocolLayout: false,
    findOrCreateViewport: (position) => ({ ...(panes[position] as GridPane) }),
  });
}

/** Calls back whenever what `showOnePlane` says may have changed. */
export function onPlaneChange(ids: readonly string[], listener: () => void): () => void {
  const { cornerstoneViewportService: viewports } = host().services;
  const { CAMERA_MODIFIED } = host().cornerstone.Enums.Events;
  const subscription = viewports.subscribe(viewports.EVENTS.VIEWPORT_DATA_CHANGED ?? 'VIEWPORT_DATA_CHANGED', listener);
  const elements = ids.flatMap((id) => viewportOf(id)?.element ?? []);
  elements.forEach((element) => element.addEventListener(CAMERA_MODIFIED, listener));
  return () => {
    subscription.unsubscribe();
    elements.forEach((element) => element.removeEventListener(CAMERA_MODIFIED, listener));
  };
}
