import type { ErrorCode } from '../../src/core/errors';
import { readSeries, type ReadOptions } from '../../src/dicom/readSeries';
import { inputText } from '../../src/results/provenance';
import {
  bare,
  besideFile,
  enhancedFile,
  GAP,
  headImage,
  headPixels,
  headSeries,
  type EnhancedObject,
  type Frame,
} from '../support/drawnDicom';
import type { DicomImage } from '../support/dicomFile';
import { refusal } from '../support/refusal';
import { filingOf, resultOf } from '../support/sourceSeries';
import { implicitLittleEndian, uint16 } from '../viewer/partTenFile';

const CLASS = {
  mr: '1.2.840.10008.5.1.4.1.1.4.1',
  ct: '1.2.840.10008.5.1.4.1.1.2.1',
  legacyMr: '1.2.840.10008.5.1.4.1.1.4.4',
  legacyCt: '1.2.840.10008.5.1.4.1.1.2.2',
  sr: '1.2.840.10008.5.1.4.1.1.88.33',
  seg: '1.2.840.10008.5.1.4.1.1.66.4',
  rtstruct: '1.2.840.10008.5.1.4.1.1.481.3',
  state: '1.2.840.10008.5.1.4.1.1.11.1',
} as const;

const read = (files: readonly ArrayBuffer[], options: Partial<ReadOptions> = {}) =>
  readSeries(files, {}, { stack: true, slicewise: true, ...options });
/** The landmark of each slice, in the order of the volume. */
const marks = ({ volume }: Awaited<ReturnType<typeof read>>) => volume.slices.map((slice) => slice[0]! - 100);
const whole = (k: number) => Float32Array.from(headPixels(k));

describe('files without what stands before the data set', () => {
  const taken = (k: number, how: (file: ArrayBuffer) => ArrayBuffer, change = {}) =>
    read(headSeries(5, () => change).map((file, n) => (n === k || k < 0 ? how(file) : file)));

  it.each<[string, number, (file: ArrayBuffer) => ArrayBuffer, object]>([
    ['the last of five', 4, bare, {}],
    ['one in the middle', 2, bare, {}],
    ['the first', 0, bare, {}],
    ['all of them', -1, bare, {}],
    ['all of them, implicit', -1, bare, { transferSyntax: implicitLittleEndian }],
    ['the last, with its file meta information', 4, (file) => bare(file, true), {}],
    ['the last, implicit, with its file meta information', 4, (file) => bare(file, true), { transferSyntax: implicitLittleEndian }],
    [
      'the last, with a preamble and no file meta information',
      4,
      (file) => new Uint8Array([...new Uint8Array(file, 0, 132), ...new Uint8Array(bare(file))]).buffer,
      {},
    ],
  ])('%s: every slice is read', async (_, k, how, change) => {
    const series = await taken(k, how, change);
    expect(marks(series)).toEqual([0, 1, 2, 3, 4]);
    expect(series.volume.slices[4]).toEqual(whole(4));
    expect(series.input).toEqual({ read: 5, left: [] });
    expect(series.said).toEqual([]);
  });
});

