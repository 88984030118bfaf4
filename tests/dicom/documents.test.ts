import { encodeFile } from '../../src/dicom/encode';
import { rejectionObject } from '../../src/dicom/keyObject';
import type { ReportInput } from '../../src/dicom/report';
import { hasDciodvfy, iodErrors } from '../support/dciodvfy';
import { hasParsers, parsed } from '../support/parsers';
import { DENOISED, INPAINTED } from '../support/provenance';
import { elementsIn, findingOf, REFERENCES, reportFile, reportInput, sourceOf, workSeries } from '../support/report';

const brain = sourceOf({ more: [['00180015', 'CS', 'BRAIN']] });
const previous = {
  ...{ sopClassUid: '1.2.840.10008.5.1.4.1.1.88.34', sopInstanceUid: '2.25.9', seriesUid: '2.25.40', studyUid: '1.2.3' },
  ...{ instanceNumber: 1, seriesNumber: 5003, seriesDescription: 'report' },
};
const long = { verdict: 'unsure', comment: 'Größe 値 \\ und\nneue Zeile. '.repeat(77) } as const;
const found = { map: 'score', threshold: 2.5, findings: [findingOf('1-2-3', long), findingOf('0-1-1')] } as const;

const REPORTS: Record<string, [change: Partial<ReportInput>, findings: number]> = {
  'findings and a reader': [{ source: brain, reader: 'Yamada^Tarou=山田^太郎=やまだ^たろう', review: { ...long, found } }, 2],
  'no finding': [{ review: { found: { ...found, findings: [] } } }, 0],
  denoised: [{ kind: 'denoised', series: workSeries({ provenance: DENOISED }), review: { verdict: 'accepted' } }, 0],
  inpainted: [{ kind: 'inpainted', series: workSeries({ provenance: INPAINTED }), review: undefined }, 0],
  'a later version': [{ previous, review: { verdict: 'rejected' } }, 0],
};
const rejection = rejectionObject({
  ...{ series: workSeries({ uid: '2.25.60' }, 'rejection'), source: sourceOf(), rejected: REFERENCES.slice(2), reader: 'Müller^Jörg' },
}).make();

const IGNORED = /BodyPart|Laterality/;
const errorsOf = (file: Uint8Array) => iodErrors([file]).filter((error) => !IGNORED.test(error));

(hasDciodvfy ? describe : describe.skip)('dciodvfy finds no error', () => {
  it.each(Object.entries(REPORTS))('in a report: %s', (_, [change]) => {
    expect(errorsOf(reportFile(reportInput(change)))).toEqual([]);
  });

  it('in a rejection', () => expect(errorsOf(rejection)).toEqual([]));

  it('but in a report that lacks what it must have', () => {
    const { '0040A493': _, ...elements } = elementsIn(reportFile(reportInput()));
    expect(errorsOf(encodeFile(elements, named)).join()).toContain('VerificationFlag');
  });
});

const named = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34', SOPInstanceUID: '2.25.1' };

(hasParsers ? describe : describe.skip)('pydicom, every value checked, and highdicom read', () => {
  it.each(Object.entries(REPORTS))('a report: %s', (_, [change, findings]) => {
    expect(parsed(reportFile(reportInput(change)), 'report', findings)).toEqual({ pydicom: '', highdicom: '' });
  });

  it('a rejection', () => expect(parsed(rejection, 'rejection')).toEqual({ pydicom: '', highdicom: '' }));

  it('and would say so of a value that is none, and of a finding that is not there', () => {
    const elements = elementsIn(reportFile(reportInput()));
    const spoilt = encodeFile({ ...elements, '00080020': { vr: 'DA', Value: ['2026'] } }, named);
    expect(parsed(spoilt, 'report', 2).pydicom).toContain('ValueError');
    expect(parsed(reportFile(reportInput()), 'report', 3).highdicom).toContain('2 of 3 findings');
  });
});
