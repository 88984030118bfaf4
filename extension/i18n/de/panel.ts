import type { panel as en } from '../en/panel';
import type { Translation } from '../merge';
import { plural } from './plural';

/** The panel from its head to its foot, and what leads to it. */
export const panel: Translation<typeof en> = {
  tasks: {
    denoise: {
      label: 'Entrauschen',
      doing: 'Entrausche',
      result: 'entrauschte Serie',
      note: 'Nimmt Rauschen weg; was weggenommen wurde, lässt sich ansehen.',
    },
    inpaint: {
      label: 'Auffüllen',
      doing: 'Fülle auf',
      result: 'aufgefüllte Serie',
      note: 'Füllt einen markierten Bereich mit erfundenem Inhalt, der zur Umgebung passt.',
    },
    anomaly: {
      label: 'Auffälligkeiten',
      doing: 'Suche Auffälligkeiten',
      result: 'Auffälligkeitskarte',
      note: 'Markiert, was für das Modell nicht gesund aussieht.',
    },
  },
  layers: {
    denoised: 'entrauscht',
    inpainted: 'aufgefüllt',
    healthy: 'pseudo-gesund',
    score: 'Auffälligkeit',
    brightness: 'Helligkeit',
    sum: 'Auffälligkeit plus Helligkeit',
    brain: 'Hirnmaske',
    uncertainty: 'Unsicherheit',
    difference: 'Differenz',
  },
  button: {
    denoise: 'Die Serie im aktiven Fenster entrauschen; das Ergebnis erscheint daneben',
    inpaint: 'Einen Bereich der Serie im aktiven Fenster auffüllen; das Ergebnis erscheint daneben',
    anomaly: 'In der Serie im aktiven Fenster markieren, was nicht gesund aussieht; die Karten erscheinen daneben',
  },
  hotkey: 'Aktive Serie entrauschen',
  strengths: [{ label: 'Gering' }, { label: 'Mittel' }, { label: 'Stark' }],
  panel: {
    series: 'Serie',
    noSeries: 'Keine',
    seriesFacts: (modality, slices) => `${modality || 'unbekannte Modalität'} · ${plural(slices, 'Schicht', 'Schichten')}`,
    model: 'Modell',
    modelVersion: (version) => `Version ${version}`,
    strength: 'Stärke',
    strengthNote: 'Für den nächsten Lauf: wie viel des gefundenen Rauschens weggenommen wird.',
    advanced: 'Erweitert',
    steps: 'Schritte je Schicht',
    stepsNote: 'Ein Schritt gibt den Mittelwert aller wahrscheinlichen Bilder; mehr Schritte geben schärfere Bilder, die mehr erfinden.',
    sampler: 'Sampler',
    samplerNote: 'Wirkt ab zwei Schritten.',
    seed: 'Startwert',
    seedNote: 'Der gewählte Sampler zieht keine Zufallszahlen.',
    backend: 'Rechenweg',
    backends: { auto: 'Automatisch' },
    backendLocked: 'Änderbar, wenn nichts läuft.',
    task: 'Aufgabe',
    loading: 'Suche Modelle und Grafikgerät…',
    retry: 'Erneut versuchen',
    noModel: 'Es ist kein Modell installiert.',
    alreadyRunning: 'Das läuft für diese Serie schon; es wurde kein zweiter Lauf gestartet.',
    empty: 'Noch keine Ergebnisse. Aufgabe wählen und starten: Das Ergebnis öffnet sich neben dem Original.',
    jobs: 'Aufträge',
    results: 'Ergebnisse',
    missing: 'Die Leiste konnte nicht geladen werden. Wer den Viewer eingerichtet hat, möge die Dateien der Erweiterung prüfen.',
    research: 'Nur für Forschung – nicht zur Diagnose',
  },
};
