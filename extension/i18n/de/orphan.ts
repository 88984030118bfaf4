import type { orphan as en } from '../en/orphan';
import type { Translation } from '../merge';
import { plural } from './plural';

export const orphan: Translation<typeof en> = {
  orphan: {
    title: 'Dieses Ergebnis liegt noch nicht im Archiv',
    what: (n, results) => `Was Sie speichern, wurde auf ${plural(n, 'Bild', 'Bildern')} eines Ergebnisses gezeichnet: ${results}.`,
    why: 'Wer es später öffnet, fände dort kein Bild.',
    file: 'Ergebnis mit ablegen',
    fileNote: 'Zuerst das Ergebnis, dann Ihre Messung darauf.',
    source: 'Auf das Original verweisen',
    sourceNote:
      'Dieselbe Stelle auf den Originalbildern. Längen und Flächen bleiben; Mittelwerte entfallen, denn sie wurden am Ergebnis gemessen.',
    cancel: 'Nichts speichern',
    nothingStored: 'Es wurde nichts gespeichert.',
  },
};
