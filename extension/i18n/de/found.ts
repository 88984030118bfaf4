import type { found as en } from '../en/found';
import type { Translation } from '../merge';
import { plural } from './plural';

export const found: Translation<typeof en> = {
  found: {
    title: 'Im Archiv gefunden',
    count: (n) => `${plural(n, 'Ergebnis', 'Ergebnisse')} dieser Untersuchung`,
    putAway: 'Ausblenden',
    takeOut: (n) => `Im Archiv gefunden: ${plural(n, 'Ergebnis', 'Ergebnisse')} – zeigen`,
    hide: 'Ausblenden',
    hidden: (n) => `${n} ausgeblendete zeigen`,
    from: (series) => `von ${series}`,
    open: 'Öffnen',
    openNote: 'Liest das Ergebnis aus dem Archiv; nichts wird neu berechnet.',
    opening: (percent) => `Wird gelesen … ${percent} %`,
    show: 'Neben dem Original zeigen',
    live: 'Unten bei den Ergebnissen geöffnet.',
    rejected: 'ZURÜCKGEWIESEN',
    verdicts: { accepted: 'angenommen', rejected: 'zurückgewiesen', unsure: 'unsicher' },
    whole: 'Urteil über das Ganze',
    unread: 'nichts gesagt',
    reported: (when, person, device) => ['Bericht vom', when, person && `von ${person}`, device && `(${device})`].filter(Boolean).join(' '),
    version: (n) => `Fassung ${n} des Berichts`,
    noReport: 'Es wurde kein Bericht mit abgelegt.',
    older: (version, installed) => `Mit Version ${version} des Modells gemacht; hier ist Version ${installed} installiert.`,
    altered: (version) => `Mit einer anderen Datei der Modellversion ${version} gemacht, als hier installiert ist.`,
    notInstalled: (version) => `Mit Version ${version} eines Modells gemacht, das hier nicht installiert ist.`,
    findings: 'Befunde',
    noFindings: 'Es wurde kein Befund über der Schwelle abgelegt.',
    jump: 'In allen Ansichten an diese Stelle gehen',
    noPlace: 'Die Stelle ist nicht bekannt.',
    settings: 'Wie es gemacht wurde',
  },
};
