import { jest } from '@jest/globals';
import { doubtsOf, oneOfEach, tryEncoding } from '../../src/dicom/doubts';
import { type Dataset, readDataset } from '../../src/dicom/dataset';
import { naturalObject } from '../../src/dicom/sourceImage';
import { checkSources } from '../../src/dicom/classes';
import { readSeries } from '../../src/dicom/readSeries';
import { dicomImage, marked } from '../support/dicomFile';
import { enhancedFile } from '../support/drawnDicom';
import { naturalInstance } from '../support/natural';
import { refusal } from '../support/refusal';
import { filingOf, resultOf, sourceSeries } from '../support/sourceSeries';
import type { Item } from '../viewer/partTenFile';

const file = (more: Item = []) => dicomImage({ z: 0, pixels: marked(0), more });
/** The same header from a file, and as an archive gives it to a viewer. */
const both = (more: Item, natural: Record<string, unknown> = {}) =>
  [[readDataset(file(more))!], [naturalObject({ ...naturalInstance(file(more)), ...natural })]] as const;

describe('what the headers of a series leave in doubt', () => {
  it('is nothing where they are right', () => {
    for (const headers of both([])) expect(doubtsOf(headers)).toEqual({});
  });

  it('is the same from a file and from a viewer, and tells no value', () => {
    const more: Item = [
      ['00101010', 'AS', '45 years'],
      ['00180015', 'CS', 'HEAD AND NECK REGION'],
      ['00200010', 'SH', '123456789012345678'],
    ];
    const told = ['StudyID kept, though longer than allowed', 'PatientAge rewritten', 'BodyPartExamined left out'];
    for (const headers of both(more)) {
      expect([...(doubtsOf(headers).mended ?? [])].sort()).toEqual([...told].sort());
      expect(JSON.stringify(doubtsOf(headers))).not.toMatch(/45|NECK|1234/);
    }
  });

  it('is a number that is none, before all where slices and values hang on it', () => {
    // An archive may hand on such text as it is (PS3.18 F.2.3).
    const [fromFile, fromViewer] = both([['00281053', 'DS', '1,5']], { RescaleSlope: '1,5' });
    for (const headers of [fromFile, fromViewer]) expect(doubtsOf(headers).unclear).toBe('RescaleSlope “1,5”');
  });

  it('is looked for once in each multi-frame object, and in each image', () => {
    const object = (instance: number) =>
      readDataset(enhancedFile({ frames: [0, 1, 2, 3].map((slice) => ({ slice })), sopClass: '1.2.840.10008.5.1.4.1.1.4.1', instance }))!;
    const frames = [1, 2].flatMap((instance) => object(instance).frames());
    const images = [1, 2, 3].map(() => readDataset(file())!);
    const counts = (headers: readonly Dataset[]) => headers.map((header) => jest.spyOn(header, 'copied'));
    for (const look of [doubtsOf, tryEncoding]) {
      const [ofFrames, ofImages] = [counts(frames), counts(images)];
      look([...frames, ...images]);
      expect(ofFrames.map((spy) => spy.mock.calls.length)).toEqual([1, 0, 0, 0, 1, 0, 0, 0]);
      expect(ofImages.map((spy) => spy.mock.calls.length)).toEqual([1, 1, 1]);
      jest.restoreAllMocks();
    }
    expect(oneOfEach(frames)).toEqual([frames[0], frames[4]]);
  });

  it('leaves nothing that cannot be written', () => {
    tryEncoding(both([['00100010', 'PN', 'A'.repeat(300)]]).flat());
  });
});

describe('a UID that is none', () => {
  const long = `1.${'2.'.repeat(40)}3`;

  it.each(['0020000D', '0020000E', '00080018'])('ends a run before the work where all hangs on it: %s', async (tag) => {
    const { images } = await readSeries([file([[tag, 'UI', long]])], {}, { stack: false });
    expect(() => checkSources(images)).toThrow(refusal('FILING_INVALID'));
  });

  it('of the frame of reference is one that stands for it in all that is made, and is said', async () => {
    const series = await sourceSeries({ more: [['00200052', 'UI', long]] });
    expect(series.facts.mended).toEqual(['FrameOfReferenceUID left out']);
    const made = filingOf(
      series,
      resultOf(series, 'denoised', (value) => value / 2),
    ).series.flatMap(({ instances }) => instances);
    const frames = new Set(made.map((one) => readDataset(one.make().buffer)!.text('FrameOfReferenceUID')).filter(Boolean));
    expect(frames.size).toBe(1);
    expect([...frames][0]).toMatch(/^2\.25\.\d+$/);
  });
});
