import { deepStrictEqual } from 'node:assert';
import { readRejection } from '../../../src/dicom/readRejection';
import { readReport } from '../../../src/dicom/readReport';
import type { TestArchive } from './archive';
import type { CheckedFiling } from './filings';

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Reads report and rejection of a filing from the archive's DICOM JSON: they say what was said. @throws AssertionError */
export async function reportsComeBack({ filing, review }: CheckedFiling, archive: TestArchive): Promise<void> {
  for (const { role, seriesUid, instances } of filing.series) {
    if (role !== 'report' && role !== 'rejection') continue;
    const json = await archive.metadata(filing.studyUid, seriesUid, instances[0]!.sopInstanceUid);
    const others = filing.series.filter((one) => one.role !== 'rejection').flatMap((one) => one.instances);
    if (role === 'rejection') {
      const uids = others.map(({ sopInstanceUid }) => sopInstanceUid);
      deepStrictEqual(readRejection(json)?.rejected, uids);
      continue;
    }
    const report = readReport(json);
    const found = report?.review.found;
    const expected = review?.found?.findings.map(({ finding, verdict, comment }) => {
      const { id, peak, millilitres, slices } = finding;
      return { id, peak: peak.score, cubicMillimetres: 1000 * millilitres, slices, verdict, comment };
    });
    deepStrictEqual(
      plain({
        ...report?.review,
        found: found && { ...found, findings: found.findings.map(({ trackingId: _, trackingUid: __, point: ___, ...rest }) => rest) },
      }),
      plain({ ...review, found: review?.found && { ...review.found, findings: expected } }),
    );
    deepStrictEqual([report?.work, report?.person], [filing.work, 'Müller^Jörg']);
    const referred = report?.references.filter((one) => one.role !== 'source').map(({ sopInstanceUid }) => sopInstanceUid);
    deepStrictEqual(
      referred,
      filing.series
        .filter((one) => one.role !== 'rejection' && one.role !== 'report')
        .flatMap((one) => one.instances.map((each) => each.sopInstanceUid)),
    );
  }
}