describe('what lies beside a series in its folder', () => {
  it('is left out and counted: reports, segmentations, structure sets, states, other files', async () => {
    const beside = [
      besideFile(CLASS.sr, 'SR', 1),
      besideFile(CLASS.sr, 'SR', 2),
      // With pixels and frames, on the same frame of reference.
      besideFile(CLASS.seg, 'SEG', 3, [
        ['00280008', 'IS', '2 '],
        ['00280010', 'US', uint16(60)],
        ['00280011', 'US', uint16(70)],
        ['7FE00010', 'OW', uint16(1, 2)],
      ]),
      besideFile(CLASS.rtstruct, 'RTSTRUCT', 4),
      besideFile(CLASS.state, 'PR', 5),
      besideFile('1.2.840.10008.1.3.10', '', 6),
      new TextEncoder().encode('Notes of the export').buffer,
    ];
    const series = await read([...beside.slice(0, 4), ...headSeries(3), ...beside.slice(4)], { others: { other: 2, doubtful: 0 } });
    expect(marks(series)).toEqual([0, 1, 2]);
    expect(inputText(series.input)).toBe(
      '3 read, 9 left out because: 3 not DICOM, 2 report, 1 segmentation, 1 structure set, 1 presentation state, ' +
        '1 directory of a disc (DICOMDIR)',
    );
    expect(series.said).toEqual([]);
  });

  it('is a result of our own: the series itself is worked on', async () => {
    const own = headSeries(3, (k) => ({ series: '1.2.3.99', instance: 50 + k, more: [['00081090', 'LO', 'ohif-diffusion']] }));
    expect((await read([...own, ...headSeries(3)])).input).toEqual({ read: 3, left: [{ count: 3, because: 'result of this program' }] });
  });

  it('is an image of another series: refused, with both', async () => {
    const other = headSeries(2, (k) => ({ series: '1.2.3.99', seriesNumber: '7', instance: 50 + k }));
    await expect(read([...headSeries(3), ...other])).rejects.toThrow(/MR series 3 \(3 images\), MR series 7 \(2 images\)/);
  });
});

describe('an image that comes twice', () => {
  it('counts once where both are the same, to the byte or in all that matters', async () => {
    const again = [headImage(2), headImage(1, { transferSyntax: implicitLittleEndian, more: [['00081030', 'LO', 'Head']] })];
    const series = await read([...headSeries(4), ...again]);
    expect(marks(series)).toEqual([0, 1, 2, 3]);
    expect(series.input).toEqual({ read: 4, left: [{ count: 2, because: 'the same image again' }] });
  });

  it.each<[string, object]>([
    ['pixels', { pixels: headPixels(3) }],
    ['its place', { z: 9 }],
    ['its rescale', { slope: '2' }],
  ])('is refused where both differ in %s', async (_, change) => {
    const files = [...headSeries(4), headImage(2, change)];
    await expect(read(files)).rejects.toThrow(refusal('MIXED_IMAGES'));
    await expect(read(files, { partial: true })).rejects.toThrow(/2 different images under one SOP Instance UID, allowed one/);
  });

  describe.each(['before', 'behind'])('and once cannot be read whole, %s the other', (place) => {
    const cut = headImage(2, { bytes: Buffer.alloc(4200) });
    const beside = (good: ArrayBuffer[]) => (place === 'before' ? [cut, ...good] : [...good, cut]);

    it('is refused, and read from the other where a person goes on', async () => {
      await expect(read(beside(headSeries(4)))).rejects.toThrow(refusal('DICOM_DAMAGED'));
      const series = await read(beside(headSeries(4)), { partial: true });
      expect(marks(series)).toEqual([0, 1, 2, 3]);
      expect(series.volume.slices[2]).toEqual(whole(2));
      expect(series.input).toEqual({ read: 4, left: [{ count: 1, because: 'unreadable' }], partial: true });
    });

    it('is read from the whole one of three', async () => {
      const packed = headImage(2, { transferSyntax: implicitLittleEndian });
      const series = await read(beside([...headSeries(4), packed]), { partial: true });
      expect(series.volume.slices[2]).toEqual(whole(2));
      expect(series.input.left).toEqual(
        expect.arrayContaining([
          { count: 1, because: 'unreadable' },
          { count: 1, because: 'the same image again' },
        ]),
      );
    });
  });

  it('is lost where no copy can be read', async () => {
    const cut = [4200, 4000].map((length) => headImage(2, { bytes: Buffer.alloc(length) }));
    const series = await read([...headSeries(2), ...cut], { partial: true });
    expect(marks(series)).toEqual([0, 1]);
    expect(series.input.left).toEqual([{ count: 2, because: 'unreadable' }]);
  });

  it('is refused where all images of a series carry one UID', async () => {
    await expect(read(headSeries(4, () => ({ more: [['00080018', 'UI', '1.2.3']] })))).rejects.toThrow(/4 different images under one/);
  });
});

