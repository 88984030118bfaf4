import fc from 'fast-check';
import { newestReport, previousOf, readReport, type FiledReport } from '../../src/dicom/readReport';
import { type ReportedReview, type ReportInput } from '../../src/dicom/report';
import type { Verdict } from '../../src/results/review';
import { MAPPED } from '../support/provenance';
import { dicomJson, elementsIn, findingOf, naturalFile, naturalJson, REFERENCES, reportFile, reportInput, WORK } from '../support/report';

/** A report in each form in which it can come back. */
function forms(input: ReportInput): [name: string, FiledReport][] {
  const file = reportFile(input);
  const json = dicomJson(file);
  const all = {
    file: elementsIn(file),
    'natural form of a file': naturalFile(file),
    JSON: json,
    'natural form of JSON': naturalJson(json),
  };
  return Object.entries(all).map(([name, dataset]) => {
    const report = readReport(dataset);
    if (!report) throw new Error(`not read back: ${name}`);
    return [name, report];
  });
}

const verdicts: fc.Arbitrary<Verdict | undefined> = fc.constantFrom('accepted', 'rejected', 'unsure', undefined);
const comments = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.string({ unit: 'grapheme-ascii', minLength: 1900, maxLength: 2000 }),
  fc.constantFrom(
    'Größe 3 × 2 mm – „sicher“',
    '左前頭葉 値 ok',
    'voilà',
    'là\\là',
    '\u{20820}',
    'Ã¼ stays Ã¼',
    'C:\\share\\case',
    '\\',
    'two\nlines\n\n and a third',
    '  ',
    '',
  ),
  fc.constant(undefined),
);
/** JSON has no negative zero. */
const unsigned = (value: number) => (value === 0 ? 0 : value);
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map(unsigned);
const single = numbers.map(Math.fround).map(unsigned);
const findings = fc.record({
  id: fc.tuple(fc.nat(999), fc.nat(1023), fc.nat(1023)).map((place) => place.join('-')),
  point: fc.tuple(single, single, single),
  cubicMillimetres: numbers,
  peak: numbers,
  slices: fc.tuple(fc.nat(999), fc.nat(999)),
  verdict: verdicts,
  comment: comments,
});
const reviews = fc.record({
  verdict: verdicts,
  comment: comments,
  found: fc.option(
    fc.record({
      map: fc.constantFrom('score' as const, 'brightness' as const, 'sum' as const),
      threshold: numbers,
      findings: fc.uniqueArray(findings, { maxLength: 4, selector: ({ id }) => id }),
    }),
    { nil: undefined },
  ),
});

/** What a text is kept as: no white space around it, no control characters; nothing where nothing is left. */
const kept = (text: string | undefined) =>
  text
    ?.replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '')
    .trim() || undefined;
const said = <T extends { comment?: string | undefined }>(one: T) => ({ ...one, comment: kept(one.comment) });

const withoutSpaces = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, one: unknown) => (typeof one === 'string' ? one.replace(/\s+(?=\\)/g, '') : one)) as T;

