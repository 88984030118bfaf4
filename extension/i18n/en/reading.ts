import { plural } from './plural';

/** A result: what it is, how it is marked, and the tools to read it with. */
export const reading = {
  result: {
    thumbnailMark: 'AI',
    partial: (finished: number, slices: number) => `PARTIAL: ${finished} of ${slices} slices done, the others are the original`,
    model: (label: string, version: string, strength?: string) =>
      `${label} ${version}${strength === undefined ? '' : `, strength ${strength}`}`,
    noising: (samples: number, noise: string, sigma: number, seed: number) =>
      `${plural(samples, 'reconstruction')} per slice from ${noise} noise of ${sigma} brain medians, seed ${seed}`,
    turns: (n: number) => `Mean of ${n} turns of each slice (mirrored, transposed)`,
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
  /** What a result is called, after its kind. */
  name: {
    best: 'best',
    steps: (steps: number, samples: number) => `${plural(steps, 'step')}${samples > 1 ? ` × ${samples}` : ''}`,
    reconstructions: (n: number) => plural(n, 'reconstruction'),
  },
  tag: {
    title: 'AI-DERIVED – research only',
    model: (id: string, strength?: string) => (strength === undefined ? id : `${id}, strength ${strength}`),
    original: 'ORIGINAL – for comparison',
    guess: 'a model’s guess: lesions may remain',
    outside: 'OUT OF DOMAIN',
    gaps: 'NO EVEN STACK – no reformats',
    partial: 'PARTIAL',
    unfinished: 'PARTIAL – this slice is the original',
    archived: 'from the archive',
  },
  overlay: {
    title: 'Colour overlay',
    show: 'Show as colours on the original',
    sumUnit: 'points',
    sumNote: 'sum of both scores',
    map: 'Map',
    maps: {
      score: 'Anomaly score',
      sum: 'Score plus brightness',
      brightness: 'Brightness',
      uncertainty: 'Uncertainty',
      difference: 'Difference',
    },
    opacity: 'Opacity',
    threshold: 'Coloured from',
    upper: 'Full colour at',
    colormap: 'Colours',
    colormaps: { 'diffusion-inferno': 'Inferno', 'diffusion-viridis': 'Viridis', hot_iron: 'Hot iron', rainbow_2: 'Rainbow' } as Record<
      string,
      string
    >,
    percent: (share: number) => `${Math.round(100 * share)} %`,
    oneIn: (healthy: string) => `1 in ${healthy}`,
    /** What the numbers of a score mean. */
    scoreUnit: 'healthy voxels score higher',
    scoreNote:
      'Coloured is what is rarer than this among healthy voxels; full colour is the strongest of this series. Not a probability of disease.',
    units: (units: string) => (units === 'arbitrary' ? 'signal units' : units),
    inUnits: (value: string, units: string) => `${value} ${units}`,
    plusMinus: (text: string) => `± ${text}`,
    sumUncalibrated: 'The sum of both scores: how rare it is among healthy voxels has not been measured. Not a probability of disease.',
    notCovered: 'No score on this slice',
  },
  findings: {
    title: 'Findings',
    none: 'Nothing above the threshold.',
    count: (n: number, least: number) => `${plural(n, 'region')} of at least ${least} ml above the threshold, highest peak first`,
    leftOut: (n: number) => `and ${n} more with lower peaks: raise the threshold to see them fewer at a time`,
    name: (n: number, millilitres: string) => `${n}: ${millilitres} ml`,
    place: (slice: number, first: number, last: number) => (first === last ? `slice ${slice}` : `slice ${slice} (${first} to ${last})`),
    peak: (oneIn: string, slice: number) => `peak: ${oneIn} healthy voxels, slice ${slice}`,
    peakValue: (value: string, slice: number) => `peak: ${value}, slice ${slice}`,
    jumpFirst: (key: string) => `Jump to a finding first${key && ` (${key})`}.`,
    noneToShow: 'There is no finding to jump to.',
    more: 'Comment and more',
    keys: (next: string, previous: string, accept: string, reject: string, unsure: string) =>
      `Keys: ${next} next, ${previous} previous; ${accept} accept, ${reject} reject, ${unsure} unsure. The same key again takes it back.`,
    ofResult: 'Your reading of this result',
    hotkeys: {
      next: 'Next finding',
      previous: 'Previous finding',
      accepted: 'Accept the finding',
      rejected: 'Reject the finding',
      unsure: 'Unsure of the finding',
    },
    jump: 'Show in all viewports',
    verdict: 'Your reading',
    verdicts: { accepted: 'Accept', rejected: 'Reject', unsure: 'Unsure' },
    comment: 'Comment',
    addSegment: 'Add to segmentation',
    segmented: 'In a segmentation',
    segment: (n: number) => `Finding ${n} (AI-DERIVED)`,
  },
  compare: {
    title: 'Look again',
    blend: 'Strength after the run',
    blendNote:
      'Mixes the original and the model’s estimate; nothing is computed again. Beyond the mark more is taken away than the model estimates.',
    blendMarks: ['original', 'estimate'],
    layouts: {
      pair: 'Original | result',
      one: 'Result alone',
      three: 'Original | result | difference',
      four: 'Original | result | difference | uncertainty',
      planes: 'Result in three planes',
      anomaly: 'Original | pseudo-healthy | overlay | score',
      overlayPlanes: 'Overlay in three planes',
    },
    noUncertainty: 'Needs a run with two samples or more (Advanced).',
    flicker: 'Flicker original / result (F)',
    peek: 'Hold to see the original',
    swipe: 'Swipe original | result (Shift+S)',
    swipeHotkey: 'Swipe divider between original and result',
    divider: {
      name: 'Divider between original and result',
      original: 'original',
      place: (percent: number) => `original on the left ${percent} %`,
    },
    flickerHotkey: 'Flicker original and result',
    summary: 'Before and after',
    columns: ['', 'Original', 'Result'],
    rows: { noise: 'Noise', snr: 'SNR', cnr: 'CNR' },
    bias: (inside: string, homogeneous: string) => `Mean change: ${inside} inside the head or body, ${homogeneous} in even regions.`,
    blocks: (brighter: number, darker: number) => `Measured in ${brighter} brighter and ${darker} darker even blocks, found automatically.`,
    drawRegion: 'Measure the outline I drew',
    noRegion: 'Draw an ellipse or a closed freehand outline on the original or the result first.',
    regionRows: { mean: 'Outline: mean', sd: 'Outline: SD' },
    unmeasurable: 'Too little of the image is even enough to be measured.',
  },
};