describe('files that may belong to the series and cannot be used', () => {
  const stray = (file: ArrayBuffer) => {
    const bytes = Buffer.from(new Uint8Array(file));
    const at = bytes.indexOf(Buffer.from([8, 0, 0x16, 0, 0x55, 0x49]));
    return new Uint8Array(Buffer.concat([bytes.subarray(0, at), Buffer.alloc(4), bytes.subarray(at)])).buffer;
  };
  const last = (how: (file: ArrayBuffer) => ArrayBuffer) => headSeries(5).map((file, k) => (k === 4 ? how(file) : file));
  const without = (tag: string) => () => headImage(4, { more: [[tag, 'US', Buffer.alloc(0)]] });

  it.each<[string, ErrorCode, () => ArrayBuffer[], ReadOptions['others']]>([
    ['half of its pixels', 'DICOM_DAMAGED', () => last(() => headImage(4, { bytes: Buffer.alloc(4200) })), undefined],
    ['stray bytes in its header', 'DICOM_DAMAGED', () => last(stray), undefined],
    ['no Rows', 'DICOM_DAMAGED', () => last(without('00280010')), undefined],
    ['no Columns', 'DICOM_DAMAGED', () => last(without('00280011')), undefined],
    [
      'a transfer syntax that its pixels contradict',
      'DICOM_DAMAGED',
      () => last(() => headImage(4, { transferSyntax: '1.2.840.10008.1.2.4.50' })),
      undefined,
    ],
    ['nothing of DICOM in it', 'DICOM_DAMAGED', () => headSeries(4), { other: 0, doubtful: 1 }],
  ])('%s: refused, and left out with a mark where a person goes on', async (_, code, files, others) => {
    await expect(read(files(), { ...(others && { others }) })).rejects.toThrow(refusal(code));
    const series = await read(files(), { partial: true, ...(others && { others }) });
    expect(marks(series)).toEqual([0, 1, 2, 3]);
    expect(series.input).toEqual({ read: 4, left: [{ count: 1, because: 'unreadable' }], partial: true });
    expect(series.said.map((remark) => remark.code)).toEqual(['FILES_LEFT_OUT']);
    expect(series.said[0]!.measured).toMatch(/^1: /);
  });

  it.each<[string, ArrayBuffer[]]>([
    ['pixels', headSeries(3, () => ({ bytes: Buffer.alloc(4200) }))],
    ['functional groups', [enhancedFile({ frames: [{ slice: 0 }], sopClass: CLASS.mr, more: [['52009230', 'SQ', []]] })]],
  ])('are all of them, by their %s: there is nothing to go on with', async (_, files) => {
    await expect(read(files, { partial: true })).rejects.toThrow(refusal('INPUT_UNREADABLE'));
    await expect(read(files, { partial: true, stack: false })).rejects.toThrow(refusal('INPUT_UNREADABLE'));
  });

  it('leave a hole, which a task that needs a stack still refuses', async () => {
    const files = headSeries(5, (k) => (k === 2 ? { bytes: Buffer.alloc(4200) } : {}));
    const series = await read(files, { partial: true });
    expect(marks(series)).toEqual([0, 1, 3, 4]);
    expect(series.said.map((remark) => remark.code)).toEqual(['MISSING_SLICE', 'FILES_LEFT_OUT']);
    await expect(read(files, { partial: true, slicewise: false })).rejects.toThrow(refusal('MISSING_SLICE'));
  });
});

