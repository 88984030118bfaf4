import { isReported, reportObject, type ReportInput } from '../../src/dicom/report';
import { MARK_TEXT } from '../../src/dicom/reportCodes';
import { derivationOf } from '../../src/results/derivation';
import { DENOISED, INPAINTED, MAPPED } from '../support/provenance';
import { refusal } from '../support/refusal';
import { SOURCE } from '../support/dicomFile';
import {
  dicomJson,
  findingOf,
  naturalJson,
  reference,
  REFERENCES,
  reportFile,
  reportInput,
  sourceOf,
  WORK,
  workSeries,
} from '../support/report';

interface Item {
  RelationshipType: string;
  ValueType: string;
  ConceptNameCodeSequence?: [{ CodeValue: string; CodeMeaning: string }];
  ContentSequence?: Item[];
  [keyword: string]: unknown;
}

const jsonOf = (change: Partial<ReportInput> = {}) => dicomJson(reportFile(reportInput(change)));
const madeOf = (change: Partial<ReportInput> = {}) => naturalJson(jsonOf(change));
const contentOf = (change: Partial<ReportInput> = {}) => madeOf(change).ContentSequence as Item[];
const concept = ({ ConceptNameCodeSequence }: Item) => ConceptNameCodeSequence?.[0].CodeValue ?? '';
const child = (items: readonly Item[], value: string): Item[] => items.find((item) => concept(item) === value)?.ContentSequence ?? [];
const shape = (items: readonly Item[]) => items.map((item) => `${item.RelationshipType} ${item.ValueType} ${concept(item)}`);
const groups = (change: Partial<ReportInput> = {}) => child(contentOf(change), '126010').map(({ ContentSequence = [] }) => ContentSequence);
const whole = (change: Partial<ReportInput> = {}) => child(contentOf(change), 'C0034375');
const valueOf = (items: readonly Item[], value: string) => items.find((item) => concept(item) === value);

