import { contentOf } from '../../src/archive/content';
import type { Filing } from '../../src/filing/Filing';
import { partTenFile } from '../viewer/partTenFile';
import { drawnFiling, instancesOf } from '../support/drawnFiling';
import { refusal } from '../support/refusal';
import { filingOf, resultOf, sourceSeries } from '../support/sourceSeries';

const digests = (filing: Filing) => instancesOf(filing).map((one) => [one.sopInstanceUid, contentOf(one.make()).digest]);

describe('what is compared of a file', () => {
  it('is the same of the same work planned at another time, report included', async () => {
    const source = await sourceSeries();
    const result = resultOf(source, 'score', (value) => value / 300);
    const [now, later] = [new Date(2026, 0, 2, 3, 4, 5), new Date(2027, 5, 6, 7, 8, 9)];
    const filings = [now, later].map((made) => filingOf(source, result, { made, settings: { reader: 'Reader^Ann' } }));
    expect(filings[0]!.series.map(({ role }) => role)).toContain('report');
    expect(digests(filings[1]!)).toEqual(digests(filings[0]!));
  });

  it.each(['picture', 'map'])('is another where one value of a %s is another', (role) => {
    const one = drawnFiling().series.find((series) => series.role === role)!.instances[0]!;
    const file = one.make();
    file[file.length - 1]! ^= 1;
    expect(contentOf(file).digest).not.toBe(contentOf(one.make()).digest);
  });

  it('is another where a report says something else', () => {
    const one = instancesOf(drawnFiling()).at(-1)!;
    const other = Buffer.from(Buffer.from(one.make()).toString('latin1').replace('seen', 'none'), 'latin1');
    expect(contentOf(new Uint8Array(other)).digest).not.toBe(contentOf(one.make()).digest);
  });

  it('does not depend on a header that an archive has put right', () => {
    const one = instancesOf(drawnFiling())[0]!;
    const coerced = Buffer.from(Buffer.from(one.make()).toString('latin1').replace('DOE^JANE', 'ROE^JANE'), 'latin1');
    expect(contentOf(new Uint8Array(coerced)).digest).toBe(contentOf(one.make()).digest);
  });

  it('says of a compressed file that it has to be unpacked', () => {
    const jpegLs = partTenFile([['00080018', 'UI', '1.2']], '1.2.840.10008.1.2.4.80');
    expect(contentOf(new Uint8Array(jpegLs)).packed).toBe(true);
    expect(contentOf(instancesOf(drawnFiling())[0]!.make()).packed).toBe(false);
  });

  it('is refused of what is no DICOM file', () => {
    expect(() => contentOf(new TextEncoder().encode('<html>'))).toThrow(refusal('ARCHIVE_ANSWER'));
  });
});