describe('a report that comes back', () => {
  it('says what was said, letter for letter and digit for digit, from a file and from an archive', () => {
    fc.assert(
      fc.property(reviews, (review) => {
        const { found } = review;
        const told: ReportedReview = {
          ...review,
          found: found && { ...found, findings: found.findings.map(({ id, ...rest }) => findingOf(id, rest)) },
        };
        for (const [name, report] of forms(reportInput({ review: told }))) {
          // dcmjs cuts white space before a backslash when it puts a file into the natural form.
          const form = <T>(value: T): T => (name === 'natural form of a file' ? withoutSpaces(value) : value);
          const expected = {
            ...said(review),
            found: found && {
              ...found,
              findings: found.findings.map((one) => ({ ...said(one), ...trackingOf(one.id) })),
            },
          };
          expect(form(report.review)).toEqual(form(expected));
        }
      }),
      { numRuns: 50, endOnFailure: true },
    );
  });

  const trackingOf = (id: string) => {
    const { trackingId, trackingUid } = findingOf(id);
    return { trackingId, trackingUid };
  };

  it.each(['Reader^Rita', 'Müller^Jörg', 'Yamada^Tarou=山田^太郎=やまだ^たろう', 'Dr Weiß'])('names its reader: %s', (reader) => {
    for (const [, report] of forms(reportInput({ reader }))) expect(report.person).toBe(reader);
  });

  it('names no reader where no site does', () => {
    for (const reader of [undefined, '', ' \\ '])
      expect(forms(reportInput({ reader })).map(([, { person }]) => person)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('tells what it refers to, with the part each object plays', () => {
    const references = [...REFERENCES, { ...REFERENCES[2]!, sample: 2, sopInstanceUid: '2.25.51', seriesUid: '2.25.50' }];
    for (const [, report] of forms(reportInput({ references }))) expect(report.references).toEqual(references);
  });

  it('carries the work, its place in the study and when it was made', () => {
    for (const [, report] of forms(reportInput())) {
      expect(report).toMatchObject({
        ...{ work: WORK, studyUid: '1.2.3', seriesUid: '2.25.40', seriesNumber: 5003, seriesDescription: 'report', instanceNumber: 1 },
        ...{ date: '20260102', time: '030405', predecessor: undefined },
        record: { work: WORK, kind: 'report', provenance: { task: 'anomaly', model: MAPPED.model } },
        device: { name: 'ohif-diffusion', model: 'ohif-diffusion 0.1.0' },
      });
    }
  });
});

describe('a document of somebody else', () => {
  const json = dicomJson(reportFile(reportInput()));
  const without = (tag: string) => Object.fromEntries(Object.entries(json).filter(([key]) => key !== tag));

  it('is no report of ours', () => {
    expect(readReport(json)).toBeDefined();
    expect(readReport({})).toBeUndefined();
    expect(readReport({ ...json, '00081090': { vr: 'LO', Value: ['Other'] } })).toBeUndefined();
    expect(readReport({ ...json, '00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.88.33'] } })).toBeUndefined();
    expect(readReport(without('0018A001'))).toBeUndefined();
    expect(readReport(without('0040A043'))).toBeUndefined();
  });

  it('never throws, whatever it holds', () => {
    const tags = Object.keys(json);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...tags, 'ContentSequence', 'SOPClassUID'), fc.anything()), (broken) => {
        readReport({ ...json, ...broken });
        readReport(broken);
      }),
    );
    for (const nothing of [null, undefined, 3, 'text']) expect(readReport(nothing as never)).toBeUndefined();
  });

  it('keeps what it can of a report that lost its content', () => {
    expect(readReport(without('0040A730'))).toMatchObject({ work: WORK, review: { verdict: undefined, found: undefined }, references: [] });
  });
});

describe('versions of a report', () => {
  const first = readReport(naturalFile(reportFile(reportInput())))!;
  const later = reportInput({ review: { verdict: 'rejected' }, previous: previousOf(first) });
  const second = readReport(naturalFile(reportFile(later)))!;

  it('name the one before, in the same series, and the newest holds', () => {
    expect(second).toMatchObject({ instanceNumber: 2, seriesUid: first.seriesUid });
    expect(second.predecessor).toEqual({ sopInstanceUid: first.sopInstanceUid, seriesUid: first.seriesUid });
    expect(second.sopInstanceUid).not.toBe(first.sopInstanceUid);
    expect(newestReport([second, first])).toBe(second);
    expect(newestReport([first, second])).toBe(second);
    expect(newestReport([])).toBeUndefined();
  });

  it('that two readers make at once are told apart by their time', () => {
    const other = { ...second, sopInstanceUid: '2.25.1', date: '20260104' };
    expect(newestReport([other, second])).toBe(other);
    const alike = { ...second, sopInstanceUid: '2.25.1' };
    expect(newestReport([alike, second])).toBe(newestReport([second, alike]));
  });
});
