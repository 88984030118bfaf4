import { hasTool, newLabelmap, takeTool } from '../host/drawing';
import { ui } from '../i18n';
import { segmentsOn } from './segments';

/** OHIF's names. */
const [BRUSH, ELLIPSE, WINDOW] = ['CircularBrush', 'EllipticalROI', 'WindowLevel'];

/** False where the mode has no brush (OHIF before 3.13). */
export const hasBrush = (): boolean => hasTool(BRUSH);

/** Tools that the panel puts into the reader's hand. */
export class DrawingTools {
  private brushInHand = false;

  /** The brush, on a new segmentation of the series where it has none. */
  async takeBrush({ viewportId, imageIds }: { viewportId: string; imageIds: readonly string[] }): Promise<void> {
    if (segmentsOn(imageIds, viewportId).regions.length === 0) await newLabelmap(viewportId, ui.inpaint.brushLabel);
    takeTool(BRUSH);
    this.brushInHand = true;
  }

  takeEllipse(): void {
    takeTool(ELLIPSE);
    this.brushInHand = false;
  }

  /** Back to the window tool when the panel gave the brush out: the result opens in viewports that have nothing to paint on. */
  layDownBrush(): void {
    if (this.brushInHand) takeTool(WINDOW);
    this.brushInHand = false;
  }
}
