import type { filing as en } from '../en/filing';
import type { Translation } from '../merge';
import { plural } from './plural';

const objects = (n: number) => plural(n, 'Objekt', 'Objekte');

/** Vom Ergebnis ins Archiv und in Dateien. */
export const filing: Translation<typeof en> = {
  filing: {
    file: 'Im Archiv ablegen…',
    fileAgain: 'Änderungen ablegen…',
    download: 'Als Dateien speichern…',
    title: 'Im Archiv ablegen',
    preparing: 'Sehe nach, was abgelegt würde…',
    nothingSent: 'Noch hat nichts diesen Computer verlassen. Gesendet wird erst mit dem Knopf unten.',
    target: (name) => `Ziel: ${name}`,
    noTarget: 'Dieser Viewer nennt kein Archiv, das speichert; das Ergebnis lässt sich als Dateien speichern.',
    roles: { picture: 'Bilder', map: 'Karte', segmentation: 'Segmentierung', report: 'Bericht', rejection: 'Ablehnungsvermerk' },
    columns: { what: 'Was', series: 'Serie', description: 'Beschreibung', count: 'Objekte', size: 'Größe' },
    include: (description) => `${description} ablegen`,
    total: (n, size) => `${objects(n)}, ${size}`,
    confirm: (n) => `${objects(n)} ablegen`,
    cancel: 'Abbrechen',
    sending: (done, n) => `${done} von ${n} Objekten im Archiv wiedergefunden`,
    stop: 'Anhalten',
    beingSent: 'Es wird gerade abgelegt: bitte warten, oder erst „Anhalten“ drücken. Nichts wurde entfernt.',
    notAsked: 'Nichts wird abgelegt, bevor das Archiv gesagt hat, was es von diesem Ergebnis schon enthält: es hat nicht geantwortet.',
    askAgain: 'Erneut fragen',
    filed: 'Im Archiv abgelegt und geprüft',
    filedAt: (time) => `Im Archiv abgelegt und geprüft, ${time}`,
    already: 'Es lag schon im Archiv; nichts wurde doppelt gesendet.',
    changed: 'Seit dem Ablegen geändert: im Archiv liegt der frühere Stand.',
    partial: (missing, n) => `NICHT vollständig abgelegt: ${missing} von ${n} Objekten ließen sich im Archiv nicht bestätigen.`,
    retry: (missing) => `Die fehlenden ${missing} erneut senden`,
    lookAgain: 'Auswahl ändern…',
    verified: (done, n) => `${done} von ${n} geprüft`,
    saved: (n) => `${objects(n)} als ZIP-Datei gespeichert. Sie nennt den Patienten: wie Bilder aufbewahren.`,
    fileName: 'diffusion-ergebnis',
    unfiledReport: 'Der Bericht verweist auf das Angekreuzte; er wird zuletzt gesendet, wenn alles andere geprüft ist.',
    reject: 'Im Archiv ablehnen…',
    rejectTitle: 'Abgelegtes ablehnen',
    rejectNote: 'Nichts wird gelöscht: eine neue Fassung des Berichts sagt „abgelehnt“, ein Vermerk nennt die Objekte.',
    hotkey: 'Ergebnis im Archiv ablegen',
    downloadHotkey: 'Ergebnis als Dateien speichern',
  },
};
