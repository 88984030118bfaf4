import type { BackendDescription } from '../../src/results/provenance';

/** Every text that a reader sees, except the sentences of errors (src/core/errors.ts). */
const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

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
    sum: 'score plus brightness',
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
    derivation: (layer: string, model: string, strength?: number, positions?: string) =>
      `AI-derived, research only, not for diagnosis. ${layer[0]?.toUpperCase()}${layer.slice(1)} by ${model}` +
      `${strength === undefined ? '' : `, strength ${strength}`}.` +
      (positions ? ` PARTIAL: slices ${positions} in viewing order; the others hold the source's pixels.` : ''),
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
  tag: {
    title: 'AI-DERIVED – research only',
    model: (id: string, strength?: string) => (strength === undefined ? id : `${id}, strength ${strength}`),
    outside: 'OUT OF DOMAIN',
    partial: 'PARTIAL',
    unfinished: 'PARTIAL – this slice is the original',
  },
  time: {
    almost: 'almost done',
    seconds: (n: number) => `about ${n} s left`,
    minutes: (n: number) => `about ${n} min left`,
  },
  anomaly: {
    differs: 'Not what the model was made for:',
    confirm: 'Map it all the same; the result will be marked.',
    confirmFirst:
      'This series is not what the model was made for: tick the confirmation in the Diffusion panel, then press the button again.',
    outside: 'OUT OF DOMAIN – read with great care',
    derivation: 'OUT OF DOMAIN: the series is not what the model was made for; confirmed by the reader.',
    notCovered: 'NOT COVERED – no score on this slice',
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
        `${above ? 'Above' : 'Below'} the model's own cut (one in ${count}). No mark does not mean no disease.`,
      covered: (n: number, of: number, ranges: string) =>
        `${n} of ${plural(of, 'slice')} have a score (${ranges}); the others are NOT COVERED.`,
      mask: (source: string, millilitres?: number) => `Brain mask: ${source}${millilitres === undefined ? '' : `, ${millilitres} ml`}`,
      second: (what: string) => `For ${what}, look at the brightness or the sum of both: the model takes such change for normal.`,
      show: { score: 'Score', brightness: 'Brightness', sum: 'Sum', healthy: 'Pseudo-healthy' } as Record<string, string>,
    },
  },
  /** A result is refused as a source: denoising twice removes what the first run kept on purpose. */
  ownResult: 'a result of this workbench',
  anOriginal: 'an original series',
  error: { found: (measured: string) => `found ${measured}`, allowed: (allowed: string) => `allowed ${allowed}` },
};
