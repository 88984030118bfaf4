import type { errors as en } from '../en/errors';
import type { Translation } from '../merge';

/** What the viewer can refuse or fail at; the command line is English. What was found, `measured`, is told in English where it is measured. */
export const errors: Translation<typeof en> = {
  error: {
    found: (measured) => `gefunden: ${measured}`,
    allowed: (allowed) => `zulässig: ${allowed}`,
    told: (sentence, numbers) => `${sentence.replace(/\.$/, '')} (${numbers}).`,
  },
  errors: {
    NO_IMAGE: ['Im aktiven Fenster ist kein Bild.', 'Zuerst eine Serie in das Fenster ziehen.'],
    COLOUR_IMAGE: ['Dies ist ein Farbbild; die Modelle lesen nur Graustufenbilder.', 'Eine Graustufen-Serie wählen.'],
    SINGLE_SLICE: ['Diese Serie hat nur eine Schicht; nötig sind mindestens zwei.', 'Eine Serie mit mehr Schichten wählen.'],
    NO_GEOMETRY: [
      'Einigen Schichten fehlen Lage oder Ausrichtung, sie lassen sich nicht ordnen.',
      'Die Serie mit ihren Lageangaben neu senden lassen, oder eine andere Serie wählen.',
    ],
    HEADER_NUMBER: [
      'Eine Zahl im Kopf der Datei lässt sich nicht sicher lesen.',
      'Den Kopf berichtigen lassen oder die Serie neu exportieren.',
    ],
    HEADER_MENDED: [
      'Einige Einträge im Kopf der Datei verletzen die Regeln von DICOM; im Ergebnis sind sie berichtigt oder weggelassen.',
      'Pixel und Lage sind nicht betroffen; die genannten Einträge vor dem Ablegen prüfen.',
    ],
    DIRECTION_INVALID: [
      'Die Richtungen von Zeilen und Spalten im Kopf der Datei können nicht stimmen; die Lage der Schichten ist unsicher.',
      'Den Kopf berichtigen lassen oder die Serie neu exportieren.',
    ],
    MIXED_SIZE: [
      'Die Schichten unterscheiden sich in Matrix oder Pixelabstand.',
      'Eine Serie wählen, deren Schichten alle gleich groß sind.',
    ],
    MIXED_ORIENTATION: [
      'Die Schichten liegen nicht alle in parallelen Ebenen.',
      'Eine einzelne Ebene der Serie wählen (ein Localizer ist nicht verwendbar).',
    ],
    GANTRY_TILT: [
      'Die Schichten liegen schräg übereinander, wie bei gekippter Gantry.',
      'Die Serie zuerst zu einem geraden Stapel reformatieren.',
    ],
    DUPLICATE_POSITION: ['Mehrere Schichten liegen an derselben Stelle.', 'Eine Serie mit einem Bild je Position wählen.'],
    MISSING_SLICE: ['Im Stapel fehlt eine Schicht.', 'Die ganze Serie laden.'],
    IRREGULAR_SPACING: ['Die Schichtabstände sind ungleich.', 'Eine Serie mit gleichen Abständen wählen.'],
    MIXED_IMAGES: [
      'Die Bilder gehören nicht zusammen, obwohl sie eine gemeinsame Seriennummer tragen.',
      'Die Serie vom Scanner oder vom Archiv neu senden lassen.',
    ],
    MIXED_PICTURES: [
      'Die Serie mischt Bilder, die verschieden aufgenommen wurden.',
      'Jedes Bild (Echo, b-Wert, Betrag, Phase) als eigene Serie senden lassen.',
    ],
    NOT_SLICES: ['Die Bilder sind keine einzelnen Schichten des Patienten.', 'Die Serie mit den einzelnen Schichten wählen.'],
    RESCALE_MISSING: [
      'Die CT-Bilder sagen nicht, was ihre Zahlen in HU sind.',
      'Die Serie vom Scanner neu senden lassen; ohne diese Angabe kann jeder Wert um 1024 HU falsch sein.',
    ],
    FILES_LEFT_OUT: [
      'Einige Dateien, die zur Serie gehören könnten, waren nicht verwendbar.',
      'Die Serie neu exportieren, oder ohne sie fortfahren: das Ergebnis wird dann gekennzeichnet.',
    ],
    DICOM_DAMAGED: ['Eine DICOM-Datei ist beschädigt oder unvollständig.', 'Die Serie neu exportieren oder neu senden lassen.'],
    DICOM_UNSUPPORTED: [
      'Die Bilder sind auf eine Art gespeichert, die hier nicht gelesen wird.',
      'Eine andere Serie wählen, oder diese als unkomprimierte Graustufenbilder senden lassen.',
    ],
    BAD_PIXELS: ['Eine Schicht enthält Werte, die keine Zahlen sind.', 'Die Datei ist beschädigt; die Serie neu laden.'],
    EMPTY_IMAGE: ['Die Serie zeigt nichts.', 'Eine andere Serie wählen.'],
    SLICE_UNREADABLE: ['Eine Schicht konnte nicht geladen werden.', 'Die Verbindung zum Archiv prüfen und erneut versuchen.'],
    ARCHIVE_SIGN_IN: [
      'Das Archiv verlangt eine Anmeldung.',
      'Neu anmelden und das Fehlende noch einmal senden, oder als Dateien speichern.',
    ],
    ARCHIVE_FORBIDDEN: ['Dieses Konto darf das im Archiv nicht.', 'Den Betreiber des Archivs fragen, oder als Dateien speichern.'],
    ARCHIVE_NO_STOW: [
      'Das Archiv nimmt über DICOMweb keine Ergebnisse an.',
      'Als Dateien speichern, oder den Betreiber des Archivs nach einer STOW-RS-Adresse fragen.',
    ],
    ARCHIVE_TOO_LARGE: [
      'Ein Teil des Ergebnisses ist größer, als das Archiv annimmt.',
      'Den Betreiber des Archivs bitten, die Grenze anzuheben (dort oder in einem Proxy davor), oder als Dateien speichern.',
    ],
    ARCHIVE_BUSY: [
      'Das Archiv ist überlastet und nahm auch nach mehreren Versuchen nichts mehr an.',
      'Etwas warten und das Fehlende noch einmal senden, oder als Dateien speichern.',
    ],
    ARCHIVE_FULL: ['Das Archiv hat keinen Platz mehr.', 'Den Betreiber des Archivs verständigen, oder als Dateien speichern.'],
    ARCHIVE_FAILED: ['Im Archiv trat ein Fehler auf.', 'Das Fehlende noch einmal senden; wenn es wieder geschieht, als Dateien speichern.'],
    ARCHIVE_REFUSED: [
      'Das Archiv nahm das Gesendete nicht an.',
      'Als Dateien speichern, und dem Betreiber des Archivs sagen, was es geantwortet hat.',
    ],
    ARCHIVE_CONFLICT: [
      'Das Archiv hält an der Stelle eines Teils des Ergebnisses schon etwas anderes.',
      'Nichts wurde überschrieben; als Dateien speichern.',
    ],
    ARCHIVE_UNREACHABLE: [
      'Das Archiv ist nicht erreichbar, oder es lässt diese Seite nicht mit sich sprechen.',
      'Netz und Zugriffsregel (CORS) des Archivs prüfen und das Fehlende noch einmal senden, oder als Dateien speichern.',
    ],
    ARCHIVE_TIMEOUT: ['Das Archiv antwortet nicht mehr.', 'Das Fehlende noch einmal senden, oder als Dateien speichern.'],
    ARCHIVE_ANSWER: ['Die Antwort des Archivs ist nicht zu verstehen.', 'Die Adresse des Archivs prüfen, oder als Dateien speichern.'],
    ARCHIVE_ANSWER_LONG: [
      'Das Archiv antwortet mit mehr, als gelesen wird.',
      'Einen Teil davon wählen oder den Betreiber des Archivs benachrichtigen.',
    ],
    ARCHIVE_LOST: [
      'Das Archiv meldete einen Teil des Ergebnisses als gespeichert, hat ihn aber nicht.',
      'Das Fehlende noch einmal senden; wenn es wieder geschieht, als Dateien speichern und den Betreiber des Archivs verständigen.',
    ],
    ARCHIVE_ALTERED: [
      'Das Archiv gibt andere Pixel zurück als gesendet wurden.',
      'Sich nicht auf das Gespeicherte verlassen; als Dateien speichern.',
    ],
    ARCHIVE_UNVERIFIED: [
      'Was das Archiv gespeichert hat, ließ sich nicht prüfen.',
      'Den Betreiber des Archivs fragen, ob es da ist, oder als Dateien speichern.',
    ],
    ARCHIVE_WARNED: [
      'Das Archiv speicherte einen Teil des Ergebnisses mit einer Warnung.',
      'Dem Betreiber des Archivs sagen, was es geantwortet hat.',
    ],
    ARCHIVE_PARTIAL: [
      'Nur ein Teil des Ergebnisses ist im Archiv nachgewiesen.',
      'Das Fehlende noch einmal senden, oder als Dateien speichern.',
    ],
    REPORT_WAITS: [
      'Der Bericht wurde nicht gesendet, weil nicht alles, worauf er verweist, im Archiv nachgewiesen ist.',
      'Das Fehlende noch einmal senden, oder als Dateien speichern.',
    ],
    STUDY_GONE: ['Die Untersuchung ist nicht mehr im Archiv.', 'Nichts wurde gesendet; als Dateien speichern.'],
    SOURCE_CHANGED: [
      'Die Bilder im Archiv sind nicht mehr die, aus denen das Ergebnis entstand.',
      'Nichts wurde gesendet; die Untersuchung neu öffnen und noch einmal rechnen, oder als Dateien speichern.',
    ],
    STUDY_DIFFERS: [
      'Die Untersuchung im Archiv ist nicht die geöffnete: Patient oder Koordinaten weichen ab.',
      'Nichts wurde gesendet; die Untersuchung neu öffnen, oder als Dateien speichern.',
    ],
    CANCELLED: ['Der Lauf wurde vor seinem Ende angehalten.', 'Erneut starten.'],
    MODEL_UNKNOWN: ['Ein Modell dieses Namens gibt es nicht.', 'Eines der bekannten Modelle wählen.'],
    MODEL_DOMAIN: ['Für diese Serie ist das Modell nicht gemacht.', 'Eine andere Serie oder ein anderes Modell wählen.'],
    MODEL_MISSING: ['Das Modell konnte nicht geholt werden.', 'Den Betreiber des Viewers bitten, dessen Ordner der Modelle zu prüfen.'],
    MODEL_MANIFEST: ['Die Beschreibung des Modells ist ungültig.', 'Den Betreiber des Viewers bitten, das Modell neu zu installieren.'],
    MODEL_UNPINNED: [
      'Die Beschreibung des Modells ist keine von denen, welchen diese Software vertraut; das Modell wurde nicht verwendet.',
      'Den Betreiber des Viewers bitten, das Modell neu zu installieren oder in der Liste des Standorts zu nennen.',
    ],
    MODEL_ALTERED: [
      'Die Modelldatei ist nicht die, die ihre Beschreibung nennt; sie wurde nicht verwendet.',
      'Den Betreiber des Viewers bitten, das Modell neu zu installieren.',
    ],
    MODEL_RUNTIME: [
      'Das Modell konnte nicht gestartet werden.',
      'Den anderen Rechenweg versuchen; hilft auch das nicht, den Betreiber des Viewers bitten, das Modell neu zu installieren.',
    ],
    RUNTIME_MISSING: [
      'Eine Datei der Laufzeitumgebung konnte nicht geladen werden.',
      'Erneut starten; geschieht es noch einmal, den Betreiber des Viewers bitten, dessen Ordner „ort“ zu prüfen.',
    ],
    SELF_TEST_FAILED: ['Der Selbsttest des Modells ergab auf diesem Gerät falsche Zahlen.', 'Den anderen Rechenweg wählen.'],
    BACKEND_UNAVAILABLE: ['Der gewählte Rechenweg ist auf diesem Rechner nicht verfügbar.', '„Automatisch“ wählen.'],
    DEVICE_LOST: ['Das Grafikgerät ist während des Laufs ausgefallen.', 'Erneut starten; der Rechenweg wasm braucht das Gerät nicht.'],
    DISPLAY_LOST: [
      'Das Grafikgerät, das die Bilder zeichnet, ist ausgefallen: Die Ansichten können schwarz sein oder eine andere Schicht zeigen, als sie angeben.',
      'Die Seite neu laden; nicht abgelegte Ergebnisse werden wieder angeboten.',
    ],
    ENGINE_STOPPED: ['Die Berechnung antwortet nicht mehr.', 'Erneut starten; geschieht es noch einmal, den Rechenweg wasm wählen.'],
    ENGINE_MISSING: [
      'Der Teil des Viewers, der rechnet, konnte nicht geladen werden.',
      'Noch einmal versuchen; geschieht es wieder, den Betreiber des Viewers bitten, dessen Plugin-Ordner zu prüfen.',
    ],
    GPU_MEMORY: [
      'Das Grafikgerät hat für diesen Lauf zu wenig Speicher.',
      'Andere Programme schließen, die es nutzen, oder den Rechenweg wasm wählen.',
    ],
    SOURCE_CLOSED: ['Die Serie wurde während des Laufs geschlossen, deshalb wurde nichts hinzugefügt.', 'Sie öffnen und neu starten.'],
    OUTPUT_STALE: [
      'Das Modell gab das Bild einer anderen Schicht zurück.',
      'Den anderen Rechenweg wählen; es wurde kein Ergebnis hinzugefügt.',
    ],
    OUTPUT_UNCHANGED: [
      'Das Modell gab das Bild zurück, das es bekommen hatte.',
      'Den anderen Rechenweg wählen; es wurde kein Ergebnis hinzugefügt.',
    ],
    OUTPUT_NOT_FINITE: [
      'Das Modell gab Werte zurück, die keine Zahlen sind.',
      'Den anderen Rechenweg wählen; es wurde kein Ergebnis hinzugefügt.',
    ],
    OUTPUT_CONSTANT: ['Das Modell gab ein leeres Bild zurück.', 'Den anderen Rechenweg wählen; es wurde kein Ergebnis hinzugefügt.'],
    NOISE_UNKNOWN: ['Das Rauschen dieser Serie ließ sich nicht messen.', 'Zu wenig des Bildes ist Gewebe; eine andere Serie wählen.'],
    NOISE_OUT_OF_RANGE: ['Das Rauschen liegt außerhalb dessen, wofür das Modell trainiert wurde.', 'Ein anderes Modell wählen.'],
    ZIP_TOO_LARGE: [
      'Die Dateien sind mehr, als ein ZIP-Archiv fasst.',
      'Weniger Serien auf einmal speichern oder sie ins Bildarchiv senden.',
    ],
    MAP_TOO_LARGE: [
      'Eine Karte dieser Serie ist mehr, als ein DICOM-Objekt fasst.',
      'Es wurde nichts gesendet oder gespeichert; einen Teil der Serie nehmen oder sie der Kommandozeile als NIfTI geben.',
    ],
    OWN_RESULT: ['Diese Serie ist selbst ein Ergebnis.', 'Das Original anklicken, um darauf etwas zu starten.'],
    REGION_EMPTY: ['Der aufzufüllende Bereich ist leer.', 'Zuerst einen Bereich auf der Serie zeichnen.'],
    REGION_COVERS_ALL: [
      'Der Bereich bedeckt eine ganze Schicht; dort bleibt nichts, woraus er aufgefüllt werden könnte.',
      'Einen kleineren Bereich zeichnen.',
    ],
    REGION_GRID: [
      'Der Bereich passt nicht zu den Schichten und Pixeln der Serie.',
      'Einen Bereich verwenden, der auf dieser Serie gezeichnet wurde.',
    ],
    REGION_PLANE: ['Der Bereich liegt nicht auf den Schichten der Serie.', 'In der Ebene der Schichten zeichnen.'],
    REGION_OPEN: ['Der Umriss des Bereichs ist nicht geschlossen.', 'Bis zum Anfang weiterzeichnen.'],
    MASK_EMPTY: ['In der Maske ist kein Gehirn.', 'Das Gehirn von Hand einzeichnen, oder eine andere Serie wählen.'],
    BAD_OPTION: ['Eine Einstellung ist ungültig.', 'Einen Wert im zulässigen Bereich wählen.'],
    SAMPLES_ALIKE: [
      'Mehrere Stichproben mit diesen Einstellungen wären alle gleich.',
      'Eine Stichprobe nehmen, oder mehrere Schritte eines Samplers, der Zufallszahlen zieht.',
    ],
    TOO_LARGE: [
      'Der Lauf bräuchte mehr Speicher, als verlässlich da ist.',
      'Nicht mehr benötigte Ergebnisse entfernen, weniger Stichproben nehmen, oder die Kommandozeile verwenden.',
    ],
    CONFIRMATION_NEEDED: [
      'Für diese Serie ist das Modell nicht gemacht.',
      'Eine andere Serie wählen, oder es bestätigen: das Ergebnis wird dann gekennzeichnet.',
    ],
    BODY_PART_DIFFERS: [
      'Die Serie zeigt eine andere Körperregion als die, für die das Modell gemacht ist.',
      'Eine andere Serie wählen; wer fortfährt, erhält ein gekennzeichnetes Ergebnis.',
    ],
    BODY_PART_UNKNOWN: [
      'Die Serie sagt nicht, welche Körperregion sie zeigt.',
      'Nur fortfahren, wenn das Bild die Region zeigt, für die das Modell gemacht ist.',
    ],
    CONTRAST_DIFFERS: [
      'Die Serienbeschreibung nennt nicht die Wichtung, die das Modell liest.',
      'Eine andere Serie wählen; wer fortfährt, erhält ein gekennzeichnetes Ergebnis.',
    ],
    CONTRAST_UNKNOWN: [
      'Die Serie sagt nicht, welche Wichtung sie hat.',
      'Nur fortfahren, wenn das Bild die Wichtung hat, die das Modell liest.',
    ],
    CONTRAST_AGENT: [
      'Die Serie scheint nach Kontrastmittelgabe aufgenommen; trainiert wurde das Modell mit nativen Bildern.',
      'Eine native Serie wählen, oder das Ergebnis mit großer Vorsicht lesen.',
    ],
    LOSSY_SOURCE: [
      'Die Bilder wurden verlustbehaftet komprimiert; was die Kompression hinterlässt, ist nicht das Rauschen, mit dem das Modell trainiert wurde.',
      'Das Ergebnis mit dem Original vergleichen, oder die Bilder so verwenden, wie der Scanner sie gesendet hat.',
    ],
    SPACING_DIFFERS: [
      'Der Pixelabstand liegt außerhalb dessen, womit das Modell trainiert wurde.',
      'Das Ergebnis mit dem Original vergleichen.',
    ],
    NOISE_ABOVE_TRAINING: ['Das Rauschen ist stärker als in den Trainingsbildern.', 'Das Ergebnis mit dem Original vergleichen.'],
    NOT_MAGNITUDE: [
      'Die Serie enthält keine MR-Betragsbilder.',
      'Die Bilder so wählen, wie das Gerät sie gemacht hat: weder normiert (z-Werte, −1 bis 1) noch Phase, Real- oder Imaginärteil.',
    ],
    VALUES_SHIFTED: [
      'Die dunkelsten Pixel der Serie sind weit von Schwarz entfernt, als wäre eine Konstante addiert.',
      'Das Ergebnis mit dem Original vergleichen, oder die Bilder verwenden, wie das Gerät sie gemacht hat.',
    ],
    PADDING_UNDECLARED: [
      'Ein Teil des Bildes ist mit einem einzigen Wert gefüllt, der kein Bild ist; er blieb unverändert und wurde nicht mitgemessen.',
      'Prüfen, dass dort nichts vom Patienten verdeckt ist.',
    ],
    IMAGE_COMPUTED: [
      'Die Serie wurde aus anderen Bildern berechnet.',
      'Die Bilder wählen, aus denen sie gemacht ist, oder fortfahren: das Ergebnis wird gekennzeichnet.',
    ],
    IMAGE_FILTERED: [
      'Die Serie wurde gefiltert, bevor sie hierher kam.',
      'Das Ergebnis mit dem Original vergleichen: feine Einzelheiten könnten für Rauschen gehalten werden.',
    ],
    NOISE_SMOOTH: [
      'Das Rauschen ist geglättet, durch einen Filter oder durch Interpolation.',
      'Das Ergebnis mit dem Original vergleichen: feine Einzelheiten könnten für Rauschen gehalten werden.',
    ],
    NOISE_VARIES: [
      'Das Rauschen ist im Bild verschieden stark, aber überall wird gleich viel weggenommen.',
      'Wo das Rauschen schwach ist, kann das Ergebnis schlechter sein als das Original: beide vergleichen.',
    ],
    SLICES_UNTOUCHED: [
      'Einige Schichten enthalten zu wenig Gewebe, um ihr Rauschen zu messen; sie blieben, wie sie sind.',
      'Sie als Original lesen.',
    ],
    GREY_LEVELS_DIFFER: [
      'Die Grauwerte sind nicht die, mit denen das Modell trainiert wurde.',
      'Die Karte hat womöglich keine Bedeutung; sich nicht auf sie verlassen.',
    ],
    LEVEL_UNKNOWN: [
      'Auf welcher Höhe eine einzelne Schicht liegt, ist nicht bekannt.',
      'Mit den Höhen vergleichen, die das Modell abdeckt.',
    ],
    LEVELS_UNKNOWN: [
      'Die Serie endet im Gehirn, daher ist die Höhe ihrer Schichten nicht bekannt.',
      'Einige bewertete Schichten liegen womöglich über oder unter den Höhen, die das Modell abdeckt.',
    ],
    BRAIN_SMALL: [
      'Einige Schichten enthalten zu wenig Gehirn für eine Bewertung.',
      'Eine Schicht ohne Bewertung kann unauffällig sein oder nicht: dort das Original lesen.',
    ],
    LEVELS_NOT_COVERED: [
      'Einige Schichten liegen außerhalb der Höhen, die das Modell abdeckt; sie haben keine Bewertung.',
      'Eine Schicht ohne Bewertung kann unauffällig sein oder nicht: dort das Original lesen.',
    ],
    SAMPLES_UNCALIBRATED: [
      'Kalibriert wurde die Bewertung für eine andere Zahl von Rekonstruktionen.',
      'Ihr „1 von …“ nur als grobe Angabe nehmen.',
    ],
    MASK_NOT_FOUND: ['In dieser Serie wurde kein Gehirn gefunden.', 'Das Gehirn von Hand einzeichnen, oder eine andere Serie wählen.'],
    MASK_TOO_LARGE: ['Die Hirnmaske enthält mehr als ein Gehirn.', 'Die Maske ansehen und berichtigen.'],
    MASK_GAPS: ['Die Hirnmaske hat Lücken zwischen ihren Schichten.', 'Die Maske ansehen und berichtigen.'],
    FILING_INVALID: [
      'Das Ergebnis lässt sich nicht als DICOM schreiben, weil in seiner Ausgangsserie etwas fehlt oder falsch ist.',
      'Das Ergebnis im Viewer behalten, oder die Serie vom Gerät neu senden lassen.',
    ],
    NOTHING_FILED: ['Von diesem Ergebnis liegt nichts im Archiv, also ist dort nichts zurückzuweisen.', 'Das Ergebnis verwerfen.'],
    FOUND_SOURCE_MISSING: [
      'Die Serie, aus der dieses archivierte Ergebnis gemacht wurde, ist nicht im Viewer.',
      'Die Untersuchung öffnen, die sie enthält; ohne sie lässt sich das Ergebnis nicht befunden.',
    ],
    FOUND_OTHER_FRAME: [
      'Die Koordinaten dieses archivierten Ergebnisses sind nicht die seiner Ausgangsserie.',
      'Nicht auf dieser Serie befunden; dem Betreiber des Archivs Bescheid geben.',
    ],
    FOUND_OTHER_GRID: [
      'Ein Teil dieses archivierten Ergebnisses liegt nicht auf den Schichten seiner Ausgangsserie.',
      'Nicht auf dieser Serie befunden; das Ergebnis neu machen.',
    ],
    FOUND_PART_MISSING: [
      'Ein Teil dieses archivierten Ergebnisses ist nicht im Archiv.',
      'Die ganze Untersuchung laden oder das Ergebnis mit denselben Einstellungen neu machen.',
    ],
    ALREADY_RUNNING: ['An dieser Serie wird schon gearbeitet.', 'Abwarten oder zuerst abbrechen.'],
    INTERNAL: ['Etwas Unerwartetes ging schief.', 'Erneut starten; geschieht es noch einmal, die Seite neu laden.'],
  },
};
