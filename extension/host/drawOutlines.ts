import type { Types } from '@cornerstonejs/core';
import type { Edge } from '../../src/volume/region/edges';
import type { SlicePlane } from '../../src/volume/Volume';
import { host } from './host';

export interface Outline {
  plane: SlicePlane;
  edges: readonly Edge[];
}

const SVG = 'http://www.w3.org/2000/svg';
const CLASS = 'diffusion-outline';
/** Seen on dark and bright tissue, and unlike the yellow of OHIF's annotations. */
const COLOUR = '#ff6bd6';

function toWorld({ position: p, rowCosines: r, columnCosines: c, rowSpacing, columnSpacing }: SlicePlane, column: number, row: number) {
  const [x, y] = [column * columnSpacing, row * rowSpacing];
  return [p[0] + x * r[0] + y * c[0], p[1] + x * r[1] + y * c[1], p[2] + x * r[2] + y * c[2]] as Types.Point3;
}

function layerOf(element: HTMLElement): SVGPathElement {
  const before = element.querySelector<SVGPathElement>(`:scope > svg.${CLASS} > path`);
  if (before) return before;
  const [svg, path] = [document.createElementNS(SVG, 'svg'), document.createElementNS(SVG, 'path')];
  svg.setAttribute('class', CLASS);
  svg.setAttribute('data-cy', CLASS);
  Object.assign(svg.style, { position: 'absolute', inset: '0', width: '100%', height: '100%', pointerEvents: 'none', overflow: 'hidden' });
  path.setAttribute('fill', 'none');
  path.setAttribute('stroke', COLOUR);
  path.setAttribute('stroke-width', '1.5');
  svg.append(path);
  element.append(svg);
  return path;
}

/** Draws, over every viewport and after each of its renderings, the outlines that belong to the image it shows. Returns the undoing. */
export function drawOutlines(outlinesOf: (imageId: string) => readonly Outline[]): () => void {
  const { cornerstone } = host();
  const { ELEMENT_ENABLED, IMAGE_RENDERED } = cornerstone.Enums.Events;
  const elements = new Set<HTMLElement>();
  const draw = (element: HTMLElement) => {
    const viewport = cornerstone.getEnabledElement(element as HTMLDivElement)?.viewport as
      (Types.IViewport & { getCurrentImageId?(): string | undefined }) | undefined;
    const imageId = viewport?.getCurrentImageId?.();
    const outlines = imageId === undefined ? [] : outlinesOf(imageId);
    const at = (plane: SlicePlane, column: number, row: number) =>
      viewport
        ?.worldToCanvas(toWorld(plane, column, row))
        .map((value) => value.toFixed(1))
        .join(' ') ?? '';
    const lines = outlines.flatMap(({ plane, edges }) => edges.map(([x, y, x2, y2]) => `M${at(plane, x, y)}L${at(plane, x2, y2)}`));
    if (lines.length > 0 || element.querySelector(`:scope > svg.${CLASS}`)) layerOf(element).setAttribute('d', lines.join(''));
  };
  const onRendered = ({ currentTarget }: Event) => draw(currentTarget as HTMLElement);
  const attach = (element: HTMLElement) => {
    if (elements.has(element)) return;
    elements.add(element);
    element.addEventListener(IMAGE_RENDERED, onRendered);
  };
  const onEnabled = (event: Event) => attach((event as CustomEvent<{ element: HTMLElement }>).detail.element);
  cornerstone.eventTarget.addEventListener(ELEMENT_ENABLED, onEnabled);
  for (const { viewport } of cornerstone.getEnabledElements()) {
    attach(viewport.element);
    draw(viewport.element);
  }
  return () => {
    cornerstone.eventTarget.removeEventListener(ELEMENT_ENABLED, onEnabled);
    for (const element of elements) {
      element.removeEventListener(IMAGE_RENDERED, onRendered);
      element.querySelector(`:scope > svg.${CLASS}`)?.remove();
    }
  };
}
