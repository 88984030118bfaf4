/** Where the window of a picture comes from: its source's, its own pixels, both sides of zero alike, or a fixed scale. */
export type WindowRule = 'source' | 'pixels' | 'symmetric' | readonly [low: number, high: number];

/** An object of the source's own class with integers, a Parametric Map with floats, or a Segmentation. */
export type DicomObjectKind = 'image' | 'map' | 'segmentation';

/** What one kind of result is, for everything that shows, stores or counts it. */
export interface KindRow {
  /** What a voxel means. */
  meaning: string;
  /** `source`: in the units of the source; `evidence`: -log10 of the share of healthy pixels above; `inside`: 1 inside, 0 outside. */
  unit: 'source' | 'evidence' | 'inside';
  /** In the description of its series, and in lists. */
  title: string;
  /** Name of its file or folder on the command line. */
  file: string;
  /** A picture of the patient: where nothing was made it holds the source. A map holds zeros there. */
  picture: boolean;
  /** The values are of the source's quantity and scale: its window, rescale and padding apply. */
  sameQuantity: boolean;
  /** Only a region is made anew; elsewhere the stored values stand, so the source's scale is kept however coarse. */
  regionOnly?: true;
  window: WindowRule;
  /** May be laid in colour over its source. */
  overlay: boolean;
  /** What it is stored as, and what that says: value 4 of Image Type, and a derivation code of our own scheme (CID 7203 has none for these). */
  dicom: { object: DicomObjectKind; imageType: string; code: string; codeMeaning: string };
  /** Added to the series number of the source, so that lists of series begin with what was asked for. */
  seriesOffset: number;
  /** Full-size arrays that the viewer keeps of it: an estimate that can be blended again, and the picture on screen. */
  held: 1 | 2;
}

const dicom = (object: DicomObjectKind, imageType: string, code: string, codeMeaning: string) => ({ object, imageType, code, codeMeaning });

/** THE table of kinds of results. A new one is a row; files, DICOM objects, display sets, overlay, memory and texts look here. */
export const KINDS = {
  denoised: {
    meaning: 'the signal without the noise found',
    unit: 'source',
    title: 'denoised',
    file: 'result',
    picture: true,
    sameQuantity: true,
    window: 'source',
    overlay: false,
    dicom: dicom('image', 'DENOISED', 'DENOISE', 'Noise reduction by diffusion model'),
    seriesOffset: 1000,
    held: 2,
  },
  uncertainty: {
    meaning: 'standard deviation of the samples, n - 1',
    unit: 'source',
    title: 'uncertainty',
    file: 'uncertainty',
    picture: false,
    sameQuantity: false,
    window: 'pixels',
    overlay: true,
    dicom: dicom('map', 'UNCERTAINTY', 'STDDEV', 'Standard deviation of samples of a diffusion model'),
    seriesOffset: 8000,
    held: 1,
  },
  score: {
    meaning: 'how rare the marks of the model are among healthy pixels',
    unit: 'evidence',
    title: 'anomaly score',
    file: 'anomaly',
    picture: false,
    sameQuantity: false,
    window: [0, 4],
    overlay: true,
    dicom: dicom('map', 'ANOMALY', 'ANOMALY', 'Evidence against healthy anatomy by a model of it'),
    seriesOffset: 3000,
    held: 1,
  },
  brightness: {
    meaning: 'how rare the brightness is among healthy pixels, without a model',
    unit: 'evidence',
    title: 'brightness score',
    file: 'brightness',
    picture: false,
    sameQuantity: false,
    window: [0, 4],
    overlay: true,
    dicom: dicom('map', 'BRIGHTNESS', 'BRIGHTNESS', 'Evidence against healthy brightness'),
    seriesOffset: 5000,
    held: 1,
  },
  healthy: {
    meaning: 'the source as it would be if it were healthy',
    unit: 'source',
    title: 'pseudo-healthy',
    file: 'result',
    picture: true,
    sameQuantity: true,
    window: 'source',
    overlay: false,
    dicom: dicom('image', 'PSEUDO_HEALTHY', 'HEALTHY', 'Restoration towards healthy anatomy by a model of it'),
    seriesOffset: 4000,
    held: 1,
  },
  inpainted: {
    meaning: 'the source with a region made anew',
    unit: 'source',
    title: 'inpainted',
    file: 'result',
    picture: true,
    sameQuantity: true,
    regionOnly: true,
    window: 'source',
    overlay: false,
    dicom: dicom('image', 'INPAINTED', 'INPAINT', 'Region filled by diffusion model'),
    seriesOffset: 2000,
    held: 1,
  },
  sum: {
    meaning: 'both scores added',
    unit: 'evidence',
    title: 'score plus brightness',
    file: 'anomaly-and-brightness',
    picture: false,
    sameQuantity: false,
    window: [0, 8],
    overlay: true,
    dicom: dicom('map', 'ANOMALY_BRIGHT', 'ANOMALY_BRIGHT', 'Evidence against healthy anatomy and brightness'),
    seriesOffset: 6000,
    held: 1,
  },
  brain: {
    meaning: 'the brain that a map was made in',
    unit: 'inside',
    title: 'brain mask',
    file: 'brain-mask',
    picture: false,
    sameQuantity: false,
    window: [0, 1],
    overlay: false,
    dicom: dicom('segmentation', 'BRAIN_MASK', 'BRAIN_MASK', 'Brain found before an anomaly map'),
    seriesOffset: 9000,
    held: 1,
  },
  difference: {
    meaning: 'source less result: what was taken away',
    unit: 'source',
    title: 'difference',
    file: 'difference',
    picture: false,
    sameQuantity: false,
    window: 'symmetric',
    overlay: true,
    dicom: dicom('map', 'DIFFERENCE', 'DIFFERENCE', 'What a diffusion model took away'),
    seriesOffset: 7000,
    held: 1,
  },
} as const satisfies Record<string, KindRow>;

export type Kind = keyof typeof KINDS;

/** The row of a kind, as what every row has. */
export const kindRow = (kind: Kind): KindRow => KINDS[kind];

export const isPicture = (kind: Kind): boolean => KINDS[kind].picture;
