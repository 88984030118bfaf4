/** Values from low to high, both included, in modality units. */
export type ValueRange = readonly [low: number, high: number];

export type Vector3 = readonly [number, number, number];

/** Where one slice lies. Vectors are in the patient coordinate system, mm (DICOM PS3.3 C.7.6.2.1.1). */
export interface SlicePlane {
  /** Centre of the first pixel (Image Position (Patient)). */
  position: Vector3;
  /** Direction of increasing column index (first half of Image Orientation (Patient)). */
  rowCosines: Vector3;
  /** Direction of increasing row index. */
  columnCosines: Vector3;
  rows: number;
  columns: number;
  /** mm between rows (first value of Pixel Spacing). */
  rowSpacing: number;
  /** mm between columns. */
  columnSpacing: number;
}

/**
 * A stack of parallel slices in modality units, ordered along the normal (cross product of row and column cosines).
 * `slices[k]` is row-major, length rows × columns, rescaled once.
 */
export interface Volume {
  rows: number;
  columns: number;
  slices: Float32Array[];
  /** mm: between columns, between rows, between slices. */
  spacing: Vector3;
  /** How the slices lie in the patient, where it is known; `slices` are ordered along the cross product. */
  axes?: Pick<SlicePlane, 'rowCosines' | 'columnCosines'> | undefined;
  modality: string;
  /** HU for CT, otherwise the unit of the modality LUT output, or `arbitrary`. */
  units: string;
  /** Values that hold no image, as the headers declare them, per slice; none where nothing is declared. */
  padding?: readonly (readonly ValueRange[])[] | undefined;
}

/** A volume without its pixels. */
export type VolumeGrid = Omit<Volume, 'slices'>;
