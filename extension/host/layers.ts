import type { Types } from '@cornerstonejs/core';
import { displaySetOf, planeOf, visibleImageId } from './activeSeries';
import { noteOf } from './displaySets';
import { host } from './host';
import type { ImageViewport } from './types';
import { pinWindow, type ValueRange, windowOfViewport } from './window';

/** How a volume is drawn over another one. */
export interface Paint {
  colormap: string;
  range: ValueRange;
  /** Opacity over values. */
  opacity: { value: number; opacity: number }[];
}

interface VolumeActor {
  getMapper(): { setBlendMode(mode: number): void; getSampleDistance(): number };
  getProperty(): { setScalarOpacityUnitDistance(component: number, distance: number): void };
}

interface LayeredViewport extends Omit<ImageViewport, 'getActors' | 'setProperties'> {
  getAllVolumeIds?(): string[];
  getActors(): { uid: string; referencedId?: string; actor: VolumeActor }[];
  removeVolumeActors?(uids: string[], immediate: boolean): void;
  setProperties(properties: object, volumeId: string, quiet: boolean): void;
  jumpToWorld?(point: Types.Point3): void;
}

const find = (viewportId: string) =>
  (host().services.cornerstoneViewportService.getCornerstoneViewport(viewportId) ?? undefined) as LayeredViewport | undefined;

/** vtk's maximum blend: the only one in which one sample of a thin slab keeps its opacity. */
const MAXIMUM = 1;

/**
 * Colours a layer of a viewport with true alpha: in the default, composite blend the alpha would depend on the voxel size (0.3 gives 0.045 at
 * 7 mm slices). To be repeated after anything that may have set the properties anew.
 *
 * @returns false where the layer is not drawn (yet)
 */
export function paintLayer(viewportId: string, displaySetUID: string, { colormap, range, opacity }: Paint): boolean {
  const viewport = find(viewportId);
  const volumeId = viewport?.getAllVolumeIds?.().find((id) => id.includes(displaySetUID));
  const entry = volumeId === undefined ? undefined : viewport?.getActors().find(({ referencedId }) => referencedId === volumeId);
  if (!viewport || volumeId === undefined || !entry) return false;
  viewport.setProperties({ colormap: { name: colormap, opacity }, voiRange: range }, volumeId, true);
  const mapper = entry.actor.getMapper();
  mapper.setBlendMode(MAXIMUM);
  entry.actor.getProperty().setScalarOpacityUnitDistance(0, mapper.getSampleDistance());
  viewport.render();
  return true;
}

/** Registers a colour map under a name; twice does no harm. */
export function registerColours(name: string, points: readonly number[]): void {
  host().cornerstone.utilities.colormap.registerColormap({ Name: name, ColorSpace: 'RGB', RGBPoints: [...points] });
}

/** Places and colours of a map by its name, OHIF's own included. */
export function coloursNamed(name: string): readonly number[] {
  const found = host().cornerstone.utilities.colormap.getColormap(name) as { RGBPoints?: number[] } | undefined;
  return found?.RGBPoints ?? [0, 0, 0, 0, 1, 1, 1, 1];
}

export interface Shown {
  viewportId: string;
  /** The picture, then what lies on top of it. */
  uids: readonly string[];
}

export const shownEverywhere = (): Shown[] =>
  [...host().services.viewportGridService.getState().viewports.values()].map(({ viewportId, displaySetInstanceUIDs }) => ({
    viewportId,
    uids: displaySetInstanceUIDs ?? [],
  }));

/** Viewports that show one of these over a picture. */
export const layersOf = (uids: readonly string[]): Shown[] =>
  shownEverywhere().filter((shown) => shown.uids.slice(1).some((uid) => uids.includes(uid)));

/** Viewports that show a result of a source by itself: those beside the original. */
export const companionsOf = (sourceUID: string): Shown[] =>
  shownEverywhere().filter(({ uids }) => uids.length === 1 && noteOf(uids[0])?.sourceUID === sourceUID);

export const isStack = (viewportId: string) => find(viewportId)?.type.toLowerCase() === 'stack';
export const isVolumeViewport = (viewportId: string) => find(viewportId)?.type.toLowerCase() === 'orthographic';

/** What the reader has set in a viewport and would lose when its kind changes. */
interface Scene {
  point: Types.Point3 | undefined;
  window: ValueRange | undefined;
  camera: { zoom: number; pan: Types.Point2 } | undefined;
}

function sceneOf(viewportId: string): Scene {
  const viewport = find(viewportId);
  const imageId = visibleImageId(viewportId);
  const plane = imageId === undefined ? undefined : planeOf(imageId);
  const camera = viewport && viewport.getActors().length > 0 ? { zoom: viewport.getZoom(), pan: viewport.getPan() } : undefined;
  return { point: plane && [...plane.position], window: windowOfViewport(viewportId), camera };
}

