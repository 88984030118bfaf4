import { rejectionObject, type RejectionInput } from '../../src/dicom/keyObject';
import { readRejection } from '../../src/dicom/readRejection';
import { COMPREHENSIVE_3D_SR } from '../../src/dicom/report';
import { refusal } from '../support/refusal';
import { dicomJson, elementsIn, naturalFile, naturalJson, reference, REFERENCES, sourceOf, WORK, workSeries } from '../support/report';

const REPORT = reference({ sopClassUid: COMPREHENSIVE_3D_SR, sopInstanceUid: '2.25.41', seriesUid: '2.25.40' });
const input = (change: Partial<RejectionInput> = {}): RejectionInput => ({
  series: workSeries({ uid: '2.25.60' }, 'rejection'),
  source: sourceOf(),
  rejected: [...REFERENCES.slice(2), REPORT],
  ...change,
});

describe('the rejection of what was filed', () => {
  const file = rejectionObject(input({ reader: 'Müller^Jörg' })).make();
  const json = dicomJson(file);
  const made = naturalJson(json);

  it('is a key object selection "Rejected for Quality Reasons" of every instance', () => {
    expect(made).toMatchObject({
      ...{ SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.59', Modality: 'KO', InstanceNumber: 1 },
      ConceptNameCodeSequence: [{ CodeValue: '113001', CodingSchemeDesignator: 'DCM' }],
      ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '2010' }],
    });
    const items = (made.ContentSequence as { ValueType: string; ReferencedSOPSequence?: [{ ReferencedSOPInstanceUID: string }] }[]).filter(
      (item) => item.ReferencedSOPSequence,
    );
    expect(items.map((item) => `${item.ValueType} ${item.ReferencedSOPSequence?.[0].ReferencedSOPInstanceUID}`)).toEqual([
      'IMAGE 2.25.11',
      'IMAGE 2.25.21',
      'IMAGE 2.25.31',
      'COMPOSITE 2.25.41',
    ]);
    expect(JSON.stringify(made.CurrentRequestedProcedureEvidenceSequence)).not.toContain('1.2.3.4.5');
    expect(made.CurrentRequestedProcedureEvidenceSequence).toMatchObject([{ ReferencedSeriesSequence: [{}, {}, {}, {}] }]);
  });

  it('comes back with its work from a file and from an archive', () => {
    for (const form of [elementsIn(file), naturalFile(file), json, naturalJson(json)]) {
      expect(readRejection(form)).toEqual({
        ...{ work: WORK, sopInstanceUid: made.SOPInstanceUID },
        rejected: ['2.25.11', '2.25.21', '2.25.31', '2.25.41'],
      });
    }
    expect(readRejection({})).toBeUndefined();
    expect(readRejection({ ...json, '00081090': { vr: 'LO', Value: ['Other'] } })).toBeUndefined();
    expect(readRejection(null as never)).toBeUndefined();
  });

  it('has one UID for one rejection, whenever and in whatever order it is made', () => {
    const uidOf = (change: Partial<RejectionInput>) => rejectionObject(input(change)).sopInstanceUid;
    expect(uidOf({ series: workSeries({ made: new Date(2027, 0, 1) }), rejected: [REPORT, ...REFERENCES.slice(2)] })).toBe(uidOf({}));
    expect(uidOf({ rejected: [REPORT] })).not.toBe(uidOf({}));
  });

  it('is refused where nothing was filed', () => {
    expect(() => rejectionObject(input({ rejected: [] }))).toThrow(refusal('NOTHING_FILED'));
  });
});
