import { plural } from './plural';

/** What is running or waits, how long, and in how much memory. */
export const run = {
  job: {
    title: (doing: string, series: string) => `${doing} ${series}`,
    started: (doing: string, series: string) => `${doing} ${series}: progress and Cancel are in the Diffusion panel.`,
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
    sample: (n: number, of: number, slice: number, slices: number) => `Sample ${n} of ${of}, slice ${slice} of ${slices}`,
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
  /** Jobs that wait for one another. */
  queue: {
    waiting: (before: number) => (before === 1 ? 'Waiting for the job before it' : `Waiting for ${before} jobs before it`),
    startsIn: (left: string) => `starts: ${left}`,
    added: (before: number) => `Queued behind ${plural(before, 'job')}; they run one after the other.`,
    cancelAll: 'Cancel all',
  },
  samples: {
    label: 'Samples',
    note: 'Two or more give the mean and, voxel by voxel, how much the samples differ. Takes as many times longer.',
    needs: 'With these settings all samples would be the same picture. Others are proposed below.',
    propose: (steps: number, sampler: string) => `Use ${steps} steps of ${sampler}`,
  },
  memory: {
    source: 'source',
    /** A picture that can be blended again is held twice. */
    twice: (part: string) => `${part} (twice)`,
    needs: (total: string, parts: string, each: string, network: string) =>
      `Needs about ${total} in this tab: ${parts} (${each} each), ${network} for the network, and the viewer.`,
    slabs: (slabs: number, slices: number, bytes: string, whole: string) =>
      `Runs in ${slabs} parts of at most ${plural(slices, 'slice')}, with about ${bytes} instead of ${whole}. The result is one series, with the same pixels.`,
  },
  time: {
    almost: 'almost done',
    seconds: (n: number) => `about ${n} s left`,
    minutes: (n: number) => `about ${n} min left`,
  },
};
