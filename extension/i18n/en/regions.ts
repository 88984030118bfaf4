import { plural } from './plural';

const volume = (millilitres: number) => `${millilitres < 0.995 ? millilitres.toFixed(2) : millilitres.toFixed(1)} ml`;

/** Words for the drawing tools that enclose something. */
const SHAPES: Readonly<Record<string, string>> = {
  PlanarFreehandROI: 'Freehand',
  SplineROI: 'Spline',
  LivewireContour: 'Livewire',
  EllipticalROI: 'Ellipse',
  CircleROI: 'Circle',
  RectangleROI: 'Rectangle',
};

/** Filling a region, and the map of what does not look healthy. */
export const regions = {
  inpaint: {
    region: 'Region',
    none: 'No region yet',
    how: 'Draw a region on this series: with OHIF’s brush, or as an ellipse, a circle, a rectangle or a closed freehand line.',
    brush: 'Brush',
    ellipse: 'Ellipse',
    brushLabel: 'Region to fill',
    kinds: {
      segment: 'a segment',
      outline: 'an outline',
      outlines: 'several outlines',
      finding: 'a finding of the anomaly map',
      given: 'a command',
    },
    segment: (segmentation: string | undefined, segment: string | undefined, index: number) =>
      `${segment?.trim() || `Segment ${index}`}${segmentation?.trim() ? ` (${segmentation.trim()})` : ''}`,
    outline: (tool: string, label: string | undefined, slice: number | undefined) =>
      `${label?.trim() || SHAPES[tool] || 'Outline'}${slice === undefined ? '' : `, slice ${slice}`}`,
    allOutlines: (n: number) => `All ${n} outlines together`,
    option: (label: string, millilitres: number, slices: number) => `${label} – ${volume(millilitres)}, ${plural(slices, 'slice')}`,
    unusable: (label: string) => `${label} – cannot be used`,
    facts: (kind: string, millilitres: number, slices: number) => `From ${kind}: ${volume(millilitres)} on ${plural(slices, 'slice')}`,
    fillFinding: 'Fill this finding…',
    handedOver: 'Region of a command',
    tooSmall: 'an outline without a pixel inside',
    emptySegment: 'a segment with nothing drawn in it',
    otherPlane: 'an outline drawn in another plane than the slices',
    between: 'an outline drawn between the slices or beyond them',
    contoursOtherPlane: (n: number, of: number) => `${n} of ${plural(of, 'contour')} drawn in another plane than the slices`,
    contoursBetween: (n: number, of: number) => `${n} of ${plural(of, 'contour')} between the slices or beyond them`,
    covered: (slice: number) => `slice ${slice} covered whole`,
    lostLabels: (n: number, of: number) => `${n} of ${plural(of, 'label image')} no longer in the viewer's memory`,
    elsewhere: (n: number) => `${plural(n, 'region')} on another series, none on this one`,
    margin: 'Make larger by (mm)',
    marginNote: 'On all sides, 0 to 5: rims reach beyond what is drawn.',
    purpose: 'What for',
    purposes: {
      unstated: 'Not stated',
      lesion: 'Lesion filling',
      artefact: 'Artefact repair',
      whatif: '“What would be here”',
    },
    purposeNote: 'Noted with the result; it changes nothing else.',
    kind: 'Result',
    mean: 'Most likely picture (mean)',
    one: 'One plausible picture',
    meanNote: 'Close to the mean of all likely fillings: smooth, without detail.',
    oneNote: 'Looks like tissue, but its details are invented: compare samples.',
    steps: 'Steps per slice',
    stepsNote: 'More steps give more texture, not more truth.',
    samples: 'Samples',
    samplesNote: 'Each becomes a series of its own, beside a map of how far they differ.',
    seedNote: 'Another number gives another picture.',
    sampler: 'Sampler',
    sampleName: (layer: string, sample: number) => `${layer}, sample ${sample}`,
    filled: (millilitres: number, slices: number) =>
      `Made anew: ${volume(millilitres)} on ${plural(slices, 'slice')}; every other pixel is the original’s`,
    margined: (mm: number) => `Region made larger by ${mm} mm`,
    for: (purpose: string) => `For: ${purpose}`,
    samplesMade: (n: number) => plural(n, 'sample'),
    showOutline: 'Outline of what was made anew',
    showSample: (sample: number) => `Sample ${sample}`,
    showSpread: 'Spread',
  },
  anomaly: {
    outside: 'OUT OF DOMAIN – read with great care',
    sumUncalibrated: 'The sum of both scores: how rare it is among healthy voxels has not been measured. Not a probability of disease.',
    notCovered: 'NOT COVERED – no score on this slice',
    noising: {
      count: 'Reconstructions',
      evaluations: (n: number) => `${plural(n, 'evaluation')} per slice.`,
      calibrated: 'The score is calibrated for this number.',
      uncalibrated: (draws: number) => `The score is calibrated for ${draws}: with another number its “1 in …” is not exact.`,
      seedNote: 'Another number draws other noise.',
    },
    brain: {
      label: 'Brain mask',
      job: (series: string) => `${series} (brain mask)`,
      check: 'Check the brain mask',
      note: 'Optional: shows the mask first, so that you can correct it.',
      shown: (millilitres?: number) =>
        `The mask${millilitres === undefined ? '' : ` (${millilitres} ml)`} is outlined on the images. Correct it with the brush ` +
        'of the Segmentation panel where it misses brain or holds skull, then press the button below.',
      remove: 'Remove the brain mask',
      checked: (source: string) => `${source}, checked by the reader`,
      corrected: (source: string) => `${source}, corrected by the reader`,
    },
    result: {
      peak: ({ count, beyond }: { count: string; beyond: boolean }, position: number) =>
        `Strongest mark: slice ${position}, as strong as one healthy voxel in ${beyond ? 'more than ' : ''}${count}.`,
      cut: (above: boolean, count: string) =>
        `${above ? 'Above' : 'Below'} the threshold set for this model (one in ${count}). No mark does not mean no disease.`,
      covered: (n: number, of: number, ranges: string) =>
        `${n} of ${plural(of, 'slice')} have a score (${ranges}); the others are NOT COVERED.`,
      mask: (source: string, millilitres?: number) => `Brain mask: ${source}${millilitres === undefined ? '' : `, ${millilitres} ml`}`,
      second: (what: string) => `For ${what}, look at the sum with brightness too: it finds more of it.`,
      darker: 'This model marks what is darker than healthy tissue. The map “Brightness” shows how dark each voxel is.',
      colourSum: 'Colour by score plus brightness',
      beside: 'Show beside the original:',
      show: {
        score: 'Score',
        brightness: 'Brightness',
        sum: 'Sum',
        healthy: 'Pseudo-healthy',
        uncertainty: 'Uncertainty',
      } as Record<string, string>,
    },
  },
};
