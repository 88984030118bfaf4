import type { regions as en } from '../en/regions';
import type { Translation } from '../merge';
import { plural } from './plural';

const volume = (millilitres: number) => `${millilitres < 0.995 ? millilitres.toFixed(2) : millilitres.toFixed(1)} ml`;
const slicesText = (n: number) => plural(n, 'Schicht', 'Schichten');

const SHAPES: Readonly<Record<string, string>> = {
  PlanarFreehandROI: 'Freihand',
  SplineROI: 'Spline',
  LivewireContour: 'Livewire',
  EllipticalROI: 'Ellipse',
  CircleROI: 'Kreis',
  RectangleROI: 'Rechteck',
};

/** Whose brain mask it is, as a result has it in English. */
const SOURCES: readonly (readonly [english: RegExp, german: string])[] = [
  [/^the model /, 'Modell '],
  [/^the reader/, 'Befunder'],
  [/^the series itself, whose skull has been taken off/, 'die Serie selbst, deren Schädel entfernt ist'],
  [/, checked by the reader$/, ', vom Befunder geprüft'],
  [/, corrected by the reader$/, ', vom Befunder korrigiert'],
];
const sourceText = (source: string) => SOURCES.reduce((text, [english, german]) => text.replace(english, german), source);

const DISEASES: Readonly<Record<string, string>> = {
  'white-matter disease': 'Erkrankungen der weißen Substanz',
};

