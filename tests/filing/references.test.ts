import { dropPixelValues, redirectReferences, referencedInstances, type InstancePointer } from '../../src/filing/references';
import { readBack, reportOn } from '../support/reportDataset';

const CLASS = 'class';
const to = (series: string, uid: string, frame?: number): InstancePointer => ({
  SOPClassUID: CLASS,
  SOPInstanceUID: uid,
  SeriesInstanceUID: series,
  frame,
});
const targets = (all: Record<string, InstancePointer>) => (uid: string) => all[uid];

describe('references of a dataset', () => {
  it('are found wherever they stand, and nothing else is', () => {
    const report = reportOn({ series: 'r', uid: 'r.1' }, { series: 's', uid: 's.1' });
    expect(referencedInstances(report)).toEqual(new Set(['r.1', 's.1']));
    expect(referencedInstances({})).toEqual(new Set());
  });

  it('move to another instance, and its series joins the evidence that is there', () => {
    const report = reportOn({ series: 'r', uid: 'r.1' }, { series: 'r', uid: 'r.2' }, { series: 's', uid: 's.1' });
    redirectReferences(report, targets({ 'r.1': to('s', 's.1'), 'r.2': to('s', 's.2') }));
    const { evidence, measured } = readBack(report);
    expect(evidence).toEqual({ s: ['s.1', 's.2'] });
    expect(measured.flat()).toEqual(['Area on s.1', 'Mean on s.1', 'Area on s.2', 'Mean on s.2', 'Area on s.1', 'Mean on s.1']);
    expect(JSON.stringify(report)).toContain(`"ReferencedSOPClassUID":"${CLASS}"`);
    expect(report.SeriesInstanceUID).toBe('2.25.3');
  });

  it('stay where there is no target', () => {
    const report = reportOn({ series: 'r', uid: 'r.1' }, { series: 's', uid: 's.1' });
    const before = readBack(report);
    redirectReferences(report, () => undefined);
    expect(readBack(report)).toEqual(before);
  });

  it('name the frame in the content, and only the instance in lists of series', () => {
    const report = reportOn({ series: 'r', uid: 'r.1' }, { series: 'r', uid: 'r.2' });
    redirectReferences(report, targets({ 'r.1': to('s', 's.1', 4), 'r.2': to('s', 's.1', 5) }));
    expect(readBack(report).evidence).toEqual({ s: ['s.1'] });
    expect(JSON.stringify(report.CurrentRequestedProcedureEvidenceSequence)).not.toContain('ReferencedFrameNumber');
    expect(JSON.stringify(report.ContentSequence)).toContain('"ReferencedSOPInstanceUID":"s.1","ReferencedFrameNumber":5');
  });

  it('of a segmentation move with the frames that it was drawn on', () => {
    const drawnOn = (uid: string) => ({ DerivationImageSequence: [{ SourceImageSequence: [{ ReferencedSOPInstanceUID: uid }] }] });
    const segmentation = {
      ReferencedSeriesSequence: [{ SeriesInstanceUID: 'r', ReferencedInstanceSequence: [{ ReferencedSOPInstanceUID: 'r.1' }] }],
      PerFrameFunctionalGroupsSequence: [drawnOn('r.1')],
    };
    redirectReferences(segmentation, targets({ 'r.1': to('s', 's.1') }));
    expect([...referencedInstances(segmentation)]).toEqual(['s.1']);
    expect(segmentation.ReferencedSeriesSequence[0]?.SeriesInstanceUID).toBe('s');
  });
});

describe('values measured in pixels', () => {
  it('go with the pixels that they were measured in; lengths and areas stay', () => {
    const report = reportOn({ series: 'r', uid: 'r.1' }, { series: 's', uid: 's.1' });
    expect(dropPixelValues(report, new Set(['r.1']))).toBe(1);
    expect(readBack(report).measured).toEqual([['Area on r.1'], ['Area on s.1', 'Mean on s.1']]);
  });

  it('go too where a measurement in space names no image', () => {
    const mean = { ValueType: 'NUM', ConceptNameCodeSequence: [{ CodeValue: '373098007' }], ContentSequence: [{ ValueType: 'SCOORD3D' }] };
    const report = { ContentSequence: [mean, { ...mean, ConceptNameCodeSequence: [{ CodeValue: '410668003' }] }] };
    expect(dropPixelValues(report, new Set(['r.1']))).toBe(1);
    expect(report.ContentSequence.map((item) => item.ConceptNameCodeSequence[0]?.CodeValue)).toEqual(['410668003']);
  });
});
