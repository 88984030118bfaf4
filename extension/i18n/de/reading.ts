import type { reading as en } from '../en/reading';
import type { Translation } from '../merge';
import { plural } from './plural';

const NOISES: Readonly<Record<string, string>> = { gaussian: 'Gauß-Rauschen', simplex: 'Simplex-Rauschen' };

/** A result: what it is, how it is marked, and the tools to read it with. */
export const reading: Translation<typeof en> = {
  result: {
    thumbnailMark: 'KI',
    partial: (finished, slices) => `TEILWEISE: ${finished} von ${slices} Schichten fertig, die übrigen sind das Original`,
    model: (label, version, strength) => `${label} ${version}${strength === undefined ? '' : `, Stärke ${strength}`}`,
    noising: (samples, noise, sigma, seed) =>
      `${plural(samples, 'Rekonstruktion', 'Rekonstruktionen')} je Schicht aus ${NOISES[noise] ?? noise} von ${sigma} Hirnmedianen, Startwert ${seed}`,
    turns: (n) => `Mittel aus ${n} Lagen jeder Schicht (gespiegelt, transponiert)`,
    steps: (n, sampler) => `${plural(n, 'Netzdurchlauf', 'Netzdurchläufe')} je Schicht${sampler ? ` (${sampler})` : ''}`,
    noise: (sigma, scaling) =>
      scaling === 'hounsfield'
        ? `Geschätztes Rauschen: ${sigma.toFixed(0)} HU`
        : `Geschätztes Rauschen: ${(100 * sigma).toFixed(1)} % des 98. Perzentils`,
    took: (time, backend, device) => `Dauer ${time}, mit ${backend === 'webgpu' ? 'WebGPU' : backend}${device ? `, ${device}` : ''}`,
    show: 'Neben Original zeigen',
    remove: 'Entfernen',
    added: (series, result) => `${series}: ${result} hinzugefügt.`,
    addedPartial: (series) => `${series}: die fertigen Schichten wurden hinzugefügt, als TEILWEISE gekennzeichnet.`,
    elsewhere: 'Zu sehen über „Neben Original zeigen“ in der Leiste Diffusion.',
  },
  /** What a result is called, after its kind. */
  name: {
    best: 'beste',
    steps: (steps, samples) => `${plural(steps, 'Schritt', 'Schritte')}${samples > 1 ? ` × ${samples}` : ''}`,
    reconstructions: (n) => plural(n, 'Rekonstruktion', 'Rekonstruktionen'),
  },
  tag: {
    title: 'KI-ABGELEITET – nur Forschung',
    model: (id, strength) => (strength === undefined ? id : `${id}, Stärke ${strength}`),
    original: 'ORIGINAL – zum Vergleich',
    guess: 'Vermutung eines Modells: Läsionen können bleiben',
    outside: 'AUSSERHALB DES MODELLBEREICHS',
    gaps: 'KEIN GLEICHMÄSSIGER STAPEL – keine Reformatierung',
    partial: 'TEILWEISE',
    unfinished: 'TEILWEISE – diese Schicht ist das Original',
    archived: 'aus dem Archiv',
  },
  overlay: {
    title: 'Farbüberlagerung',
    show: 'Als Farben auf dem Original zeigen',
    sumUnit: 'Punkte',
    sumNote: 'Summe beider Karten',
    map: 'Karte',
    maps: {
      score: 'Auffälligkeit',
      sum: 'Auffälligkeit plus Helligkeit',
      brightness: 'Helligkeit',
      uncertainty: 'Unsicherheit',
      difference: 'Differenz',
    },
    opacity: 'Deckkraft',
    threshold: 'Schwellenwert',
    upper: 'Volle Farbe bei',
    colormap: 'Farben',
    colormaps: { hot_iron: 'Heißes Eisen', rainbow_2: 'Regenbogen' },
    percent: (share) => `${Math.round(100 * share)} %`,
    oneIn: (healthy) => `1 von ${healthy}`,
    scoreUnit: 'gesunden Voxeln liegt darüber',
    scoreNote:
      'Farbig ist, was unter gesunden Voxeln seltener ist als dies; volle Farbe hat das Stärkste dieser Serie. Keine Wahrscheinlichkeit einer Krankheit.',
    units: (units) => (units === 'arbitrary' ? 'Signaleinheiten' : units),
    sumUncalibrated:
      'Summe beider Karten: wie selten sie unter gesunden Voxeln ist, wurde nicht gemessen. Keine Wahrscheinlichkeit einer Krankheit.',
    notCovered: 'Schicht ohne Bewertung',
  },
  findings: {
    title: 'Befunde',
    none: 'Nichts über dem Schwellenwert.',
    count: (n, least) =>
      `${plural(n, 'Region', 'Regionen')} von mindestens ${least} ml über dem Schwellenwert, die mit dem höchsten Gipfel zuerst`,
    leftOut: (n) => `und ${n} weitere mit niedrigerem Gipfel: ein höherer Schwellenwert zeigt weniger auf einmal`,
    place: (slice, first, last) => (first === last ? `Schicht ${slice}` : `Schicht ${slice} (${first} bis ${last})`),
    peak: (oneIn, slice) => `Gipfel: ${oneIn} gesunden Voxeln, Schicht ${slice}`,
    peakValue: (value, slice) => `Gipfel: ${value}, Schicht ${slice}`,
    jumpFirst: (key) => `Erst zu einem Befund springen${key && ` (${key})`}.`,
    noneToShow: 'Es gibt keinen Befund, zu dem gesprungen werden könnte.',
    more: 'Kommentar und mehr',
    keys: (next, previous, accept, reject, unsure) =>
      `Tasten: ${next} nächster, ${previous} voriger; ${accept} richtig, ${reject} falsch, ${unsure} unsicher. Dieselbe Taste noch einmal nimmt es zurück.`,
    ofResult: 'Ihr Urteil zu diesem Ergebnis',
    hotkeys: {
      next: 'Nächster Befund',
      previous: 'Voriger Befund',
      accepted: 'Befund richtig',
      rejected: 'Befund falsch',
      unsure: 'Befund unsicher',
    },
    jump: 'In allen Fenstern zeigen',
    verdict: 'Ihr Urteil',
    verdicts: { accepted: 'Richtig', rejected: 'Falsch', unsure: 'Unsicher' },
    comment: 'Kommentar',
    addSegment: 'Als Segment übernehmen',
    segmented: 'In einer Segmentierung',
  },
  compare: {
    title: 'Noch einmal ansehen',
    blend: 'Stärke nach dem Lauf',
    blendNote:
      'Mischt Original und Schätzung des Modells; es wird nichts neu gerechnet. Jenseits der Marke wird mehr weggenommen, als das Modell schätzt.',
    blendMarks: ['Original', 'Schätzung'],
    layouts: {
      pair: 'Original | Ergebnis',
      one: 'Nur Ergebnis',
      three: 'Original | Ergebnis | Differenz',
      // With a place to break: the button is narrower than the word.
      four: 'Original | Ergebnis | Differenz | Unsicher\u00adheit',
      planes: 'Ergebnis in drei Ebenen',
      anomaly: 'Original | pseudo-gesund | farbig | Auffälligkeit',
      overlayPlanes: 'Farben in drei Ebenen',
    },
    noUncertainty: 'Braucht einen Lauf mit mindestens zwei Stichproben (Erweitert).',
    flicker: 'Original / Ergebnis im Wechsel (F)',
    peek: 'Halten: Original',
    swipe: 'Original | Ergebnis mit Teiler (Umschalt+S)',
    swipeHotkey: 'Teiler zwischen Original und Ergebnis',
    divider: {
      name: 'Teiler zwischen Original und Ergebnis',
      original: 'Original',
      place: (percent) => `links ${percent} % Original`,
    },
    flickerHotkey: 'Original und Ergebnis im Wechsel',
    summary: 'Vorher und nachher',
    columns: ['', 'Original', 'Ergebnis'],
    rows: { noise: 'Rauschen' },
    bias: (inside, homogeneous) =>
      `Mittlere Änderung: ${inside} innerhalb von Kopf oder Körper, ${homogeneous} in gleichmäßigen Bereichen.`,
    blocks: (brighter, darker) => `Gemessen in ${brighter} helleren und ${darker} dunkleren gleichmäßigen Blöcken, selbsttätig gefunden.`,
    drawRegion: 'Gezeichneten Umriss messen',
    noRegion: 'Zuerst eine Ellipse oder einen geschlossenen Freihand-Umriss auf Original oder Ergebnis zeichnen.',
    regionRows: { mean: 'Umriss: Mittelwert', sd: 'Umriss: SD' },
    unmeasurable: 'Zu wenig vom Bild ist gleichmäßig genug, um es zu messen.',
  },
};