/** Filling a region, and the map of what does not look healthy. */
export const regions: Translation<typeof en> = {
  inpaint: {
    region: 'Bereich',
    none: 'Noch kein Bereich',
    how: 'Einen Bereich auf dieser Serie zeichnen: mit OHIFs Pinsel, oder als Ellipse, Kreis, Rechteck oder geschlossene Freihand-Linie.',
    brush: 'Pinsel',
    ellipse: 'Ellipse',
    kinds: {
      segment: 'einem Segment',
      outline: 'einem Umriss',
      outlines: 'mehreren Umrissen',
      finding: 'einem Befund der Auffälligkeitskarte',
      given: 'einem Befehl',
    },
    segment: (segmentation, segment, index) =>
      `${segment?.trim() || `Segment ${index}`}${segmentation?.trim() ? ` (${segmentation.trim()})` : ''}`,
    outline: (tool, label, slice) => `${label?.trim() || SHAPES[tool] || 'Umriss'}${slice === undefined ? '' : `, Schicht ${slice}`}`,
    allOutlines: (n) => `Alle ${n} Umrisse zusammen`,
    option: (label, millilitres, slices) => `${label} – ${volume(millilitres)}, ${slicesText(slices)}`,
    unusable: (label) => `${label} – nicht verwendbar`,
    facts: (kind, millilitres, slices) => `Aus ${kind}: ${volume(millilitres)} auf ${slicesText(slices)}`,
    fillFinding: 'Diesen Befund auffüllen…',
    handedOver: 'Bereich eines Befehls',
    tooSmall: 'ein Umriss ohne Pixel darin',
    emptySegment: 'ein Segment, in dem nichts gezeichnet ist',
    otherPlane: 'ein Umriss in einer anderen Ebene als die Schichten',
    between: 'ein Umriss zwischen den Schichten oder außerhalb davon',
    contoursOtherPlane: (n, of) => `${n} von ${plural(of, 'Kontur', 'Konturen')} in einer anderen Ebene als die Schichten`,
    contoursBetween: (n, of) => `${n} von ${plural(of, 'Kontur', 'Konturen')} zwischen den Schichten oder außerhalb davon`,
    covered: (slice) => `Schicht ${slice} ganz bedeckt`,
    lostLabels: (n, of) => `${n} von ${plural(of, 'Segmentbild', 'Segmentbildern')} nicht mehr im Speicher des Viewers`,
    elsewhere: (n) => `${plural(n, 'Bereich', 'Bereiche')} auf einer anderen Serie, keiner auf dieser`,
    margin: 'Vergrößern um (mm)',
    marginNote: 'Nach allen Seiten, 0 bis 5: Ränder reichen weiter, als gezeichnet wird.',
    purpose: 'Wozu',
    purposes: {
      unstated: 'Nicht angegeben',
      lesion: 'Läsion auffüllen',
      artefact: 'Artefakt ausbessern',
      whatif: '„Was wäre hier?“',
    },
    purposeNote: 'Wird beim Ergebnis vermerkt und ändert sonst nichts.',
    kind: 'Ergebnis',
    mean: 'Wahrscheinlichstes Bild (Mittelwert)',
    one: 'Ein plausibles Bild',
    meanNote: 'Nahe am Mittelwert aller wahrscheinlichen Füllungen: glatt, ohne Einzelheiten.',
    oneNote: 'Sieht aus wie Gewebe, aber die Einzelheiten sind erfunden: Stichproben vergleichen.',
    steps: 'Schritte je Schicht',
    stepsNote: 'Mehr Schritte geben mehr Textur, nicht mehr Wahrheit.',
    samples: 'Stichproben',
    samplesNote: 'Jede wird eine eigene Serie, neben einer Karte ihrer Unterschiede.',
    seedNote: 'Eine andere Zahl gibt ein anderes Bild.',
    sampler: 'Sampler',
    sampleName: (layer, sample) => `${layer}, Stichprobe ${sample}`,
    filled: (millilitres, slices) =>
      `Neu gebildet: ${volume(millilitres)} auf ${slicesText(slices)}; jedes andere Pixel ist das des Originals`,
    margined: (mm) => `Bereich um ${mm} mm vergrößert`,
    for: (purpose) => `Zweck: ${purpose}`,
    samplesMade: (n) => plural(n, 'Stichprobe', 'Stichproben'),
    showOutline: 'Umriss des neu Gebildeten',
    showSample: (sample) => `Stichprobe ${sample}`,
    showSpread: 'Streuung',
  },
  anomaly: {
    outside: 'AUSSERHALB DES MODELLBEREICHS – mit großer Vorsicht lesen',
    sumUncalibrated:
      'Summe beider Karten: wie selten sie unter gesunden Voxeln ist, wurde nicht gemessen. Keine Wahrscheinlichkeit einer Krankheit.',
    notCovered: 'NICHT ABGEDECKT – Schicht ohne Bewertung',
    noising: {
      count: 'Rekonstruktionen',
      evaluations: (n) => `${plural(n, 'Netzdurchlauf', 'Netzdurchläufe')} je Schicht.`,
      calibrated: 'Für diese Zahl ist die Bewertung kalibriert.',
      uncalibrated: (draws) => `Kalibriert ist die Bewertung für ${draws}: bei einer anderen Zahl stimmt „1 von …“ nicht genau.`,
      seedNote: 'Eine andere Zahl gibt anderes Rauschen.',
    },
    brain: {
      label: 'Hirnmaske',
      job: (series) => `${series} (Hirnmaske)`,
      check: 'Hirnmaske prüfen',
      note: 'Wenn gewünscht: zeigt zuerst die Maske, damit sie sich korrigieren lässt.',
      shown: (millilitres) =>
        `Die Maske${millilitres === undefined ? '' : ` (${millilitres} ml)`} ist auf den Bildern umrandet. Wo sie Gehirn auslässt oder Schädel ` +
        'enthält, mit dem Pinsel der Leiste Segmentierung korrigieren; dann unten starten.',
      remove: 'Hirnmaske entfernen',
    },
    result: {
      peak: ({ count, beyond }, position) =>
        `Stärkste Markierung: Schicht ${position}, so stark wie eines von ${beyond ? 'mehr als ' : ''}${count} gesunden Voxeln.`,
      cut: (above, count) =>
        `${above ? 'Über' : 'Unter'} dem Schwellenwert des Modells (eines von ${count}). Keine Markierung heißt nicht: keine Krankheit.`,
      covered: (n, of, ranges) =>
        `${n} von ${plural(of, 'Schicht', 'Schichten')} haben eine Bewertung (${ranges}); die anderen sind NICHT ABGEDECKT.`,
      mask: (source, millilitres) => `Hirnmaske: ${sourceText(source)}${millilitres === undefined ? '' : `, ${millilitres} ml`}`,
      second: (what) => `Für ${DISEASES[what] ?? what} auch die Summe mit der Helligkeit ansehen: sie findet mehr davon.`,
      darker: 'Dieses Modell markiert, was dunkler ist als gesundes Gewebe. Die Karte „Helligkeit“ zeigt, wie dunkel jedes Voxel ist.',
      colourSum: 'Nach der Summe einfärben',
      beside: 'Neben dem Original zeigen:',
      show: {
        score: 'Auffälligkeit',
        brightness: 'Helligkeit',
        sum: 'Summe',
        healthy: 'Pseudo-gesund',
        uncertainty: 'Unsicherheit',
      },
    },
  },
};