describe('what is no one series', () => {
  const ct = { modality: 'CT', slope: '1', intercept: '-1024' } as const;
  const type = (value: string): Partial<DicomImage> => ({ more: [['00080008', 'CS', value]] });
  it.each<[string, ErrorCode, RegExp, (k: number) => object]>([
    ['two patients', 'MIXED_IMAGES', /2 patients/, (k) => (k > 1 ? { more: [['00100020', 'LO', 'OTHER']] } : {})],
    ['two names', 'MIXED_IMAGES', /2 names of patients/, (k) => (k > 1 ? { more: [['00100010', 'PN', 'ROE^RICHARD']] } : {})],
    ['two studies', 'MIXED_IMAGES', /2 studies/, (k) => (k > 1 ? { more: [['0020000D', 'UI', '1.2.9']] } : {})],
    ['two frames of reference', 'MIXED_IMAGES', /2 frames of reference/, (k) => (k > 1 ? { more: [['00200052', 'UI', '1.9']] } : {})],
    ['two modalities', 'MIXED_IMAGES', /2 modalities/, (k) => (k > 1 ? { modality: 'PT' } : {})],
    [
      'echoes at places of their own',
      'MIXED_PICTURES',
      /echo time 14, 80 ms/,
      (k) => ({ more: [['00180081', 'DS', k > 1 ? '80' : '14']] }),
    ],
    ['magnitude and phase', 'MIXED_PICTURES', /part of the signal M, P/, (k) => type(`ORIGINAL\\PRIMARY\\${k > 1 ? 'P' : 'M'}\\ND`)],
    ['no study', 'DICOM_DAMAGED', /no Study Instance UID \(4 of 4 images\)/, () => ({ more: [['0020000D', 'UI', '']] })],
    ['no series', 'DICOM_DAMAGED', /no Series Instance UID/, () => ({ series: '' })],
    ['no instance', 'DICOM_DAMAGED', /no SOP Instance UID/, () => ({ more: [['00080018', 'UI', '']] })],
    ['a mosaic', 'NOT_SLICES', /mosaic: many slices in one picture/, () => type('ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC')],
    ['a CT localizer', 'NOT_SLICES', /localizer \(4 of 4 images\)/, () => ({ ...ct, ...type('ORIGINAL\\PRIMARY\\LOCALIZER') })],
    [
      'one localizer among slices',
      'NOT_SLICES',
      /localizer \(1 of 4/,
      (k) => ({ ...ct, ...(k === 0 && type('ORIGINAL\\PRIMARY\\LOCALIZER')) }),
    ],
    ['CT without an intercept', 'RESCALE_MISSING', /no Rescale Intercept \(4 of 4 images\)/, () => ({ modality: 'CT' })],
    ['one CT image without', 'RESCALE_MISSING', /1 of 4 images/, (k) => (k === 2 ? { modality: 'CT' } : ct)],
    ['a screen capture', 'NOT_SLICES', /screen captures/, () => ({ more: [['00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7']] })],
    ['colours by a palette', 'DICOM_UNSUPPORTED', /PALETTE COLOR/, () => ({ more: [['00280004', 'CS', 'PALETTE COLOR']] })],
    [
      'red, green and blue',
      'COLOUR_IMAGE',
      /3 values per pixel/,
      () => ({
        more: [
          ['00280002', 'US', uint16(3)],
          ['00280004', 'CS', 'RGB'],
        ],
      }),
    ],
    [
      'a slice that has slipped',
      'IRREGULAR_SPACING',
      // The viewer lists an axial stack from the head: the third from below is its second.
      /slice 2 lies 20.00 mm beside the line of the others/,
      (k) => ({ position: `${k === 2 ? -80.5 : -100.5}\\-78.3\\${GAP * k}` }),
    ],
  ])('%s: %s', async (_, code, measured, change) => {
    const files = headSeries(4, change);
    for (const stack of [true, false]) {
      // Images of their own may lie where they like, and be of any kind.
      if ((code === 'IRREGULAR_SPACING' || code === 'MIXED_PICTURES') && !stack) continue;
      await expect(read(files, { stack })).rejects.toThrow(refusal(code));
      await expect(read(files, { stack })).rejects.toThrow(measured);
    }
  });

  it.each<[string, RegExp, (n: number) => readonly (readonly [string, string, string | Buffer])[]]>([
    ['echoes', /8 images; echo time 14, 80 ms/, (n) => [['00180081', 'DS', n ? '80' : '14']]],
    ['b-values', /8 images; b-value 0, 1000 s\/mm²/, (n) => [['00189087', 'FD', Buffer.from(Float64Array.of(1000 * n).buffer)]]],
    ['time points', /8 images; time point 1, 2/, (n) => [['00200100', 'IS', `${n + 1}`]]],
    ['cardiac phases', /8 images; cardiac phase 0, 412 ms/, (n) => [['00181060', 'DS', `${412 * n}`]]],
    ['acquisitions', /8 images; acquisition 1, 2/, (n) => [['00200012', 'IS', `${n + 1}`]]],
    ['nothing that they say', /8 images, allowed|8 images\)/, () => []],
  ])('several pictures at each place are refused and told apart by their %s', async (_, measured, more) => {
    const files = [0, 1].flatMap((n) => headSeries(4, (k) => ({ instance: 10 * n + k + 1, more: more(n) })));
    await expect(read(files)).rejects.toThrow(measured);
  });

  it('names no patient, and nothing that leads to one', async () => {
    const files = headSeries(4, (k) =>
      k > 1
        ? {
            more: [
              ['00100010', 'PN', 'ROE^RICHARD'],
              ['00100020', 'LO', 'OTHER'],
            ],
          }
        : {},
    );
    const message = await read(files).catch((error: Error) => error.message);
    expect(message).not.toMatch(/DOE|ROE|P-77|OTHER|1\.2\.3/);
  });
});

