import { ui } from '../i18n';
import { host } from '../host/host';
import { segmentsOn } from './segments';

/** Tools that the panel puts into the reader's hand, by OHIF's names; the group of ordinary viewports. */
const [BRUSH, ELLIPSE, WINDOW, GROUP] = ['CircularBrush', 'EllipticalROI', 'WindowLevel', 'default'];

let brushInHand = false;

const take = (toolName: string) => host().commands?.run('setToolActiveToolbar', { toolName });

/** False where the mode has no brush (OHIF before 3.13). */
export const hasBrush = (): boolean => host().services.toolGroupService?.getToolGroup(GROUP)?.hasTool(BRUSH) ?? false;

/** Puts the brush into the reader's hand, on a new segmentation of the series where it has none. */
export async function takeBrush({ viewportId, imageIds }: { viewportId: string; imageIds: readonly string[] }): Promise<void> {
  const options = { createInitialSegment: true, label: ui.inpaint.brushLabel };
  if (segmentsOn(imageIds, viewportId).regions.length === 0)
    await host().commands?.run('createLabelmapForViewport', { viewportId, options });
  take(BRUSH);
  brushInHand = true;
}

export function takeEllipse(): void {
  take(ELLIPSE);
  brushInHand = false;
}

/** Back to the window tool when the panel gave the brush out: the result opens in viewports that have nothing to paint on. */
export function layDownBrush(): void {
  if (brushInHand) take(WINDOW);
  brushInHand = false;
}
