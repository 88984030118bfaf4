import { readObjects } from '../../extension/found/objects';
import { type Candidate, isRejected, linkSource, objectsOf, worksOf } from '../../extension/found/works';
import type { StudyObject } from '../../extension/host/studyObjects';
import { rejectionObject } from '../../src/dicom/keyObject';
import { newestReport, previousOf } from '../../src/dicom/readReport';
import type { DicomSeries } from '../../src/dicom/readSeries';
import { findFindings } from '../../src/results/findings';
import type { Review } from '../../src/results/review';
import type { Result } from '../../src/results/Result';
import { workSeries } from '../support/report';
import { filingOf, resultOf, sourceSeries } from '../support/sourceSeries';
import { filedObjects, sourceObject, studyObject } from '../support/studyObjects';
import { MAPPED } from '../support/provenance';

/** An anomaly map of three slices with one bright pixel in each but the first. */
function mapped(series: DicomSeries): { result: Result; review: Review } {
  const score = resultOf(series, 'score', (_, n, k) => (k > 0 && n === 5 ? 3 + k : 0.5));
  const healthy = resultOf(series, 'healthy', (value) => value / 2);
  const brain = resultOf(series, 'brain', () => 1);
  const provenance = { ...MAPPED, map: { ...MAPPED.map, covered: [true, true, true] } };
  const result = { ...score, layers: [...score.layers, ...healthy.layers, ...brain.layers], provenance };
  const { rows, columns, spacing } = series.volume;
  const { findings } = findFindings({ slices: score.layers[0]!.slices, rows, columns }, spacing, { threshold: 2 });
  const said = findings.map((finding) => ({ finding, verdict: 'accepted' as const, comment: 'seen before' }));
  return { result, review: { verdict: 'unsure', found: { map: 'score', threshold: 2, findings: said } } };
}

const candidateOf = ({ displaySetUID, seriesUid, label, instances }: StudyObject, frame = '1.2.3.5'): Candidate => ({
  ...{ displaySetUID, seriesUid, label },
  frameOfReference: () => frame,
  has: (uid) => instances.some(({ SOPInstanceUID }) => SOPInstanceUID === uid),
});

let series: DicomSeries;
let source: StudyObject;
beforeAll(async () => {
  series = await sourceSeries();
  source = sourceObject(series);
});

it('finds all that one run has left as one work, what was asked for first, with settings and reading', () => {
  const { result, review } = mapped(series);
  const filing = filingOf(series, result, { review });
  const works = worksOf(readObjects([source, ...filedObjects(filing)]));
  expect(works).toHaveLength(1);
  const [work] = works;
  expect(work).toMatchObject({
    work: filing.work,
    kind: 'score',
    rejected: false,
    studyUid: filing.studyUid,
    made: new Date(2026, 0, 2, 3, 4, 5),
  });
  expect(work?.series.map(({ record }) => record.kind).sort()).toEqual(['brain', 'findings', 'healthy', 'score']);
  expect(work?.provenance).toMatchObject({ task: 'anomaly', model: MAPPED.model, map: { cut: 3, covered: [true, true, true] } });
  expect(work?.report?.review).toMatchObject({ verdict: 'unsure', found: { map: 'score', threshold: 2 } });
  expect(work?.report?.review.found?.findings.map(({ verdict, comment }) => [verdict, comment])).toEqual([['accepted', 'seen before']]);
  // Every object, the report too: what a rejection names.
  const filed = filing.series.flatMap(({ instances }) => instances.map(({ sopInstanceUid }) => sopInstanceUid)).sort();
  expect(
    objectsOf(work!)
      .map(({ sopInstanceUid }) => sopInstanceUid)
      .sort(),
  ).toEqual(filed);
});

