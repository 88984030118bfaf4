import { readFileSync } from 'node:fs';
import type { Remark } from '../../src/core/errors';
import { ofKind, readManifest } from '../../src/models/manifest';
import type { RULES } from '../../src/rules/judge';
import type { Member } from '../../src/rules/members';
import type { Level, Rule } from '../../src/rules/Rule';
import { shippedModel } from '../support/models';
import { member } from '../support/member';
import { plane, planesAt } from '../support/planes';
import { restorer } from '../support/restorer';

export type Groups = typeof RULES;
type CaseOf<G extends keyof Groups> = Groups[G] extends readonly Rule<infer Case>[] ? Case : never;

/** Cases of one table: some that no rule has a word for, and for each rule some that it must find, with what it says. */
export interface Trials<Case> {
  good: readonly Case[];
  broken: readonly (readonly [level: Level, remark: Remark, one: Case])[];
}

const maker = shippedModel('mr-brain-restore').manifest;
const t1Maker = { ...maker, domain: { ...maker.domain, contrasts: ['T1'] } };
const ct = shippedModel('ct-lowdose').manifest;
const segmenter = ofKind(readManifest('brain-mask', JSON.parse(readFileSync('models/brain-mask/manifest.json', 'utf8'))), 'segmenter');

const slices = (change: Partial<CaseOf<'GEOMETRY'>>): CaseOf<'GEOMETRY'> => ({
  planes: planesAt([0, 5, 10]),
  samplesPerPixel: 1,
  ...change,
});

const AXIAL = { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] } as const;
export const SAGITTAL = { rowCosines: [0, 1, 0], columnCosines: [0, 0, -1] } as const;
export const flair = { modality: 'MR', pixelSpacing: [1, 1], bodyPart: 'BRAIN', description: 'AX FLAIR', axes: AXIAL } as const;
const { description: _, ...unnamed } = flair;
const { bodyPart: __, ...anywhere } = flair;
const asked = (series: Partial<CaseOf<'DOMAIN'>['series']>): CaseOf<'DOMAIN'> => ({ manifest: restorer, series: { ...flair, ...series } });
const made = (series: Partial<CaseOf<'DOMAIN'>['series']>, manifest = maker): CaseOf<'DOMAIN'> => ({
  manifest,
  series: { ...flair, ...series },
});
const FLAIR_ONLY = 'FLAIR (FLAIR brain, drawn)';

/** Four slices, the topmost without brain. */
const levels = (change: Partial<CaseOf<'COVERAGE'>>): CaseOf<'COVERAGE'> => ({
  manifest: restorer,
  areas: [3000, 3000, 3000],
  large: [0, 1, 2],
  scored: [0, 1, 2],
  alone: false,
  cut: false,
  ...change,
});

/** Every whole number from one to the other, alike often. */
const shades = (low: number, high: number) =>
  Array.from({ length: high - low + 1 }, (_, k) => ({ count: 10, least: low + k, most: low + k }));
const values = (change: Partial<CaseOf<'VALUES'>>): CaseOf<'VALUES'> => ({
  ...{ modality: 'MR', evident: [], zeros: false, image: shades(0, 900) },
  ...change,
});

const [full, empty] = [Uint8Array.of(1), Uint8Array.of(0)];
const brain = (masks: Uint8Array[], millilitres = 1300): CaseOf<'BRAIN_MASK'> => ({ masks, millilitres, manifest: segmenter });

