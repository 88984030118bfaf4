import { expect, type Locator, type Page } from '@playwright/test';
import type { Pixels } from './RegionsPage';

interface Plane {
  imagePositionPatient: number[];
  rowCosines: number[];
  columnCosines: number[];
  rowPixelSpacing: number;
  columnPixelSpacing: number;
  columns: number;
  frameOfReferenceUID: string;
}

interface Viewer {
  services: {
    displaySetService: { getActiveDisplaySets(): { Modality?: string; imageIds?: string[] }[] };
    viewportGridService: { getActiveViewportId(): string };
    cornerstoneViewportService: { getCornerstoneViewport(id: string): { element: HTMLElement } };
  };
  commandsManager: { run(command: string, options: object): unknown };
  cornerstoneTools: {
    annotation: {
      state: {
        addAnnotation(annotation: object, element: HTMLElement): void;
        addChildAnnotation(parent: object, child: object): void;
        getAllAnnotations(): { data: { handles: { points: number[][] } } }[];
      };
    };
    utilities: { contourSegmentation: { addContourSegmentationAnnotation(annotation: object): void } };
  };
  cornerstone: { metaData: { get(module: string, id: string): Plane } };
}

/** OHIF's ways to a region beyond those of the panel: contours, three planes, objects of the archive. */
export class DrawingPage {
  constructor(readonly page: Page) {}

  /** A segmentation held as contours, on slices of the source: circles about a point, given in pixels; the second one is a hole in the first. */
  addContours(slices: readonly number[], [x, y]: readonly [number, number], [outer, hole]: readonly [number, number]): Promise<void> {
    return this.page.evaluate(
      async ([wanted, column, row, radii]) => {
        const { services, cornerstone, cornerstoneTools, commandsManager } = window as unknown as Viewer;
        const { viewportGridService, cornerstoneViewportService, displaySetService } = services;
        const viewportId = viewportGridService.getActiveViewportId();
        const options = { label: 'Drawn', createInitialSegment: true };
        const segmentationId = await commandsManager.run('createContourForViewport', { viewportId, options });
        const { element } = cornerstoneViewportService.getCornerstoneViewport(viewportId);
        // SEG and RTSTRUCT of the study may stand before it.
        const source = displaySetService.getActiveDisplaySets().find(({ Modality }) => Modality === 'MR');
        for (const slice of wanted) {
          const imageId = source?.imageIds?.[slice] ?? '';
          const plane = cornerstone.metaData.get('imagePlaneModule', imageId);
          const at = (c: number, r: number) =>
            plane.imagePositionPatient.map(
              (p, k) =>
                p + c * plane.columnPixelSpacing * (plane.rowCosines[k] ?? 0) + r * plane.rowPixelSpacing * (plane.columnCosines[k] ?? 0),
            );
          const [around, inside] = radii.map((radius, n) => ({
            annotationUID: `${slice} ${n}`,
            metadata: {
              toolName: 'PlanarFreehandContourSegmentationTool',
              referencedImageId: imageId,
              FrameOfReferenceUID: plane.frameOfReferenceUID,
            },
            data: {
              handles: { points: [] },
              segmentation: { segmentationId, segmentIndex: 1 },
              contour: {
                closed: true,
                polyline: Array.from({ length: 64 }, (_, k) =>
                  at(column + radius * Math.cos((2 * Math.PI * k) / 64), row + radius * Math.sin((2 * Math.PI * k) / 64)),
                ),
              },
            },
          }));
          if (!around || !inside) continue;
          cornerstoneTools.annotation.state.addAnnotation(around, element);
          cornerstoneTools.utilities.contourSegmentation.addContourSegmentationAnnotation(around);
          cornerstoneTools.annotation.state.addAnnotation(inside, element);
          cornerstoneTools.annotation.state.addChildAnnotation(around, inside);
        }
      },
      [slices, x, y, [outer, hole]] as const,
    );
  }

  /** A tool of the viewer, by cornerstone's name. */
  async take(toolName: string): Promise<void> {
    await this.page.evaluate((name) => {
      (window as unknown as Viewer).commandsManager.run('setToolActiveToolbar', { toolName: name });
    }, toolName);
  }

  /** An empty segmentation held as contours, in the active viewport. */
  async newContours(): Promise<void> {
    await this.page.evaluate(async () => {
      const { commandsManager, services } = window as unknown as Viewer;
      const viewportId = services.viewportGridService.getActiveViewportId();
      await commandsManager.run('createContourForViewport', { viewportId, options: { createInitialSegment: true } });
    });
  }

