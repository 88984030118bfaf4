import { plural } from './plural';

/** Work that is not in the archive yet: said, held, and offered again after the page was left. */
export const keep = {
  unfiled: {
    dot: 'Not filed in the archive: it lies in this tab only.',
    unkept:
      'This tab has no room left to keep it: when the page is left, it is gone with all that was said of it. File it, or save it as files.',
  },
  leave: {
    title: 'Leave without filing?',
    text: (n: number) => (n === 1 ? 'This result is in no archive yet:' : `These ${n} results are in no archive yet:`),
    back: 'As long as this tab stays open, what can be computed or opened again is offered when you come back to the study, with your verdicts and comments.',
    lost: 'These cannot be had again, because a part was drawn by hand, the run was stopped, or the tab has no room to keep them:',
    stay: 'Stay here',
    leave: 'Leave',
  },
  restore: {
    title: 'Not filed before the page was left',
    text: 'The pixels are gone, the settings are not: made again, the results are the same, and what you said of them is put back.',
    make: (n: number) => `Make ${n === 1 ? 'it' : `all ${n}`} again`,
    open: (n: number) => `Open ${n === 1 ? 'it' : `all ${n}`} again`,
    fromArchive: 'It lies in the archive; what you said of it since does not, and is put back on it.',
    making: 'Is being made again…',
    discard: 'Discard',
    verdicts: (n: number) => plural(n, 'finding judged', 'findings judged'),
    problems: {
      region: 'Cannot be made again: its region was drawn by hand.',
      mask: 'Cannot be made again: its brain mask was corrected by hand.',
      partial: 'Cannot be made again: it was stopped before all slices were done.',
      series: 'Cannot be made again here: its series is not in the viewer.',
      archive: 'Cannot be opened again: the archive does not list it here.',
      model: 'Cannot be made again: its model is not installed any more, or is another version.',
    },
    differing: 'Made again, but its pixels are not those of before (another backend, or other images). Look at your verdicts once more.',
  },
};
