/** A segmentation as cornerstone keeps it; only what reading its voxels needs. */
export interface Segmentation {
  segmentationId: string;
  label?: string;
  segments: Record<number, { segmentIndex?: number; label?: string; active?: boolean } | undefined>;
  representationData: {
    Labelmap?: { imageIds?: string[]; referencedImageIds?: string[]; volumeId?: string };
    /** Annotations by segment; of an RTSTRUCT also what its file says, in cornerstone's cache. */
    Contour?: { annotationUIDsMap?: ReadonlyMap<number, ReadonlySet<string>>; geometryIds?: readonly string[] };
  };
}

/** What a reader drew with one of cornerstone's annotation tools; points in the patient coordinate system, mm. */
export interface Annotation {
  annotationUID?: string;
  /** Holes in a contour of a segment. */
  childAnnotationUIDs?: string[];
  metadata: { toolName: string; referencedImageId?: string; FrameOfReferenceUID?: string };
  data: {
    label?: string;
    handles?: { points?: ArrayLike<number>[] };
    contour?: { polyline?: ArrayLike<number>[]; closed?: boolean };
  };
}

export interface Tools {
  annotation: { state: { getAllAnnotations(): Annotation[] } };
  segmentation: {
    config: { style?: { setStyle(specifier: object, style: object): void } };
    triggerSegmentationEvents: { triggerSegmentationDataModified(id: string, slices?: number[]): void };
  };
  /** What cornerstone's tools are busy with. */
  store?: { state?: { isInteractingWithTool?: boolean } };
  Enums: { Events: Record<string, string> };
}