  /** Draws around the middle of the n-th viewport with the tool in hand, or (`outwards`) from its middle outwards, again until it is seen. */
  async draw(n: number, how: 'around' | 'outwards', seen: Locator): Promise<void> {
    const box = await this.page.locator('[data-cy="viewport-pane"]').nth(n).boundingBox();
    if (!box) throw new Error('no viewport');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const path =
      how === 'around'
        ? Array.from({ length: 25 }, (_, k) => [x + 40 * Math.cos((2 * Math.PI * k) / 24), y + 40 * Math.sin((2 * Math.PI * k) / 24)])
        : [
            [x, y],
            [x + 10, y + 8],
            [x + 25, y + 20],
          ];
    await expect(async () => {
      for (const [k, [px = 0, py = 0]] of path.entries()) {
        await this.page.mouse.move(px, py);
        if (k === 0) await this.page.mouse.down();
      }
      await this.page.mouse.up();
      await expect(seen).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 60_000 });
  }

  /** OHIF's own layout of three planes. */
  async threePlanes(): Promise<void> {
    await this.page.evaluate(() => {
      (window as unknown as Viewer).commandsManager.run('setHangingProtocol', { protocolId: 'mpr' });
    });
    await expect(this.page.locator('[data-cy="viewport-pane"]')).toHaveCount(3);
  }

  /** How many there are, those of segments included. */
  annotations(): Promise<number> {
    return this.page.evaluate(() => (window as unknown as Viewer).cornerstoneTools.annotation.state.getAllAnnotations().length);
  }

  /** The pixels of the source inside the last ellipse, on the slice nearest to it, from the handles that the tool keeps. */
  lastEllipse(): Promise<Pixels> {
    return this.page.evaluate(() => {
      const { services, cornerstone, cornerstoneTools } = window as unknown as Viewer;
      const points = cornerstoneTools.annotation.state.getAllAnnotations().at(-1)?.data.handles.points ?? [];
      const middle = [0, 1, 2].map((k) => points.reduce((sum, point) => sum + (point[k] ?? 0) / points.length, 0));
      const ids = services.displaySetService.getActiveDisplaySets().find(({ Modality }) => Modality === 'MR')?.imageIds ?? [];
      const dot = (a: number[], b: number[]) => a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
      const near = ids.map((id, slice) => {
        const plane = cornerstone.metaData.get('imagePlaneModule', id);
        const { rowCosines: r, columnCosines: c } = plane;
        const normal = [0, 1, 2].map((k) => {
          const [i, j] = [(k + 1) % 3, (k + 2) % 3];
          return (r[i] ?? 0) * (c[j] ?? 0) - (r[j] ?? 0) * (c[i] ?? 0);
        });
        const from = (point: number[]) => point.map((value, k) => value - (plane.imagePositionPatient[k] ?? 0));
        const pixel = (point: number[]) => [dot(from(point), r) / plane.columnPixelSpacing, dot(from(point), c) / plane.rowPixelSpacing];
        return { slice, columns: plane.columns, off: Math.abs(dot(from(middle), normal)), pixel };
      });
      const nearest = near.sort((a, b) => a.off - b.off)[0];
      if (!nearest) return {};
      const [[bx = 0, by = 0] = [], [tx = 0, ty = 0] = [], [lx = 0, ly = 0] = [], [rx = 0, ry = 0] = []] = points.map(nearest.pixel);
      const [ux, uy, vx, vy] = [(rx - lx) / 2, (ry - ly) / 2, (bx - tx) / 2, (by - ty) / 2];
      const [mx = 0, my = 0] = nearest.pixel(middle);
      const inside: number[] = [];
      for (let i = 0; i < nearest.columns ** 2; i++) {
        const [x, y] = [(i % nearest.columns) - mx, Math.floor(i / nearest.columns) - my];
        const [s, t] = [(x * vy - y * vx) / (ux * vy - uy * vx), (y * ux - x * uy) / (ux * vy - uy * vx)];
        // The filled ellipse is a polygon: what lies on the very edge may go either way.
        if (Math.hypot(s, t) <= 1.01) inside.push(i);
      }
      return { [nearest.slice]: inside };
    });
  }

  /** Opens a series of the list that has no picture of its own, and says yes to what the viewer asks. */
  async openObject(description: string): Promise<void> {
    const thumbnail = this.page.locator('[data-cy^="study-browser-thumbnail"]', { hasText: description });
    await thumbnail.first().dblclick();
    const yes = this.page.locator('[data-cy="yes-hydrate-btn"]');
    await yes.click({ timeout: 60_000 });
  }
}
