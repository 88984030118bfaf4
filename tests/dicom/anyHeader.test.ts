import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dcmjs from 'dcmjs';
import fc from 'fast-check';
import { CONTEXT, FRAME, IMAGE, SCANNER, TRIAL_NEEDED, TRIAL_OR_EMPTY } from '../../src/dicom/attributes';
import { readDataset } from '../../src/dicom/dataset';
import { tagOf, vrOf } from '../../src/dicom/dictionary';
import { encodeFile } from '../../src/dicom/encode';
import { naturalObject } from '../../src/dicom/sourceImage';
import type { SourceObject } from '../../src/dicom/sourceObject';
import { DiffusionError } from '../../src/core/errors';
import type { Kind } from '../../src/results/kinds';
import { dicomImage, marked } from '../support/dicomFile';
import { hasParsers } from '../support/parsers';
import { filingOf, resultOf, sourceSeries } from '../support/sourceSeries';
import type { Item } from '../viewer/partTenFile';

const COPIED = [...CONTEXT, ...FRAME, ...IMAGE, ...SCANNER, ...TRIAL_NEEDED, ...TRIAL_OR_EMPTY];
const TEXTS = COPIED.filter((keyword) => !['SQ', 'US', 'SS', 'FD', 'FL', 'xs'].includes(vrOf(keyword) ?? 'SQ'));
const NUMBERS = COPIED.filter((keyword) => ['US', 'FD', 'FL', 'xs'].includes(vrOf(keyword) ?? ''));
const NAMED = { SOPClassUID: '1.2', SOPInstanceUID: '1.3', SpecificCharacterSet: 'ISO_IR 192' };

/** What careless systems write: words, numbers, dates and codes of any length, in any form. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...'0123456789.,+-eE:\\ '), maxLength: 40 }),
  fc.double().map(String),
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.stringMatching(/^[A-Z0-9_ ]{0,30}$/),
  fc.stringMatching(/^[0-9.]{1,90}$/),
  fc.stringMatching(/^\d{2,4}[.:/-]?\d{2}[.:/-]?\d{2,4}$/),
  fc.stringMatching(/^\d{1,4} ?(Y|y|years|M|W|D|)$/),
);

/** Copies one attribute, writes it, and reads it back with dcmjs too; the tags that came back, and what was said. */
function written(source: SourceObject, keyword: string) {
  const told: string[] = [];
  const copied = source.copied([keyword], (name, change) => told.push(`${name} ${change}`));
  const file = encodeFile(copied, NAMED);
  const { dict } = dcmjs.data.DicomMessage.readFile(file.buffer);
  return {
    told,
    back: readDataset(file.buffer)!.copied([keyword])[tagOf(keyword)],
    other: dict[tagOf(keyword)],
    copied: copied[tagOf(keyword)],
  };
}
const valuesOf = (element: { Value?: unknown[]; _rawValue?: unknown } | undefined) =>
  ((Array.isArray(element?._rawValue) ? (element._rawValue as unknown[]) : element?.Value) ?? []).filter(
    (value) => !['""', '{}', 'null', '[]'].includes(JSON.stringify(value)),
  );

