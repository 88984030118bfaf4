import type { Vector3, SlicePlane } from '../../src/volume/Volume';
import type { Annotation } from '../host/toolTypes';

/** Corners of the polygon by which a curve is drawn: at a radius of 100 pixels it is off by 0.03 pixels. */
const CORNERS = 128;

/** Points as cornerstone keeps them, which may be typed arrays. */
export const vectors = (points: ArrayLike<number>[] | undefined): Vector3[] =>
  (points ?? []).map((p) => [Number(p[0]), Number(p[1]), Number(p[2])] as const);
const mix = (a: Vector3, s: number, b: Vector3, t: number, c: Vector3, u: number): Vector3 => [
  s * a[0] + t * b[0] + u * c[0],
  s * a[1] + t * b[1] + u * c[1],
  s * a[2] + t * b[2] + u * c[2],
];
const around = (centre: Vector3, a: Vector3, b: Vector3): Vector3[] =>
  Array.from({ length: CORNERS }, (_, k) => {
    const angle = (2 * Math.PI * k) / CORNERS;
    return mix(centre, 1, a, Math.cos(angle), b, Math.sin(angle));
  });

type Shape = (annotation: Annotation['data'], plane: SlicePlane) => Vector3[];

const drawn: Shape = ({ contour }) => vectors(contour?.polyline);

/** The closed curve of each of cornerstone's tools that encloses something; handles as the tools store them. */
const SHAPES: Readonly<Record<string, Shape>> = {
  PlanarFreehandROI: drawn,
  SplineROI: drawn,
  LivewireContour: drawn,
  /** Handles: bottom, top, left, right. */
  EllipticalROI: ({ handles }) => {
    const [bottom, top, left, right] = vectors(handles?.points);
    if (!bottom || !top || !left || !right) return [];
    return around(mix(bottom, 0.5, top, 0.5, top, 0), mix(right, 0.5, left, -0.5, left, 0), mix(top, 0.5, bottom, -0.5, top, 0));
  },
  /** Handles: centre, a point on the circle. */
  CircleROI: ({ handles }, { rowCosines, columnCosines }) => {
    const [centre, end] = vectors(handles?.points);
    if (!centre || !end) return [];
    const radius = Math.hypot(end[0] - centre[0], end[1] - centre[1], end[2] - centre[2]);
    return around(centre, mix(rowCosines, radius, centre, 0, centre, 0), mix(columnCosines, radius, centre, 0, centre, 0));
  },
  /** Handles: the corners, row by row. */
  RectangleROI: ({ handles }) => {
    const [a, b, c, d] = vectors(handles?.points);
    return a && b && c && d ? [a, b, d, c] : [];
  },
};

/** True for tools that draw around something; a line or an arrow is no region. */
export const encloses = ({ metadata }: Annotation): boolean => metadata.toolName in SHAPES;

/** A freehand line that was ended before it met its start. */
export const isOpen = ({ data }: Annotation): boolean => data.contour?.closed === false;

/** The corners of what was drawn, mm in the patient coordinate system; empty while it is being started. */
export const outlineOf = ({ metadata, data }: Annotation, plane: SlicePlane): Vector3[] => SHAPES[metadata.toolName]?.(data, plane) ?? [];
