import type { keep as en } from '../en/keep';
import type { Translation } from '../merge';
import { plural } from './plural';

/** Work that is not in the archive yet: said, held, and offered again after the page was left. */
export const keep: Translation<typeof en> = {
  unfiled: {
    dot: 'Noch nicht im Archiv: liegt nur in diesem Tab.',
    unkept:
      'Dieser Tab hat keinen Platz mehr, es aufzuheben: mit dem Verlassen der Seite ist es weg, samt allem, was darüber gesagt wurde. Bitte ablegen ' +
      'oder als Dateien speichern.',
  },
  leave: {
    title: 'Ohne Ablegen verlassen?',
    text: (n) => (n === 1 ? 'Dieses Ergebnis liegt noch in keinem Archiv:' : `Diese ${n} Ergebnisse liegen noch in keinem Archiv:`),
    back:
      'Solange dieser Tab offen bleibt, wird nach der Rückkehr zur Untersuchung angeboten, was sich noch einmal berechnen oder öffnen lässt, mit ' +
      'Ihren Urteilen und Kommentaren.',
    lost:
      'Diese sind nicht wieder zu haben, weil ein Teil von Hand gezeichnet ist, der Lauf angehalten wurde oder der Tab keinen Platz hat, sie ' +
      'aufzuheben:',
    stay: 'Hier bleiben',
    leave: 'Verlassen',
  },
  restore: {
    title: 'Vor dem Verlassen der Seite nicht abgelegt',
    text:
      'Die Pixel sind weg, die Einstellungen nicht: noch einmal berechnet sind die Ergebnisse dieselben, und Ihre Urteile und Kommentare ' +
      'stehen wieder daran.',
    make: (n) => (n === 1 ? 'Noch einmal berechnen' : `Alle ${n} noch einmal berechnen`),
    open: (n) => (n === 1 ? 'Noch einmal öffnen' : `Alle ${n} noch einmal öffnen`),
    fromArchive: 'Es liegt im Archiv; was Sie seither darüber gesagt haben, liegt dort nicht und kommt wieder daran.',
    making: 'Wird noch einmal berechnet…',
    discard: 'Verwerfen',
    verdicts: (n) => plural(n, 'Befund beurteilt', 'Befunde beurteilt'),
    problems: {
      region: 'Lässt sich nicht wiederholen: seine Region war von Hand gezeichnet.',
      mask: 'Lässt sich nicht wiederholen: seine Hirnmaske war von Hand verbessert.',
      partial: 'Lässt sich nicht wiederholen: es wurde angehalten, bevor alle Schichten fertig waren.',
      series: 'Lässt sich hier nicht wiederholen: seine Serie ist nicht im Viewer.',
      archive: 'Lässt sich nicht noch einmal öffnen: das Archiv führt es hier nicht auf.',
      model: 'Lässt sich nicht wiederholen: sein Modell ist nicht mehr installiert oder eine andere Version.',
    },
    differing:
      'Noch einmal berechnet, aber die Pixel sind nicht die von vorher (anderer Rechenweg oder andere Bilder). Bitte die Urteile noch einmal ' +
      'ansehen.',
  },
};
