import type { shell as en } from '../en/shell';
import type { Translation } from '../merge';
import { plural } from './plural';

/** Around the work: messages, keys, model cards, diagnostics. */
export const shell: Translation<typeof en> = {
  shell: {
    again: (series) => `Die Einstellungen eines Ergebnisses von ${series} sind übernommen. Ändern, dann starten.`,
    againButton: 'Erneut mit…',
    settings: 'Verwendete Einstellungen',
    ofSeries: (series, n) => `${series}: ${plural(n, 'Ergebnis', 'Ergebnisse')}`,
    noResult: 'Diese Serie ist kein Ergebnis der Werkbank.',
    notShown: 'Die Serie ließ sich nicht anzeigen, daher wurde nichts gestartet.',
    nothingToShow: 'Zur Serie im aktiven Fenster gibt es kein Ergebnis.',
    notAllowed: (task) => `${task} ist in diesem Viewer abgeschaltet. Auskunft gibt, wer ihn eingerichtet hat.`,
    removeResult: 'Ergebnis entfernen',
    hotkeys: {
      inpaint: 'Aktive Serie auffüllen',
      anomaly: 'Auffälligkeiten der aktiven Serie',
      cancel: 'Alle Diffusion-Aufträge abbrechen',
      toggle: 'Ergebnis neben Original / nur Original',
    },
    close: 'Schließen',
  },
  card: {
    open: 'Steckbrief',
    loading: 'Hole den Steckbrief…',
    missing: 'Bei diesem Modell liegt kein Steckbrief. Seine Beschreibung sagt:',
    facts: 'Angaben',
    id: 'Kennung',
    version: 'Version',
    licence: 'Lizenz',
    tasks: 'Aufgaben',
    modalities: 'Gemacht für',
    data: 'Trainiert mit',
    measure: 'Maß',
    set: 'An',
    value: 'Wert',
    command: 'Gemessen mit',
  },
  diagnostics: {
    open: 'Diagnose kopieren',
    title: 'Diagnose',
    copied: 'In die Zwischenablage kopiert.',
    notCopied: 'Diese Seite darf die Zwischenablage nicht benutzen: Strg+C (⌘C am Mac) kopiert den markierten Text.',
    note: 'Enthält keine Patientendaten: keine Namen, keine Serie oder Untersuchung, keine Adressen.',
  },
};