describe('a header with anything in it', () => {
  it('is written and read back from a file: each value as it was, mended, or left out and said', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), text, (keyword, value) => {
        const vr = vrOf(keyword) ?? '';
        const more: Item = [
          ['00080005', 'CS', 'ISO_IR 192'],
          [tagOf(keyword), vr, Buffer.from(value, 'utf8')],
        ];
        const source = readDataset(dicomImage({ z: 0, pixels: marked(0), more }))!;
        const { told, back, other } = written(source, keyword);
        const [before, after] = [source.element(keyword), back].map(valuesOf);
        if (told.length === 0) expect(after).toEqual(before);
        else
          told.forEach((word) =>
            expect(word).toMatch(new RegExp(`^${keyword} (shortened|rewritten|left out|kept, though longer than allowed)$`)),
          );
        expect(valuesOf(other).length).toBe(after?.length);
      }),
      { numRuns: 500 },
    );
  });

  it('is written and read back from a viewer, whatever its values are', () => {
    const any = fc.oneof(
      text,
      fc.double(),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.array(fc.oneof(text, fc.double()), { maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS, ...NUMBERS), any, (keyword, value) => {
        const { back, copied } = written(naturalObject({ [keyword]: value }), keyword);
        expect(valuesOf(back).map(String).length).toBe(valuesOf(copied).length);
      }),
      { numRuns: 500 },
    );
  });

  it('ends no run: every object that follows from it is written, or its source is refused before the work, by its name', async () => {
    const kinds: Kind[] = ['denoised', 'score', 'brain'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...TEXTS, 'SeriesNumber', 'InstanceNumber', 'SeriesDescription'), text), {
          minLength: 1,
          maxLength: 6,
        }),
        async (said) => {
          const more = [...new Map(said)].map(
            ([keyword, value]) => [tagOf(keyword), vrOf(keyword) ?? '', Buffer.from(value, 'utf8')] as const,
          );
          try {
            const series = await sourceSeries({ more: [['00080005', 'CS', 'ISO_IR 192'], ...more] }, undefined, { stack: false });
            for (const kind of kinds) {
              const filing = filingOf(
                series,
                resultOf(series, kind, (value) => (kind === 'brain' ? Number(value > 300) : value / 2)),
              );
              for (const { instances } of filing.series)
                for (const one of instances) expect(readDataset(one.make().buffer)?.text('StudyInstanceUID')).not.toBe('');
            }
          } catch (error) {
            expect(error instanceof DiffusionError ? error.code : error).toMatch(
              /^(HEADER_NUMBER|FILING_INVALID|DICOM_DAMAGED|DICOM_UNSUPPORTED|INPUT_UNREADABLE|MIXED_\w+|NO_\w+)$/,
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

const STRICT = `
import sys, pydicom
pydicom.config.settings.reading_validation_mode = pydicom.config.RAISE
def look(dataset):
    for tag in dataset.keys():
        if pydicom.datadict.keyword_for_tag(tag) in ('AccessionNumber', 'StudyID'): continue
        element = dataset[tag]
        if element.VR == 'SQ': [look(item) for item in element.value]
for path in sys.argv[1:]: look(pydicom.dcmread(path))
`;

// Not installed everywhere.
(hasParsers ? it : it.skip)('pydicom, every value checked, reads what was made of a header of which hardly a value is valid', async () => {
  const more: Item = [
    ['00080020', 'DA', '2000.01.01'],
    ['00080030', 'TM', '12:00:00'],
    ['00080050', 'SH', 'ACC-2024-000012345678'],
    ['00080090', 'PN', `${'D'.repeat(90)}^X`],
    ['00081030', 'LO', 'x'.repeat(90)],
    ['00100030', 'DA', '31.12.1999'],
    ['00100040', 'CS', 'male'],
    ['00101010', 'AS', '45 years'],
    ['00101030', 'DS', '71,5'],
    ['00180015', 'CS', 'HEAD AND NECK REGION'],
    ['00180022', 'CS', 'FAST_GEMS\\ACC_GEMS_LONGER_THAN_16'],
    ['00180080', 'DS', '4.123456789012345678901'],
    ['00180091', 'IS', '1.5'],
    ['00181250', 'SH', 'HeadNeck_64_very_long_name'],
    ['00200010', 'SH', '123456789012345678'],
    ['00200011', 'IS', '2147483600'],
    ['00200012', 'IS', 'one'],
    ['00200052', 'UI', `1.${'2.'.repeat(40)}3`],
  ];
  const series = await sourceSeries({ more });
  expect(series.facts.mended).toEqual(
    expect.arrayContaining(['PatientAge rewritten', 'EchoTrainLength left out', 'StudyID kept, though longer than allowed']),
  );
  const kinds: Kind[] = ['denoised', 'score', 'brain'];
  const files = kinds.flatMap((kind) =>
    filingOf(
      series,
      resultOf(series, kind, (value) => (kind === 'brain' ? Number(value > 300) : value / 2)),
    ).series.flatMap(({ instances }) => instances.map((one) => one.make())),
  );
  const folder = mkdtempSync(join(tmpdir(), 'strict-'));
  try {
    const paths = files.map((file, n) => (writeFileSync(join(folder, `${n}.dcm`), file), join(folder, `${n}.dcm`)));
    const { stderr, status } = spawnSync('python3', ['-c', STRICT, ...paths], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
