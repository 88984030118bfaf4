import { readRejection } from '../../src/dicom/readRejection';
import { previousOf, readReport, type FiledReport } from '../../src/dicom/readReport';
import type { DicomSeries } from '../../src/dicom/readSeries';
import { rejectionSeries } from '../../src/filing/documents';
import type { Filing } from '../../src/filing/Filing';
import type { FilingInput } from '../../src/filing/plan';
import { SeriesMaker } from '../../src/filing/series';
import { findFindings } from '../../src/results/findings';
import type { Review, Verdict } from '../../src/results/review';
import { MAPPED } from '../support/provenance';
import { refusal } from '../support/refusal';
import { dicomJson } from '../support/report';
import { filingOf, MADE, resultOf, sourceSeries } from '../support/sourceSeries';

/** A map of the drawn series with one bright voxel on its second slice, and what a reader says of it. */
async function mapped(verdict?: Verdict, change: Partial<FilingInput> = {}) {
  const series = await sourceSeries();
  const result = resultOf(series, 'score', (_, n, k) => (k === 1 && n === 6 ? 5 : 1), { provenance: MAPPED });
  const { rows, columns, spacing } = series.volume;
  const { findings } = findFindings({ slices: result.layers[0]!.slices, rows, columns }, spacing, { threshold: 3 });
  const review: Review = { found: { map: 'score', threshold: 3, findings: findings.map((finding) => ({ finding, verdict })) } };
  return { series, result, filing: filingOf(series, result, { review, ...change }) };
}
const reportOf = ({ series }: Filing): FiledReport =>
  readReport(dicomJson(series.find(({ role }) => role === 'report')!.instances[0]!.make()))!;

describe('the report of a filing', () => {
  it('tells where each finding lies, and refers to its source, its map and its segment', async () => {
    const { filing } = await mapped('accepted');
    const { review, references, work } = reportOf(filing);
    const [finding] = review.found!.findings;
    // Third column and second row of the second slice; columns are 0.9 mm apart, rows 0.8 mm.
    const [x, y, z] = finding!.point!;
    expect([x, y, z]).toEqual([-100.5 + 2 * 0.9, -78.3063 + 1 * 0.8, 7].map(Math.fround));
    expect(finding).toMatchObject({ id: '1-1-2', peak: 5, slices: [1, 1], verdict: 'accepted' });
    expect(finding!.cubicMillimetres).toBeCloseTo(0.8 * 0.9 * 7, 9);
    expect(work).toBe(filing.work);
    expect(references.map(({ role, kind, beside }) => kind ?? beside ?? role)).toEqual(['source', 'source', 'source', 'score', 'findings']);
    expect(references.at(-1)!.segments).toEqual([{ number: 1, trackingUid: finding!.trackingUid }]);
  });

  it('refers to nothing that is left out, and can be left out itself', async () => {
    const { filing } = await mapped(undefined, { leave: ({ role }) => role === 'segmentation' });
    expect(reportOf(filing).references.map(({ role }) => role)).toEqual(['source', 'source', 'source', 'map']);
    expect((await mapped(undefined, { leave: ({ role }) => role === 'report' })).filing.series.map(({ role }) => role)).toEqual([
      'map',
      'segmentation',
    ]);
  });

  it('is a version in the series of the one before, unless that says all of it', async () => {
    const first = (await mapped()).filing;
    const previous = previousOf(reportOf(first));
    const changed = (await mapped('rejected', { previous, settings: { seriesOffset: 500, prefix: 'AI' } })).filing;
    const [before, after] = [first, changed].map(({ series }) => series.at(-1)!);
    expect(after).toMatchObject({ role: 'report', seriesUid: before!.seriesUid, number: before!.number, description: before!.description });
    expect(reportOf(changed)).toMatchObject({ instanceNumber: 2, predecessor: { sopInstanceUid: previous.sopInstanceUid } });
    expect((await mapped(undefined, { previous })).filing.series.map(({ role }) => role)).toEqual(['map', 'segmentation']);
    const reader = (await mapped(undefined, { previous, settings: { reader: 'Second^Reader' } })).filing;
    expect(reportOf(reader)).toMatchObject({ instanceNumber: 2, person: 'Second^Reader' });
  });
});

describe('the rejection of a filing', () => {
  const makerOf = (series: DicomSeries, work: string) =>
    new SeriesMaker({
      work,
      provenance: MAPPED,
      made: MADE,
      part: undefined,
      source: series.images[0]!.header,
      naming: { taken: [13_003] },
    });

  it('names everything that was filed, in a series of its own', async () => {
    const { series, filing } = await mapped();
    const rejected = filing.series.flatMap(({ instances }) => instances);
    const filed = rejectionSeries(makerOf(series, filing.work), { source: series.images[0]!, rejected });
    expect(filed).toMatchObject({ role: 'rejection', beside: 'rejection', modality: 'KO', number: 13_004 });
    expect(filed.description).toBe('rejected · AX T1 (AI-DERIVED – research only)');
    expect(readRejection(dicomJson(filed.instances[0]!.make()))).toMatchObject({
      work: filing.work,
      rejected: rejected.map(({ sopInstanceUid }) => sopInstanceUid),
    });
    expect(() => rejectionSeries(makerOf(series, filing.work), { source: series.images[0]!, rejected: [] })).toThrow(
      refusal('NOTHING_FILED'),
    );
  });
});
