import { plural } from './plural';

/** What earlier visits and other readers have filed of a study. */
export const found = {
  found: {
    title: 'Found in the archive',
    count: (n: number) => `${plural(n, 'result')} of this study`,
    putAway: 'Hide',
    takeOut: (n: number) => `Found in the archive: ${plural(n, 'result')} – show`,
    hide: 'Hide',
    hidden: (n: number) => `Show ${n} hidden`,
    from: (series: string) => `of ${series}`,
    open: 'Open',
    openNote: 'Reads the result from the archive; nothing is computed again.',
    opening: (percent: number) => `Reading… ${percent} %`,
    show: 'Show beside original',
    live: 'Open below, under Results.',
    rejected: 'REJECTED',
    verdicts: { accepted: 'accepted', rejected: 'rejected', unsure: 'unsure' },
    whole: 'Reading of the whole',
    unread: 'nothing said',
    reported: (when: string, person: string | undefined, device: string | undefined) =>
      ['Reported', when, person && `by ${person}`, device && `(${device})`].filter(Boolean).join(' '),
    version: (n: number) => `version ${n} of the report`,
    noReport: 'No report was filed with it.',
    older: (version: string, installed: string) => `Made by version ${version} of the model; here version ${installed} is installed.`,
    altered: (version: string) => `Made by another file of the model's version ${version} than is installed here.`,
    notInstalled: (version: string) => `Made by version ${version} of a model that is not installed here.`,
    findings: 'Findings',
    noFindings: 'No finding above the threshold was filed.',
    jump: 'Go to this place in all viewports',
    noPlace: 'Its place is not known.',
    settings: 'How it was made',
  },
};
