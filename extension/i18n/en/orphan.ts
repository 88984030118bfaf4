import { plural } from './plural';

/** OHIF's own tools on a result that is not in the archive. */
export const orphan = {
  orphan: {
    title: 'This result is not in the archive yet',
    what: (n: number, results: string) => `What you are storing was drawn on ${plural(n, 'image')} of: ${results}.`,
    why: 'Whoever opens it later would find no picture there.',
    file: 'File the result too',
    fileNote: 'First the result, then your measurement on it.',
    source: 'Refer to the original',
    sourceNote:
      'Same place on the original images. Lengths and areas stay; mean values are left out, because they were measured on the result.',
    cancel: 'Store nothing',
    nothingStored: 'Nothing was stored.',
  },
};
