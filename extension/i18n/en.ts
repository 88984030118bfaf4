import type { BackendDescription } from '../../src/results/provenance';

/** Every text that a reader sees, except the sentences of errors (src/core/errors.ts). */
const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

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

export const en = {
  title: 'Diffusion',
  tasks: {
    denoise: {
      label: 'Denoise',
      doing: 'Denoising',
      result: 'denoised series',
      note: 'Takes noise away; what was taken can be looked at.',
    },
    inpaint: {
      label: 'Inpaint',
      doing: 'Inpainting',
      result: 'inpainted series',
      note: 'Fills a region you draw with what would be there.',
    },
    anomaly: { label: 'Anomaly map', doing: 'Mapping', result: 'anomaly map', note: 'Marks what does not look healthy to the model.' },
  },
  /** What the voxels of a part of a result are; ends the description of its series. */
  layers: {
    denoised: 'denoised',
    inpainted: 'inpainted',
    healthy: 'pseudo-healthy',
    score: 'anomaly score',
    brightness: 'brightness score',
    brain: 'brain mask',
    uncertainty: 'uncertainty',
    difference: 'difference',
  },
  button: {
    denoise: 'Denoise the series in the active viewport; the result is added beside it',
    inpaint: 'Fill a region of the series in the active viewport; the result is added beside it',
    anomaly: 'Map what does not look healthy in the series in the active viewport; the maps are added beside it',
  },
  hotkey: 'Denoise the active series',
  strengths: [
    { id: 'low', label: 'Low', value: 0.5 },
    { id: 'medium', label: 'Medium', value: 0.75 },
    { id: 'high', label: 'High', value: 1 },
  ],
  panel: {
    series: 'Series',
    noSeries: 'None',
    seriesFacts: (modality: string, slices: number) => `${modality || 'unknown modality'} · ${plural(slices, 'slice')}`,
    model: 'Model',
    modelVersion: (version: string) => `version ${version}`,
    strength: 'Strength',
    strengthNote: 'How much of the noise found is taken away.',
    advanced: 'Advanced',
    steps: 'Steps per slice',
    stepsNote: 'One step gives the mean of all likely images; more steps give sharper ones that invent more.',
    sampler: 'Sampler',
    samplerNote: 'Used with two steps or more.',
    seed: 'Seed',
    seedNote: 'The chosen sampler draws no random numbers.',
    backend: 'Backend',
    backends: { auto: 'Automatic', webgpu: 'WebGPU', wasm: 'wasm' },
    backendLocked: 'Can be changed when nothing is running.',
    task: 'Task',
    loading: 'Looking for models and the graphics device…',
    retry: 'Try again',
    noModel: 'No model is installed.',
    alreadyRunning: 'This is already being done on this series; no second run was started.',
    empty: 'No results yet. Choose what to do and press the button: the result opens beside the original.',
    jobs: 'Jobs',
    results: 'Results',
    missing: 'The panel could not be loaded. Ask whoever installed the viewer to check the files of the extension.',
    research: 'Research only – not for diagnosis',
  },
  backendLine: ({ used, device, reason }: BackendDescription) => {
    const name = used === 'webgpu' ? 'WebGPU' : used;
    return `${name}${device ? `, ${device}` : ''}${reason ? ` — ${reason}` : ''}`;
  },
  job: {
    title: (doing: string, series: string) => `${doing} ${series}`,
    started: (doing: string, series: string) => `${doing} ${series}: progress and Cancel are in the Diffusion panel.`,
    pending: 'Waiting for the job before it',
    stopping: 'Stopping after this step…',
    stages: {
      reading: 'Reading the slices',
      model: 'Loading the model',
      'self-test': 'Checking the model on this device',
      noise: 'Measuring the noise',
      brain: 'Finding the brain',
      network: 'Running the model',
    },
    reading: (n: number, of: number) => `Reading slice ${n} of ${of}`,
    slices: (n: number, of: number, step: number, steps: number) => `Slice ${n} of ${of}, step ${step} of ${steps}`,
    cancel: 'Cancel',
    cancelledTitle: (series: string) => `${series}: cancelled`,
    cancelled: (done: number, of: number) =>
      done === 0
        ? 'Stopped before the first slice was finished. Nothing was added.'
        : `Stopped after ${done} of ${of} slices. Nothing was added yet.`,
    keep: (done: number) => `Keep ${plural(done, 'finished slice')}`,
    keepNote: 'The other slices will hold the original pixels, and the series will be marked PARTIAL.',
    discard: 'Discard',
    failed: (series: string) => `${series}: no result`,
    dismiss: 'Dismiss',
    preview: (position: number) => `Preview: slice ${position}`,
    original: 'Original',
    result: 'Result',
  },
  result: {
    thumbnailMark: 'AI',
    mark: (layer: string) => ` – ${layer} (AI-DERIVED – research only)`,
    partialMark: (finished: number, slices: number, layer: string) =>
      ` – PARTIAL ${finished}/${slices} ${layer} (AI-DERIVED – research only)`,
    derivation: (layer: string, model: string, strength?: number, positions?: string, more?: string) =>
      `AI-derived, research only, not for diagnosis. ${layer[0]?.toUpperCase()}${layer.slice(1)} by ${model}` +
      `${strength === undefined ? '' : `, strength ${strength}`}.` +
      (positions ? ` PARTIAL: slices ${positions} in viewing order; the others hold the source's pixels.` : '') +
      (more ? ` ${more}` : ''),
    title: (series: string, result: string) => `${series} – ${result}`,
    partial: (finished: number, slices: number) => `PARTIAL: ${finished} of ${slices} slices done, the others are the original`,
    model: (label: string, version: string, strength?: string) =>
      `${label} ${version}${strength === undefined ? '' : `, strength ${strength}`}`,
    steps: (n: number, sampler?: string) => `${plural(n, 'evaluation')} per slice${sampler ? ` (${sampler})` : ''}`,
    noise: (sigma: number, scaling: 'percentile' | 'hounsfield') =>
      scaling === 'hounsfield'
        ? `Estimated noise: ${sigma.toFixed(0)} HU`
        : `Estimated noise: ${(100 * sigma).toFixed(1)} % of the 98th percentile`,
    took: (time: string, backend: string, device: string) =>
      `Took ${time} on ${backend === 'webgpu' ? 'WebGPU' : backend}${device ? `, ${device}` : ''}`,
    show: 'Show beside original',
    remove: 'Remove',
    added: (series: string, result: string) => `${series}: the ${result} was added.`,
    addedPartial: (series: string) => `${series}: the finished slices were added, marked PARTIAL.`,
    elsewhere: 'Use “Show beside original” in the Diffusion panel to see it.',
  },
  overlay: {
    title: 'Colour overlay',
    show: 'Show as colours on the original',
    planes: 'Three planes',
    map: 'Map',
    maps: { score: 'Anomaly score', brightness: 'Brightness', uncertainty: 'Uncertainty', difference: 'Difference' },
    opacity: 'Opacity',
    threshold: 'Coloured from',
    upper: 'Full colour at',
    colormap: 'Colours',
    colormaps: { 'diffusion-inferno': 'Inferno', 'diffusion-viridis': 'Viridis', hot_iron: 'Hot iron', rainbow_2: 'Rainbow' } as Record<
      string,
      string
    >,
    off: 'Not on screen. Tick the box to see it and to move the sliders.',
    percent: (share: number) => `${Math.round(100 * share)} %`,
    oneIn: (healthy: string) => `1 in ${healthy}`,
    /** What the numbers of a score mean. */
    scoreUnit: 'healthy voxels lie above',
    scoreNote: 'Coloured is what is rarer than this among healthy voxels. Not a probability of disease.',
    units: (units: string) => (units === 'arbitrary' ? 'signal units' : units),
    inUnits: (value: string, units: string) => `${value} ${units}`,
    plusMinus: (text: string) => `± ${text}`,
    notCovered: 'No score on this slice',
  },
  findings: {
    title: 'Findings',
    none: 'Nothing above the threshold.',
    count: (n: number, least: number) => `${plural(n, 'region')} of at least ${least} ml above the threshold, highest peak first`,
    more: (n: number) => `and ${n} more with lower peaks: raise the threshold to see them fewer at a time`,
    name: (n: number, millilitres: string) => `${n}: ${millilitres} ml`,
    place: (slice: number, first: number, last: number) => (first === last ? `slice ${slice}` : `slice ${slice} (${first} to ${last})`),
    peak: (oneIn: string) => `peak: ${oneIn} healthy voxels`,
    jump: 'Show in all viewports',
    verdict: 'Your reading',
    verdicts: { accepted: 'Accept', rejected: 'Reject', unsure: 'Unsure' },
    comment: 'Comment',
    addSegment: 'Add to segmentation',
    segmented: 'In a segmentation',
    segment: (n: number) => `Finding ${n} (AI-DERIVED)`,
  },
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
    outline: (tool: string, label: string | undefined, slice: number) => `${label?.trim() || SHAPES[tool] || 'Outline'}, slice ${slice}`,
    allOutlines: (n: number) => `All ${n} outlines together`,
    option: (label: string, millilitres: number, slices: number) => `${label} – ${volume(millilitres)}, ${plural(slices, 'slice')}`,
    unusable: (label: string) => `${label} – cannot be used`,
    facts: (kind: string, millilitres: number, slices: number) => `From ${kind}: ${volume(millilitres)} on ${plural(slices, 'slice')}`,
    fillFinding: 'Fill with healthy tissue…',
    handedOver: 'Region of a command',
    tooSmall: 'an outline without a pixel inside',
    emptySegment: 'a segment with nothing drawn in it',
    covered: (slice: number) => `slice ${slice} covered whole`,
    elsewhere: (n: number) => `${plural(n, 'region')} on another series, none on this one`,
    margin: 'Make larger by (mm)',
    marginNote: 'On all sides, up to 5 mm: the rim of a lesion or an artefact often reaches beyond what was drawn.',
    purpose: 'What for',
    purposes: {
      lesion: 'Lesion filling with healthy tissue',
      artefact: 'Artefact repair',
      whatif: '“What would be here”',
    },
    purposeNote: 'Noted with the result; it does not change the picture.',
    kind: 'Result',
    mean: 'Most likely picture (mean)',
    one: 'One plausible picture',
    meanNote: 'One evaluation. The mean of all likely fillings: smooth, invents no detail.',
    oneNote: 'Several steps. Looks like tissue, but its details are invented: look at several samples.',
    steps: 'Steps per slice',
    stepsNote: '12 is a good number.',
    samples: 'Samples',
    samplesNote: 'Each becomes a series of its own, beside a map of how far they differ.',
    seedNote: 'Another number gives another picture.',
    sampler: 'Sampler',
    sampleName: (layer: string, sample: number) => `${layer}, sample ${sample}`,
    derivation: (millilitres: number, slices: number, source?: string, marginMm = 0, purpose?: string) =>
      `Made anew: ${volume(millilitres)} on ${plural(slices, 'slice')}${source ? ` (${source}${marginMm > 0 ? `, made larger by ${marginMm} mm` : ''})` : ''}; all other pixels are the source's.` +
      (purpose ? ` Purpose: ${purpose}.` : ''),
    filled: (millilitres: number, slices: number) =>
      `Made anew: ${volume(millilitres)} on ${plural(slices, 'slice')}; every other pixel is the original’s`,
    margined: (mm: number) => `Region made larger by ${mm} mm`,
    for: (purpose: string) => `For: ${purpose}`,
    samplesMade: (n: number) => plural(n, 'sample'),
    showOutline: 'Outline of what was made anew',
    showSample: (sample: number) => `Sample ${sample}`,
    showSpread: 'Spread',
  },
  tag: {
    title: 'AI-DERIVED – research only',
    model: (id: string, strength?: string) => (strength === undefined ? id : `${id}, strength ${strength}`),
    partial: 'PARTIAL',
    unfinished: 'PARTIAL – this slice is the original',
  },
  time: {
    almost: 'almost done',
    seconds: (n: number) => `about ${n} s left`,
    minutes: (n: number) => `about ${n} min left`,
  },
  /** A result is refused as a source: denoising twice removes what the first run kept on purpose. */
  ownResult: 'a result of this workbench',
  anOriginal: 'an original series',
  error: { found: (measured: string) => `found ${measured}`, allowed: (allowed: string) => `allowed ${allowed}` },
};