describe('slices that are no even stack', () => {
  const at = (...heights: number[]) => heights.map((z, k) => headImage(k, { z }));
  const tilted = [0, 1, 2, 3].map((k) => headImage(k, { position: `-100.5\\${-78.3 + 1.5 * k}\\${GAP * k}` }));

  it.each<[string, ArrayBuffer[], ErrorCode, string]>([
    ['a missing one', at(0, 4, 12, 16), 'MISSING_SLICE', '8.00 mm after slice 2'],
    ['an uneven step', at(0, 4, 9.2, 13), 'IRREGULAR_SPACING', '5.20 mm after slice 2'],
    ['a gantry tilt', tilted, 'GANTRY_TILT', '20.6°'],
  ])('%s: said where each slice is worked on by itself, refused where a stack is needed', async (_, files, code, measured) => {
    const { said, stack, volume } = await read(files);
    expect(said).toMatchObject([{ code, measured }]);
    expect([stack?.evenSpacing, volume.slices.length]).toEqual([undefined, 4]);
    await expect(read(files, { slicewise: false })).rejects.toThrow(refusal(code));
  });

  it('one slice alone is one, for both', async () => {
    expect(marks(await read([headImage(3)]))).toEqual([3]);
    expect(marks(await read([headImage(3)], { slicewise: false, oneSlice: true }))).toEqual([3]);
  });
});