describe('a report', () => {
  it('is a Comprehensive 3D SR by TID 1500 that nobody has verified', () => {
    expect(madeOf()).toMatchObject({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34',
      Modality: 'SR',
      ConceptNameCodeSequence: [{ CodeValue: '126000', CodingSchemeDesignator: 'DCM' }],
      ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
      ...{ CompletionFlag: 'PARTIAL', VerificationFlag: 'UNVERIFIED', PreliminaryFlag: 'PRELIMINARY', ContentQualification: 'RESEARCH' },
      ...{ SeriesInstanceUID: '2.25.40', SeriesNumber: 5003, InstanceNumber: 1, SpecificCharacterSet: 'ISO_IR 192' },
      ...{ ContentDate: '20260102', ContentTime: '030405' },
    });
    expect(shape(contentOf())).toEqual([
      'HAS CONCEPT MOD CODE 121049',
      'HAS OBS CONTEXT CODE 121005',
      'HAS OBS CONTEXT UIDREF 121012',
      'HAS OBS CONTEXT TEXT 121013',
      'HAS OBS CONTEXT TEXT 121014',
      'HAS OBS CONTEXT TEXT 121015',
      'HAS CONCEPT MOD CODE 121058',
      'CONTAINS CONTAINER 111028',
      'CONTAINS CONTAINER 126010',
      'CONTAINS CONTAINER C0034375',
    ]);
  });

  it('belongs to the patient and study of its source, and takes nothing of the image', () => {
    const json = jsonOf();
    expect(json['00100010']?.Value).toEqual([{ Alphabetic: SOURCE.patient }]);
    expect(json).toMatchObject({
      '00100020': { Value: [SOURCE.patientId] },
      '0020000D': { Value: [SOURCE.study] },
      '00080020': { Value: ['20010413'] },
    });
    const keys = Object.keys(json);
    for (const tag of ['00200032', '00200052', '00180020', '00191001', '00280030']) expect(keys).not.toContain(tag);
    for (const tag of ['00100030', '00080050', '00080090', '0040A372', '00081111'])
      expect(json[tag]).toEqual({ vr: expect.any(String) as string });
  });

  it('tells of each finding its tracking pair, place, volume, peak, slices, verdict and comment', () => {
    const [first = [], second = []] = groups();
    expect(shape(first)).toEqual([
      'HAS OBS CONTEXT TEXT 112039',
      'HAS OBS CONTEXT UIDREF 112040',
      'CONTAINS CODE 121071',
      'CONTAINS SCOORD3D 111030',
      'CONTAINS NUM 118565006',
      'CONTAINS NUM 126031',
      'CONTAINS TEXT SLICES',
      'CONTAINS CODE REVIEW',
      'CONTAINS TEXT 121106',
    ]);
    const { trackingId, trackingUid } = findingOf('1-2-3');
    expect([first[0]?.TextValue, first[1]?.UID]).toEqual([trackingId, trackingUid]);
    expect(first[3]).toMatchObject({ GraphicType: 'POINT', GraphicData: [1, 2, 3], ReferencedFrameOfReferenceUID: '1.2.3.9' });
    expect(first[4]).toMatchObject({ MeasuredValueSequence: [{ NumericValue: 250, FloatingPointValue: 250 }] });
    expect(first[5]).toMatchObject({ MeasuredValueSequence: [{ NumericValue: 3.5, FloatingPointValue: 3.5 }] });
    expect([first[6]?.TextValue, first[8]?.TextValue]).toEqual(['1-2', 'old']);
    expect(first[7]).toMatchObject({ ConceptCodeSequence: [{ CodeValue: 'ACCEPTED' }] });
    expect(shape(second).slice(-1)).toEqual(['CONTAINS TEXT SLICES']);
  });

  it('says of every number what computed it, from what and where, the place inside the first one for OHIF', () => {
    const [first = []] = groups();
    const volume = valueOf(first, '118565006')?.ContentSequence ?? [];
    expect(shape(volume)).toEqual([
      'HAS CONCEPT MOD TEXT 111001',
      'HAS CONCEPT MOD TEXT 111003',
      'HAS CONCEPT MOD TEXT 111002',
      'HAS CONCEPT MOD TEXT 111002',
      'HAS CONCEPT MOD TEXT 122405',
      'INFERRED FROM SCOORD3D 111030',
      'INFERRED FROM IMAGE 121191',
    ]);
    expect(volume.slice(0, 4).map(({ TextValue }) => TextValue)).toEqual(['m', '1.0.0', 'SHA-256 c0ffee', 'threshold 2.5']);
    expect(volume[6]).toMatchObject({ ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: '2.25.31', ReferencedSegmentNumber: 1 }] });
    const peak = valueOf(first, '126031')?.ContentSequence ?? [];
    expect(peak.at(-1)).toMatchObject({ ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: '2.25.21' }] });
    // No segment was filed of the second one.
    expect(shape(valueOf(groups()[1]!, '118565006')?.ContentSequence ?? [])).not.toContain('INFERRED FROM IMAGE 121191');
  });

  it('names the part of the body only where the source does', () => {
    const site = (part: string) =>
      valueOf(groups({ source: sourceOf({ more: [['00180015', 'CS', part]] }) })[0]!, '363698007')?.ConceptCodeSequence;
    expect(site('BRAIN ')).toMatchObject([{ CodeValue: '12738006', CodingSchemeDesignator: 'SCT' }]);
    expect(site('FOOT')).toBeUndefined();
    expect(valueOf(groups()[0]!, '363698007')).toBeUndefined();
  });

  it('places nothing without a frame of reference', () => {
    const source = sourceOf({ more: [['00200052', 'UI', '']] });
    expect(JSON.stringify(contentOf({ source }))).not.toContain('SCOORD3D');
    expect(child(contentOf({ source }), '126010')[0]).toMatchObject({ ContentTemplateSequence: [{ TemplateIdentifier: '1501' }] });
  });

  it.each([
    ['denoised', DENOISED],
    ['inpainted', INPAINTED],
    ['score', MAPPED],
  ] as const)('tells of the whole result, also where there are no findings: %s', (kind, provenance) => {
    const change = { kind, series: workSeries({ provenance }), review: { verdict: 'rejected', comment: 'blurred' } } as const;
    expect(shape(contentOf(change))).not.toContain('CONTAINS CONTAINER 126010');
    const items = whole(change);
    expect(shape(items)).toEqual(['CONTAINS TEXT MARK', 'CONTAINS TEXT DERIVATION', 'CONTAINS CODE REVIEW', 'CONTAINS TEXT 121106']);
    expect(items[0]?.TextValue).toBe(MARK_TEXT);
    expect(items[1]?.TextValue).toBe(derivationOf(kind, provenance));
    expect(items[1]?.ContentSequence?.map(({ TextValue }) => TextValue)).toContain('SHA-256 c0ffee');
    expect(items[2]).toMatchObject({ ConceptCodeSequence: [{ CodeValue: 'REJECTED' }] });
    expect(items[3]?.TextValue).toBe('blurred');
  });

  it('says nothing for a reader who said nothing, also that nothing was found', () => {
    expect(shape(whole({ review: undefined }))).toEqual(['CONTAINS TEXT MARK', 'CONTAINS TEXT DERIVATION']);
    const none = { found: { map: 'score', threshold: 3, findings: [] } } as const;
    expect(shape(whole({ review: none })).slice(2)).toEqual(['CONTAINS CODE FOUND_IN', 'CONTAINS TEXT THRESHOLD']);
    for (const comment of [' \n', '\u0000', '']) expect(shape(whole({ review: { comment } })).slice(2)).toEqual([]);
  });

  it('names a person only where a site does', () => {
    const observers = (reader?: string) => contentOf({ reader }).filter((item) => item.RelationshipType === 'HAS OBS CONTEXT');
    expect(observers()).toHaveLength(5);
    expect(observers(' ')).toHaveLength(5);
    expect(observers('Reader^Rita').slice(5)).toMatchObject([
      { ValueType: 'CODE', ConceptCodeSequence: [{ CodeValue: '121006' }] },
      { ValueType: 'PNAME', PersonName: [{ Alphabetic: 'Reader^Rita' }] },
    ]);
  });

  it('lists everything that it refers to, each once and by series', () => {
    const references = [...REFERENCES, reference({})];
    expect(madeOf({ references }).CurrentRequestedProcedureEvidenceSequence).toMatchObject([
      {
        StudyInstanceUID: '1.2.3',
        ReferencedSeriesSequence: [
          { SeriesInstanceUID: '1.2.3.4', ReferencedSOPSequence: [{}, { ReferencedSOPInstanceUID: '1.2.3.4.5.8' }] },
          { SeriesInstanceUID: '2.25.10', ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: '2.25.11' }] },
          { SeriesInstanceUID: '2.25.20', ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: '2.25.21' }] },
          { SeriesInstanceUID: '2.25.30', ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: '2.25.31' }] },
        ],
      },
    ]);
    const library = child(contentOf(), '111028').map(({ ContentSequence = [] }) => ContentSequence);
    expect(library.map(shape)).toEqual([
      ['CONTAINS IMAGE 121322', 'CONTAINS IMAGE 121322'],
      ['CONTAINS IMAGE HEALTHY'],
      ['CONTAINS IMAGE ANOMALY'],
      ['CONTAINS IMAGE FINDINGS'],
    ]);
  });

  it('is refused without a source, and with a measurement that is no number', () => {
    expect(() => madeOf({ references: REFERENCES.slice(2) })).toThrow(refusal('INTERNAL'));
    const review = { found: { map: 'score', threshold: 3, findings: [findingOf('1-1-1', { peak: NaN })] } } as const;
    expect(() => madeOf({ review })).toThrow(refusal('BAD_PIXELS'));
  });
});

