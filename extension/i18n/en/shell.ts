import { plural } from './plural';

/** Around the work: messages, keys, model cards, diagnostics. */
export const shell = {
  shell: {
    again: (series: string) => `The settings of a result of ${series} are set. Change what you like, then start.`,
    againButton: 'Run again with…',
    settings: 'Settings used',
    ofSeries: (series: string, n: number) => `${series}: ${plural(n, 'result')}`,
    noResult: 'This series is not a result of the workbench.',
    notShown: 'The series could not be shown, so nothing was started.',
    nothingToShow: 'There is no result of the series in the active viewport.',
    notAllowed: (task: string) => `${task} is switched off in this viewer. Ask whoever installed it.`,
    removeResult: 'Remove result',
    hotkeys: {
      inpaint: 'Inpaint the active series',
      anomaly: 'Anomaly map of the active series',
      cancel: 'Cancel all diffusion jobs',
      toggle: 'Result beside original / original alone',
    },
    close: 'Close',
  },
  card: {
    open: 'Model card',
    loading: 'Fetching the card…',
    missing: 'There is no card beside this model. What its description says:',
    facts: 'Facts',
    id: 'Id',
    version: 'Version',
    sha256: 'SHA-256',
    licence: 'Licence',
    tasks: 'Tasks',
    modalities: 'Made for',
    data: 'Trained on',
    measure: 'Measure',
    set: 'On',
    value: 'Value',
    command: 'Measured by',
  },
  diagnostics: {
    open: 'Copy diagnostics',
    title: 'Diagnostics',
    copied: 'Copied to the clipboard.',
    notCopied: 'This page may not use the clipboard: press Ctrl+C (⌘C on a Mac) to copy the marked text.',
    note: 'Holds no patient data: no names, no series or study, no addresses.',
  },
};