it('links a work to the series that it was made from, and says in which way that cannot be', () => {
  const { result } = mapped(series);
  const [work] = worksOf(readObjects(filedObjects(filingOf(series, result))));
  const frame = work?.frameOfReference;
  expect(linkSource(work!, [candidateOf(source, frame)])).toEqual({ displaySetUID: 'source', label: source.label, problem: undefined });
  expect(linkSource(work!, [candidateOf(source, '9.9')]).problem).toBe('FOUND_OTHER_FRAME');
  expect(linkSource(work!, []).problem).toBe('FOUND_SOURCE_MISSING');
  // The same series without the images in question: another object of it, as of many frames.
  expect(linkSource(work!, [candidateOf({ ...source, instances: [] }, frame)]).problem).toBe('FOUND_SOURCE_MISSING');
});

it('takes the newest version of a report, whatever the order, and names it as predecessor of the next', () => {
  const { result, review } = mapped(series);
  const first = filingOf(series, result, { review });
  const before = newestReport(readObjects(filedObjects(first)).reports)!;
  const second = filingOf(series, result, {
    review: { ...review, verdict: 'rejected' },
    previous: previousOf(before),
    settings: { reader: 'B^B' },
  });
  const reports = [...second.series, ...first.series]
    .filter(({ role }) => role === 'report')
    .flatMap(({ instances }) => instances.map((one) => one.make()));
  const images = filedObjects(first).filter(({ instances }) => instances[0]?.Modality !== 'SR');
  const [work] = worksOf(readObjects([...images, studyObject('reports', reports)]));
  expect(work?.reports).toHaveLength(2);
  // A reader's verdict, which the next one may change: no key object rejects it in the archive.
  expect(isRejected(work!)).toBe(true);
  expect(work).toMatchObject({
    rejected: false,
    report: { instanceNumber: 2, person: 'B^B', predecessor: { sopInstanceUid: before.sopInstanceUid } },
  });
});

it('marks what a key object rejects, whoever wrote it, and puts it last', () => {
  const { result } = mapped(series);
  const rejected = filingOf(series, result);
  const other = filingOf(
    series,
    resultOf(series, 'denoised', (value) => value),
    { made: new Date(2020, 0, 1) },
  );
  const found = readObjects(filedObjects(rejected));
  const objects = objectsOf({ series: found.series, reports: found.reports });
  const note = rejectionObject({
    series: { ...workSeries({}, 'rejection'), work: 'foreign' },
    source: series.images[0]!.header,
    rejected: objects,
  });
  const works = worksOf(readObjects([...filedObjects(rejected), studyObject('note', [note.make()]), ...filedObjects(other)]));
  expect(works.map((one) => [one.kind, one.rejected])).toEqual([
    ['denoised', false],
    ['score', true],
  ]);
});

it('knows a work by its report alone, and an unfinished one by its slices', () => {
  const { result, review } = mapped(series);
  const report = filedObjects(filingOf(series, result, { review, leave: ({ role }) => role !== 'report' }));
  expect(worksOf(readObjects(report))).toMatchObject([{ kind: 'score', source: { seriesUid: source.seriesUid } }]);
  const partial = resultOf(series, 'denoised', (value) => value, { partial: true, finished: [true, false, true] });
  const [work] = worksOf(readObjects(filedObjects(filingOf(series, partial))));
  expect(work?.series[0]?.record.finished).toEqual([true, false, true]);
});

it('passes over whatever is not ours, and is not thrown off by what is broken', () => {
  const [first] = filedObjects(
    filingOf(
      series,
      resultOf(series, 'denoised', (value) => value),
    ),
  );
  const broken = (change: object): StudyObject => ({ ...first!, instances: [{ ...first!.instances[0]!, ...change }] });
  const odd = [
    source,
    { ...source, instances: [] },
    broken({ ManufacturerModelName: 'another' }),
    broken({ ContributingEquipmentSequence: [{ ContributionDescription: '{"v":99}' }] }),
    broken({ ContributingEquipmentSequence: null }),
    broken({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.59', ConceptNameCodeSequence: 7, ContentSequence: [null, 3] }),
    broken({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.34', ContentSequence: [[]] }),
  ];
  expect(worksOf(readObjects(odd)).length).toBeLessThanOrEqual(1);
  expect(worksOf(readObjects([source]))).toEqual([]);
});