/** Images of one series; each change is of one of three. */
const series = (...changes: Partial<Member>[]): CaseOf<'ONE_SERIES'> => ({
  members: [0, 1, 2].map((k) => member({ instance: `1.2.3.4.${k}`, ...changes[k] })),
});
const scan = { modality: 'CT', sopClass: '1.2.840.10008.5.1.4.1.1.2', imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'] } as const;
const all = (change: Partial<Member>) => series(change, change, change);

export const TRIALS: { readonly [G in keyof Groups]: Trials<CaseOf<G>> } = {
  ONE_SERIES: {
    good: [{}, { members: [] }, series(), all({ imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }), all(scan)],
    broken: [
      ['refuse', { code: 'DICOM_DAMAGED', measured: 'no Study Instance UID (3 of 3 images)' }, all({ study: '' })],
      ['refuse', { code: 'DICOM_DAMAGED', measured: 'no Series Instance UID (1 of 3 images)' }, series({ series: '' })],
      [
        'refuse',
        { code: 'DICOM_DAMAGED', measured: 'no SOP Instance UID (2 of 3 images)' },
        series({ instance: '' }, {}, { instance: '' }),
      ],
      ['refuse', { code: 'MIXED_IMAGES', measured: '2 patients', allowed: 'one' }, series({}, {}, { patient: 'other' })],
      ['refuse', { code: 'MIXED_IMAGES', measured: '2 names of patients', allowed: 'one' }, series({ name: 'ROE RICHARD' })],
      ['refuse', { code: 'MIXED_IMAGES', measured: '3 studies', allowed: 'one' }, series({ study: 'a' }, { study: 'b' })],
      ['refuse', { code: 'MIXED_IMAGES', measured: '2 frames of reference', allowed: 'one' }, series({ frame: '' })],
      ['refuse', { code: 'MIXED_IMAGES', measured: '2 modalities', allowed: 'one' }, series({}, { modality: 'PT' })],
      ['refuse', { code: 'MIXED_IMAGES', measured: '2 kinds of DICOM objects', allowed: 'one' }, series({}, { sopClass: '1.2' })],
      [
        'refuse',
        { code: 'NOT_SLICES', measured: 'mosaic: many slices in one picture (1 of 3 images)' },
        series({ imageType: ['ORIGINAL', 'PRIMARY', 'M', 'ND', 'MOSAIC'] }),
      ],
      [
        'refuse',
        { code: 'NOT_SLICES', measured: 'localizer (3 of 3 images)' },
        all({ ...scan, imageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }),
      ],
      ['refuse', { code: 'NOT_SLICES', measured: 'screen captures (3 of 3 images)' }, all({ sopClass: '1.2.840.10008.5.1.4.1.1.7' })],
      [
        'refuse',
        { code: 'DICOM_UNSUPPORTED', measured: 'colours by a palette (PALETTE COLOR)', allowed: 'MONOCHROME2' },
        all({ photometric: 'PALETTE COLOR' }),
      ],
      [
        'refuse',
        { code: 'DICOM_UNSUPPORTED', measured: 'an inverted image (MONOCHROME1)', allowed: 'MONOCHROME2' },
        all({ photometric: 'MONOCHROME1' }),
      ],
      ['refuse', { code: 'COLOUR_IMAGE', measured: 'YBR_FULL' }, all({ photometric: 'YBR_FULL' })],
      [
        'refuse',
        { code: 'RESCALE_MISSING', measured: 'no Rescale Intercept (1 of 3 images)' },
        series({ ...scan, rescaled: false }, scan, scan),
      ],
    ],
  },
  GEOMETRY: {
    good: [
      slices({}),
      slices({ planes: planesAt([4]), oneSlice: true }),
      slices({ planes: planesAt([4]), slicewise: true }),
      slices({ planes: planesAt([0, 5.1, 10]) }),
      // 0.625 mm, rounded.
      slices({ planes: planesAt([0, 0.6, 1.3, 1.9, 2.5]) }),
      // Echo times as scanners measure them.
      slices({ members: ['14.02', '14.1', '14'].map((echo) => member({ tells: { echo } })) }),
      // Rounded positions, a pixel beside each other.
      slices({ planes: [0, 0.8, 0, 0.8, 0].map((x, k) => plane(5 * k, { position: [x, 0, 5 * k] })) }),
    ],
    broken: [
      ['refuse', { code: 'NO_IMAGE' }, slices({ planes: [] })],
      ['refuse', { code: 'OWN_RESULT' }, slices({ isResult: true })],
      ['refuse', { code: 'COLOUR_IMAGE', measured: '3 values per pixel' }, slices({ samplesPerPixel: 3 })],
      ['refuse', { code: 'SINGLE_SLICE', measured: '1 slice' }, slices({ planes: planesAt([4]) })],
      ['refuse', { code: 'NO_GEOMETRY', measured: '2 of 3 slices without' }, slices({ planes: [plane(0), undefined, plane(NaN)] })],
      ['refuse', { code: 'NO_GEOMETRY', measured: '1 of 1 slices without' }, slices({ planes: [undefined], oneSlice: true })],
      [
        'refuse',
        {
          code: 'DIRECTION_INVALID',
          measured: 'lengths 1.0000 and 1.0100, off by up to 1.0 % at slice 2',
          allowed: '1.0000, within 0.5 %',
        },
        slices({ planes: [plane(0), plane(5, { columnCosines: [0, 1.01, 0] })] }),
      ],
      [
        'refuse',
        { code: 'MIXED_SIZE', measured: '256 × 128 at slice 2', allowed: '256 × 256 throughout' },
        slices({ planes: [plane(0), plane(5, { rows: 128 })] }),
      ],
      [
        'refuse',
        { code: 'MIXED_SIZE', measured: '0.90 mm at slice 2', allowed: '0.86 mm' },
        slices({ planes: [plane(0), plane(5, { rowSpacing: 0.9 })] }),
      ],
      [
        'refuse',
        { code: 'MIXED_ORIENTATION', measured: '90.0° at slice 3', allowed: 'less than 0.5°' },
        slices({ planes: [plane(0), plane(5), plane(10, SAGITTAL)] }),
      ],
      [
        'refuse',
        { code: 'MIXED_ORIENTATION', measured: '180.0° at slice 2', allowed: 'less than 0.5°' },
        slices({ planes: [plane(0), plane(5, { rowCosines: [-1, 0, 0] })] }),
      ],
      [
        'refuse',
        { code: 'MISSING_SLICE', measured: '1.30 mm after slice 3', allowed: '0.60 mm ± 0.1 mm' },
        slices({ planes: planesAt([0, 0.6, 1.3, 2.6, 3.2, 3.8]) }),
      ],
      ['refuse', { code: 'DUPLICATE_POSITION', measured: '2 images' }, slices({ planes: planesAt([0, 5, 5, 10]) })],
      [
        'refuse',
        { code: 'DUPLICATE_POSITION', measured: '6 images; echo time 14, 80 ms; acquisition 1, 2' },
        slices({
          planes: planesAt([0, 5, 10, 0, 5, 10]),
          members: [0, 1, 2, 3, 4, 5].map((k) =>
            member({ tells: { echo: k < 3 ? '14' : '80', acquisition: k < 3 ? '1' : '2', flip: '90' } }),
          ),
        }),
      ],
      [
        'refuse',
        { code: 'DUPLICATE_POSITION', measured: '18 images; time point (6 different)' },
        slices({
          planes: Array.from({ length: 6 }, () => planesAt([0, 5, 10])).flat(),
          members: Array.from({ length: 18 }, (_, k) => member({ tells: { time: `${Math.floor(k / 3)}` } })),
        }),
      ],
      [
        'refuse',
        { code: 'MIXED_PICTURES', measured: 'echo time 14, 80 ms', allowed: 'one' },
        slices({ members: [member({ tells: { echo: '14' } }), member({ tells: { echo: '80' } })] }),
      ],
      [
        'refuse',
        { code: 'MIXED_PICTURES', measured: 'part of the signal M, P', allowed: 'one' },
        slices({ members: [member({ tells: { component: 'M' } }), member({ tells: { component: 'P' } })], slicewise: true }),
      ],
      [
        'refuse',
        { code: 'IRREGULAR_SPACING', measured: 'slice 3 lies 20.00 mm beside the line of the others', allowed: '1.00 mm' },
        slices({ planes: [0, 0, 20, 0].map((x, k) => plane(4 * k, { position: [x, 0, 4 * k] })), slicewise: true }),
      ],
      [
        'refuse',
        { code: 'IRREGULAR_SPACING', measured: 'slice 6 lies 3.00 mm beside the line of the others', allowed: '1.00 mm' },
        // A tilt, and the last slice slipped on it.
        slices({ planes: [0, 1, 2, 3, 4, 5].map((k) => plane(5 * k, { position: [0, k + (k === 5 ? 3 : 0), 5 * k] })) }),
      ],
      [
        'refuse',
        { code: 'IRREGULAR_SPACING', measured: 'slice 1 lies 20.00 mm beside the line of the others', allowed: '1.00 mm' },
        // Listed from the far end, and the one that slipped first.
        slices({ planes: [2, 3, 1, 0].map((k) => plane(4 * k, { position: [k === 2 ? 20 : 0, 0, 4 * k] })), slicewise: true }),
      ],
      [
        'refuse',
        { code: 'GANTRY_TILT', measured: '78.7°', allowed: 'less than 35°' },
        slices({ planes: [0, 20].map((x, k) => plane(0, { position: [x, 0, 4 * k] })), slicewise: true }),
      ],
      [
        'warn',
        { code: 'MISSING_SLICE', measured: '10.00 mm between slices 1 and 5', allowed: '5.00 mm ± 5 %' },
        slices({ planes: planesAt([20, 25, 0, 5, 10]), slicewise: true }),
      ],
      [
        'warn',
        { code: 'IRREGULAR_SPACING', measured: '7.00 mm after slice 3', allowed: '5.00 mm ± 5 %' },
        slices({ planes: planesAt([0, 5, 10, 17, 22]), slicewise: true }),
      ],
      [
        'warn',
        { code: 'GANTRY_TILT', measured: '16.7°', allowed: 'less than 0.5°' },
        slices({ planes: [0, 1, 2].map((k) => plane(0, { position: [0, 1.5 * k, 5 * k] })), slicewise: true }),
      ],
      [
        'refuse',
        { code: 'MISSING_SLICE', measured: '10.00 mm between slices 1 and 5', allowed: '5.00 mm ± 5 %' },
        slices({ planes: planesAt([20, 25, 0, 5, 10]) }),
      ],
      [
        'refuse',
        { code: 'IRREGULAR_SPACING', measured: '7.00 mm after slice 3', allowed: '5.00 mm ± 5 %' },
        slices({ planes: planesAt([0, 5, 10, 17, 22]) }),
      ],
      [
        'refuse',
        { code: 'GANTRY_TILT', measured: '16.7°', allowed: 'less than 0.5°' },
        slices({ planes: [0, 1, 2].map((k) => plane(0, { position: [0, 1.5 * k, 5 * k] })) }),
      ],
    ],
  },
  DOMAIN: {
    good: [
      asked({}),
      made({}),
      made({ axes: SAGITTAL }),
      made({ contrastAgent: true }),
      { manifest: ct, series: { modality: 'CT', pixelSpacing: [0.7, 0.7] } },
      { manifest: maker, series: { modality: 'MR', pixelSpacing: [1, 1], silent: true } },
    ],
    broken: [
      [
        'refuse',
        { code: 'HEADER_NUMBER', measured: 'RescaleSlope “1,5”', allowed: 'digits with a decimal point' },
        made({ unclear: 'RescaleSlope “1,5”' }),
      ],
      [
        'warn',
        { code: 'HEADER_MENDED', measured: 'StudyID shortened, PatientAge left out' },
        made({ mended: ['StudyID shortened', 'PatientAge left out'] }),
      ],
      [
        'refuse',
        { code: 'MODEL_DOMAIN', measured: 'a series of modality CT', allowed: FLAIR_ONLY.replace('FLAIR ', 'MR ') },
        asked({ modality: 'CT' }),
      ],
      [
        'refuse',
        { code: 'MODEL_DOMAIN', measured: 'a series of modality unknown', allowed: `MR (${maker.label})` },
        made({ modality: '' }),
      ],
      [
        'refuse',
        { code: 'MODEL_DOMAIN', measured: 'a series that is not axial', allowed: 'axial series (FLAIR brain, drawn)' },
        asked({ axes: SAGITTAL }),
      ],
      ['confirm', { code: 'ORIENTATION_UNKNOWN' }, asked({ axes: undefined, unoriented: true })],
      ['warn', { code: 'ORIENTATION_UNKNOWN' }, made({ axes: undefined, unoriented: true })],
      ['confirm', { code: 'BODY_PART_DIFFERS', measured: 'LIVER', allowed: 'brain' }, made({ bodyPart: 'LIVER' })],
      ['confirm', { code: 'BODY_PART_DIFFERS', measured: 'LIVER', allowed: 'brain' }, asked({ bodyPart: 'LIVER' })],
      ['confirm', { code: 'CONTRAST_DIFFERS', allowed: FLAIR_ONLY }, asked({ description: 'AX T1' })],
      ['warn', { code: 'CONTRAST_DIFFERS', allowed: `T1 (${maker.label})` }, made({}, t1Maker)],
      ['confirm', { code: 'CONTRAST_UNKNOWN', allowed: FLAIR_ONLY }, { manifest: restorer, series: unnamed }],
      ['warn', { code: 'CONTRAST_UNKNOWN', allowed: FLAIR_ONLY }, { manifest: restorer, series: { ...unnamed, silent: true } }],
      ['confirm', { code: 'CONTRAST_AGENT' }, asked({ contrastAgent: true })],
      ['confirm', { code: 'CONTRAST_AGENT' }, asked({ description: 'AX FLAIR post_GD' })],
      [
        'refuse',
        { code: 'NOT_MAGNITUDE', measured: 'a phase image by its Image Type', allowed: 'magnitude images' },
        made({ kind: { component: 'phase' } }),
      ],
      [
        'confirm',
        { code: 'IMAGE_COMPUTED', measured: 'Image Type ADC', allowed: 'images as they were acquired' },
        made({ kind: { computed: 'ADC' } }),
      ],
      [
        'warn',
        { code: 'IMAGE_FILTERED', measured: 'FILTERED', allowed: 'images as they were acquired' },
        made({ kind: { filtered: 'FILTERED' } }),
      ],
      ['confirm', { code: 'SPACING_DIFFERS', measured: '0.30 × 1.00 mm', allowed: '0.5 to 2 mm' }, asked({ pixelSpacing: [0.3, 1] })],
      ['warn', { code: 'SPACING_DIFFERS', measured: '1.00 × 3.00 mm', allowed: '0.43 to 2 mm' }, made({ pixelSpacing: [1, 3] })],
      ['warn', { code: 'BODY_PART_UNKNOWN', allowed: 'brain' }, { manifest: maker, series: anywhere }],
      ['warn', { code: 'LOSSY_SOURCE' }, made({ lossy: true })],
    ],
  },
  MEMORY: {
    good: [{ bytes: 9e9, limit: 3e9, slabs: 4 }],
    broken: [['refuse', { code: 'TOO_LARGE', measured: '9.0 GB', allowed: '0.95 GB' }, { bytes: 9e9, limit: 0.95e9, slabs: 0 }]],
  },
  VALUES: {
    good: [values({}), values({ zeros: true, image: shades(300, 900) }), values({ modality: 'CT', image: shades(-1024, 2000) })],
    broken: [
      [
        'refuse',
        { code: 'NOT_MAGNITUDE', measured: '21 % of the pixels clearly below 0, down to -300', allowed: 'at most 1.0 %' },
        values({ image: shades(-300, 900) }),
      ],
      [
        'warn',
        { code: 'VALUES_SHIFTED', measured: '34 % of the brightness of tissue', allowed: 'below 30 %' },
        values({ image: shades(300, 900) }),
      ],
      [
        'warn',
        { code: 'PADDING_UNDECLARED', measured: 'value -1000 in 41 % of the pixels, value 4095 in 0.3 % of the pixels' },
        values({
          evident: [
            { value: -1000, share: 0.41 },
            { value: 4095, share: 0.003 },
          ],
        }),
      ],
    ],
  },
  NOISE: {
    good: [
      { sigma: 0.3, manifest: maker },
      { sigma: 60, manifest: ct },
      { sigma: 0.02, texture: -0.8, field: { weakest: 0.01, strongest: 0.03 }, manifest: maker },
    ],
    broken: [
      ['refuse', { code: 'NOISE_OUT_OF_RANGE', measured: '100', allowed: `${maker.sigma.join(' to ')}` }, { sigma: 100, manifest: maker }],
      [
        'warn',
        { code: 'NOISE_SMOOTH', measured: '15 % of the fine grain of unfiltered noise', allowed: '21 % or more' },
        { sigma: 0.02, texture: -1.2, manifest: maker },
      ],
      [
        'warn',
        {
          code: 'NOISE_VARIES',
          measured: 'at least 2.5 times as strong in one part as in another, 4.0 % to 10.0 % of the brightness of tissue',
          allowed: '1.9 times',
        },
        { sigma: 0.07, texture: 0.3, field: { weakest: 0.04, strongest: 0.1 }, manifest: maker },
      ],
      ['warn', { code: 'NOISE_ABOVE_TRAINING', measured: '35 %', allowed: 'up to 30 %' }, { sigma: 0.35, manifest: maker }],
    ],
  },
  COVERAGE: {
    good: [levels({})],
    broken: [
      [
        'refuse',
        {
          code: 'MODEL_DOMAIN',
          measured: 'at most 120 mm² of brain in a slice',
          allowed: '2500 mm² of brain, 0 to 120 mm below its top (FLAIR brain, drawn)',
        },
        levels({ areas: [40, 120], large: [], scored: [] }),
      ],
      [
        'refuse',
        {
          code: 'MODEL_DOMAIN',
          measured: 'no slice at a level from 0 to 120 mm',
          allowed: '2500 mm² of brain, 0 to 120 mm below its top (FLAIR brain, drawn)',
        },
        levels({ scored: [] }),
      ],
      [
        'warn',
        { code: 'BRAIN_SMALL', measured: '1 of 3 slices', allowed: '2500 mm² of brain' },
        levels({ areas: [9, 3000, 3000], large: [1, 2], scored: [1, 2] }),
      ],
      [
        'warn',
        { code: 'LEVELS_NOT_COVERED', measured: '2 of 3 slices', allowed: '0 to 120 mm below the top of the brain' },
        levels({ scored: [2] }),
      ],
      [
        'warn',
        { code: 'LEVEL_UNKNOWN', allowed: '55 to 65 mm below the top of the brain' },
        levels({ areas: [3000], large: [0], scored: [0], alone: true, cut: true }),
      ],
      ['warn', { code: 'LEVELS_UNKNOWN' }, levels({ cut: true })],
    ],
  },
  LIKENESS: {
    good: [
      { unlike: undefined, manifest: restorer },
      { unlike: { distance: 3, limit: 3 }, manifest: restorer },
    ],
    broken: [
      [
        'warn',
        { code: 'GREY_LEVELS_DIFFER', measured: 'distance 3.1', allowed: '3.0 from FLAIR (FLAIR brain, drawn)' },
        { unlike: { distance: 3.1, limit: 3 }, manifest: restorer },
      ],
    ],
  },
  BRAIN_MASK: {
    good: [brain([empty, full, full, empty]), brain([full, empty, full]), brain([full], 20)],
    broken: [
      ['warn', { code: 'MASK_NOT_FOUND' }, brain([empty, empty], 0)],
      [
        'warn',
        { code: 'MASK_TOO_LARGE', measured: '2500 ml', allowed: `${segmenter.mask.plausibleVolume.join(' to ')} ml` },
        brain([full, full], 2500),
      ],
      ['warn', { code: 'MASK_GAPS', measured: '2 of 4 slices' }, brain([empty, full, empty, empty, full])],
    ],
  },
};