describe('the UID of a report', () => {
  const uidOf = (change: Partial<ReportInput> = {}) => reportObject(reportInput(change)).sopInstanceUid;
  const series = workSeries({ uid: '2.25.8' });
  const previous = {
    sopClassUid: '1.2.840.10008.5.1.4.1.1.88.34',
    sopInstanceUid: '2.25.9',
    seriesUid: '2.25.8',
    studyUid: '1.2.3',
    instanceNumber: 4,
    seriesNumber: 5003,
    seriesDescription: 'report',
  };

  it('follows from the work and what is said, not from the time', () => {
    expect(uidOf()).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
    expect(uidOf({ series: workSeries({ made: new Date(2027, 1, 1) }) })).toBe(uidOf());
    const others = [
      { series: workSeries({ work: WORK.replace('a', 'b') }) },
      { review: { verdict: 'accepted' } },
      { reader: 'Reader^Rita' },
      { references: REFERENCES.slice(0, 3) },
      { previous, series },
    ] as const;
    expect(new Set([uidOf(), ...others.map(uidOf)]).size).toBe(6);
  });

  it('is that of a version in the same series, which points at the one before', () => {
    expect(madeOf({ previous, series })).toMatchObject({
      ...{ InstanceNumber: 5, SeriesInstanceUID: '2.25.8' },
      PredecessorDocumentsSequence: [
        {
          StudyInstanceUID: '1.2.3',
          ReferencedSeriesSequence: [{ SeriesInstanceUID: '2.25.8', ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: '2.25.9' }] }],
        },
      ],
    });
    expect(madeOf()).not.toHaveProperty('PredecessorDocumentsSequence');
    expect(() => madeOf({ previous })).toThrow(refusal('INTERNAL'));
  });

  it('shows that there is nothing new to say, and that an opinion was changed back', () => {
    const [one, two] = [{ review: { verdict: 'accepted' }, series } as const, { review: { verdict: 'rejected' }, series } as const];
    const after = (change: Partial<ReportInput>) => ({
      ...previous,
      sopInstanceUid: String(madeOf(change).SOPInstanceUID),
      instanceNumber: Number(madeOf(change).InstanceNumber),
    });
    const [first, second] = [after(one), after({ ...two, previous: after(one) })];
    expect(isReported(reportInput({ ...one, previous: first }))).toBe(true);
    expect(isReported(reportInput({ ...two, previous: first }))).toBe(false);
    expect(isReported(reportInput(one))).toBe(false);
    const back = { ...one, previous: second };
    expect(isReported(reportInput(back))).toBe(false);
    expect(madeOf(back).InstanceNumber).toBe(3);
    expect([first.sopInstanceUid, second.sopInstanceUid]).not.toContain(madeOf(back).SOPInstanceUID);
  });
});