describe('enhanced multi-frame objects', () => {
  const frames = (...slices: number[]): Frame[] => slices.map((slice) => ({ slice }));
  const object = (change: Partial<EnhancedObject> = {}) => enhancedFile({ frames: frames(2, 0, 3, 1), sopClass: CLASS.mr, ...change });

  it.each<[string, Partial<EnhancedObject>, (value: number) => number]>([
    ['MR, shared groups', {}, (v) => v],
    ['MR, groups of each frame', { measures: 'each' }, (v) => v],
    ['MR, implicit', { transferSyntax: implicitLittleEndian }, (v) => v],
    ['CT, with a rescale', { sopClass: CLASS.ct, modality: 'CT', intercept: '-1024', slope: '2' }, (v) => 2 * v - 1024],
    ['CT, rescale of each frame', { sopClass: CLASS.ct, modality: 'CT', intercept: '-1000', measures: 'each' }, (v) => v - 1000],
    ['legacy converted MR', { sopClass: CLASS.legacyMr }, (v) => v],
    ['legacy converted CT', { sopClass: CLASS.legacyCt, modality: 'CT', intercept: '-1024' }, (v) => v - 1024],
  ])('%s: each frame is a slice at its place, in modality units', async (_, change, of) => {
    const series = await read([object(change)], { slicewise: false });
    expect(series.volume).toMatchObject({ rows: 60, columns: 70, spacing: [0.9, 0.8, GAP], modality: change.modality ?? 'MR' });
    series.volume.slices.forEach((slice, k) => expect(slice).toEqual(whole(k).map(of)));
    expect(series.images.map(({ frame }) => frame)).toEqual([2, 4, 1, 3]);
    expect(series.planes.map((plane) => plane?.position[2])).toEqual([0, 4, 8, 12]);
    expect(series.input).toEqual({ read: 1, left: [] });
  });

  it.each<[string, Partial<EnhancedObject>]>([
    ['CT', { sopClass: CLASS.ct, modality: 'CT', intercept: '-1024', measures: 'each' }],
    ['legacy converted CT', { sopClass: CLASS.legacyCt, modality: 'CT', intercept: '-1024' }],
    ['legacy converted MR', { sopClass: CLASS.legacyMr, slope: '0.5' }],
  ])('%s: what is written is of the same class, at the same places, with the same values', async (_, change) => {
    const series = await read([object(change)]);
    const result = resultOf(series, 'denoised', (value, n) => value + (n === 5 ? 8 : 0));
    const written = filingOf(series, result).series[0]!.instances.map((one) => one.make().slice().buffer);
    const back = await read(written);
    expect([written.length, back.images[0]!.header.text('SOPClassUID')]).toEqual([1, change.sopClass]);
    back.volume.slices.forEach((slice, k) => expect(slice).toEqual(result.layers[0]!.slices[k]));
    expect(back.planes).toEqual(series.planes);
    expect(back.images.map(({ frame }) => frame)).toEqual([2, 4, 1, 3]);
  });

  it('of one frame, and several objects of a series, are slices too', async () => {
    expect(marks(await read([object({ frames: frames(3) })]))).toEqual([3]);
    const parts = [object({ frames: frames(2, 3), instance: 1 }), object({ frames: frames(0, 1), instance: 2 })];
    const series = await read(parts);
    expect(marks(series)).toEqual([0, 1, 2, 3]);
    expect(series.input.read).toBe(2);
  });

  it.each<[string, ErrorCode, RegExp, Partial<EnhancedObject>]>([
    [
      'two echoes',
      'DUPLICATE_POSITION',
      /6 images; echo time 14, 80 ms/,
      { frames: [14, 80].flatMap((echo) => frames(0, 1, 2).map((one) => ({ ...one, echo }))) },
    ],
    [
      'two stacks',
      'DUPLICATE_POSITION',
      /4 images; stack 1, 2/,
      { frames: ['1', '2'].flatMap((stack) => frames(0, 1).map((one) => ({ ...one, stack }))) },
    ],
    [
      'two time points',
      'DUPLICATE_POSITION',
      /6 images; time point 1, 2/,
      { frames: [1, 2].flatMap((time) => frames(0, 1, 2).map((one) => ({ ...one, time }))) },
    ],
    ['fewer groups than frames', 'DICOM_DAMAGED', /functional groups of 4 frames, allowed 5/, { more: [['00280008', 'IS', '5 ']] }],
    ['no groups', 'DICOM_DAMAGED', /functional groups of 0 frames/, { more: [['52009230', 'SQ', []]] }],
    [
      'fewer pixels than frames',
      'DICOM_DAMAGED',
      /16802 bytes of pixels, allowed 33600/,
      { bytes: uint16(...headPixels(0), ...headPixels(1), 7) },
    ],
    [
      'a localizer',
      'NOT_SLICES',
      /localizer/,
      { sopClass: CLASS.ct, modality: 'CT', more: [['00080008', 'CS', 'ORIGINAL\\PRIMARY\\LOCALIZER\\NONE']] },
    ],
    ['no rescale of CT', 'RESCALE_MISSING', /4 of 4/, { sopClass: CLASS.ct, modality: 'CT', intercept: '' }],
    ['another class with frames', 'DICOM_UNSUPPORTED', /4 frames in one file/, { sopClass: '1.2.840.10008.5.1.4.1.1.4' }],
  ])('with %s: %s', async (_, code, measured, change) => {
    await expect(read([object(change)])).rejects.toThrow(refusal(code));
    await expect(read([object(change)])).rejects.toThrow(measured);
  });
});