const POLL_MS = 40;
const PATIENCE_MS = 20_000;

/** Waits until a viewport draws exactly these; false when it is to show something else by then. */
async function drawn(viewportId: string, uids: readonly string[], stack = false): Promise<boolean> {
  const { viewportGridService: grid, cornerstoneViewportService: viewports } = host().services;
  let asked = false;
  // A page in the background draws nothing: the time there does not count.
  for (let waited = 0; waited < PATIENCE_MS; waited += document.hidden ? 0 : POLL_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const wanted = grid.getState().viewports.get(viewportId)?.displaySetInstanceUIDs ?? [];
    if (asked && wanted.join() !== uids.join()) return false;
    asked ||= wanted.join() === uids.join();
    const data = viewports.getViewportInfo(viewportId)?.getViewportData()?.data ?? [];
    const listed = data.map(({ displaySetInstanceUID }) => displaySetInstanceUID).join() === uids.join();
    if (listed && isStack(viewportId) === stack && (find(viewportId)?.getActors().length ?? 0) >= uids.length) return true;
  }
  return false;
}

/** Gives a viewport its pictures, and keeps slice, window, zoom and pan where the first picture stays the same. */
async function put(viewportId: string, uids: string[], layer: Paint | undefined, stack: boolean): Promise<void> {
  const scene = displaySetOf(viewportId)?.displaySetInstanceUID === uids[0] ? sceneOf(viewportId) : undefined;
  // 'axial' would resample an oblique series; a volume viewport keeps the plane it has.
  const inPlane = isStack(viewportId) || stack ? { orientation: 'acquisition', toolGroupId: 'default' } : {};
  const viewportOptions = { viewportId, viewportType: stack ? 'stack' : 'volume', allowUnmatchedView: true, ...inPlane };
  const displaySetOptions = [{}, ...(layer ? [optionsOf(layer)] : [])];
  await host().services.viewportGridService.setDisplaySetsForViewports([
    { viewportId, displaySetInstanceUIDs: uids, viewportOptions, displaySetOptions },
  ]);
  const viewport = (await drawn(viewportId, uids, stack)) ? find(viewportId) : undefined;
  if (!viewport || !scene) return;
  if (scene.camera) {
    viewport.setZoom(scene.camera.zoom);
    viewport.setPan(scene.camera.pan);
  }
  if (scene.window) pinWindow(viewport as unknown as ImageViewport, scene.window);
  if (scene.point) viewport.jumpToWorld?.(scene.point);
  viewport.render();
}

/** Lays a map over a picture: a stack becomes a volume viewport, which alone can draw two. */
export const addLayer = (viewportId: string, pictureUID: string, layerUID: string, paint: Paint): Promise<void> =>
  put(viewportId, [pictureUID, layerUID], paint, false);

/** Makes a stack a volume viewport: viewports that are read together must be of one kind, since they count slices from opposite ends. */
export async function asVolume(viewportId: string, pictureUID: string): Promise<void> {
  if (isStack(viewportId)) await put(viewportId, [pictureUID], undefined, false);
}

/** The picture without its layers again. */
export async function onlyPicture(
  viewportId: string,
  pictureUID: string,
  stack: boolean,
  layerUIDs: readonly string[] = [],
): Promise<void> {
  await put(viewportId, [pictureUID], undefined, stack);
  // OHIF leaves the volumes of a viewport alone when the first of them stays.
  const viewport = find(viewportId);
  const gone = viewport?.getActors().filter(({ referencedId }) => layerUIDs.some((uid) => referencedId?.includes(uid)));
  if (gone?.length)
    viewport?.removeVolumeActors?.(
      gone.map(({ uid }) => uid),
      true,
    );
}

/** For the first frame; `paintLayer` makes the alpha true. */
const optionsOf = ({ colormap, range, opacity }: Paint) => ({
  colormap: { name: colormap, opacity },
  voi: { windowWidth: range.upper - range.lower, windowCenter: (range.upper + range.lower) / 2 },
});

/** Calls back when viewports got other pictures, other layers or another layout. */
export function onLayersChange(listener: () => void): () => void {
  const { viewportGridService: grid, cornerstoneViewportService: viewports } = host().services;
  // After OHIF has set its own properties, which it does in the next task.
  const later = () => setTimeout(listener);
  const subscriptions = [
    grid.subscribe(grid.EVENTS.GRID_STATE_CHANGED ?? 'GRID_STATE_CHANGED', later),
    viewports.subscribe(viewports.EVENTS.VIEWPORT_DATA_CHANGED ?? 'VIEWPORT_DATA_CHANGED', later),
    viewports.subscribe(viewports.EVENTS.VIEWPORT_VOLUMES_CHANGED ?? 'VIEWPORT_VOLUMES_CHANGED', later),
  ];
  return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
}
