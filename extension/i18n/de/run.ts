import type { run as en } from '../en/run';
import type { Translation } from '../merge';
import { plural } from './plural';

/** What is running or waits, how long, and in how much memory. */
export const run: Translation<typeof en> = {
  job: {
    title: (doing, series) => `${doing}: ${series}`,
    started: (doing, series) => `${doing}: ${series}. Fortschritt und Abbrechen in der Leiste Diffusion.`,
    stopping: 'Hält nach diesem Schritt an…',
    stages: {
      reading: 'Lese die Schichten',
      model: 'Lade das Modell',
      'self-test': 'Prüfe das Modell auf diesem Gerät',
      noise: 'Messe das Rauschen',
      brain: 'Suche das Gehirn',
      network: 'Rechne',
    },
    reading: (n, of) => `Lese Schicht ${n} von ${of}`,
    slices: (n, of, step, steps) => `Schicht ${n} von ${of}, Schritt ${step} von ${steps}`,
    sample: (n, of, slice, slices) => `Stichprobe ${n} von ${of}, Schicht ${slice} von ${slices}`,
    cancel: 'Abbrechen',
    cancelledTitle: (series) => `${series}: abgebrochen`,
    cancelled: (done, of) =>
      done === 0
        ? 'Vor der ersten fertigen Schicht angehalten. Es wurde nichts hinzugefügt.'
        : `Nach ${done} von ${of} Schichten angehalten. Noch wurde nichts hinzugefügt.`,
    keep: (done) => `${plural(done, 'fertige Schicht', 'fertige Schichten')} behalten`,
    keepNote: 'Die übrigen Schichten zeigen das Original; die Serie wird als TEILWEISE gekennzeichnet.',
    discard: 'Verwerfen',
    failed: (series) => `${series}: kein Ergebnis`,
    dismiss: 'Schließen',
    preview: (position) => `Vorschau: Schicht ${position}`,
    original: 'Original',
    result: 'Ergebnis',
  },
  queue: {
    waiting: (before) => (before === 1 ? 'Wartet auf den Auftrag davor' : `Wartet auf ${before} Aufträge davor`),
    startsIn: (left) => `Beginn: ${left}`,
    added: (before) => `Eingereiht hinter ${plural(before, 'Auftrag', 'Aufträgen')}; es läuft einer nach dem anderen.`,
    cancelAll: 'Alle abbrechen',
  },
  samples: {
    label: 'Stichproben',
    note: 'Zwei oder mehr geben den Mittelwert und Voxel für Voxel, wie weit die Stichproben auseinanderliegen. Dauert entsprechend länger.',
    needs:
      'Ein Schritt, oder ein Sampler ohne Zufallszahlen, gibt jedes Mal dasselbe Bild: Stichproben brauchen mehrere Schritte eines ' +
      'stochastischen Samplers.',
    propose: (steps, sampler) => `${steps} Schritte mit ${sampler} verwenden`,
  },
  memory: {
    source: 'Original',
    /** A picture that can be blended again is held twice. */
    twice: (part) => `${part} (zweimal)`,
    needs: (total, parts, each, network) =>
      `Braucht etwa ${total} in diesem Tab: ${parts} (je ${each}), ${network} für das Netz, dazu der Viewer.`,
    slabs: (slabs, slices, bytes, whole) =>
      `Läuft in ${slabs} Teilen zu höchstens ${plural(slices, 'Schicht', 'Schichten')}, mit etwa ${bytes} statt ${whole}. Das Ergebnis ist ` +
      'eine einzige Serie mit denselben Pixeln.',
  },
  time: {
    almost: 'gleich fertig',
    seconds: (n) => `noch etwa ${n} s`,
    minutes: (n) => `noch etwa ${n} min`,
  },
};
