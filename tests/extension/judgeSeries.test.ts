import type { ActiveSeries } from '../../extension/host/activeSeries';
import type { ResultNote } from '../../extension/host/resultNote';
import { judgeSeries } from '../../extension/run/Readiness';
import type { ErrorCode } from '../../src/core/errors';
import type { Manifest } from '../../src/models/manifest';
import { factsOfHeader } from '../../src/rules/facts';
import { judge } from '../../src/rules/judge';
import type { SlicePlane, Vector3 } from '../../src/volume/Volume';
import { shippedModel } from '../support/models';
import { member } from '../support/member';
import { plane as planeAt } from '../support/planes';
import { restorer } from '../support/restorer';

const denoiser = shippedModel('mr-brain-restore').manifest;
const tilt = (Math.PI / 180) * 2;

const plane = (z: number, change: Partial<SlicePlane> = {}) =>
  planeAt(z, { position: [0, 0, z], rows: 4, columns: 4, rowSpacing: 1, columnSpacing: 1, ...change });
const stackOf = (positions: readonly Vector3[], change: Partial<SlicePlane> = {}): SlicePlane[] =>
  positions.map((position) => plane(0, { ...change, position }));
const tilted = stackOf([0, 5, 10].map((z) => [0, z * Math.tan(tilt), z]));
const at = (...heights: number[]) => heights.map((z) => plane(z));
const spaced = (mm: number) => at(10, 5, 0).map((one) => ({ ...one, rowSpacing: mm, columnSpacing: mm }));

const FLAIR = { BodyPartExamined: 'BRAIN', SeriesDescription: 'AX FLAIR' };
const look = (header: Readonly<Record<string, string>>) => factsOfHeader((keyword) => ({ ...FLAIR, ...header })[keyword] ?? '');

const series = (change: Partial<ActiveSeries> = {}): ActiveSeries => ({
  viewportId: 'v',
  displaySetUID: 'd',
  label: 'FLAIR',
  modality: 'MR',
  samplesPerPixel: 1,
  imageIds: ['a', 'b', 'c'],
  planes: at(10, 5, 0),
  look: look({}),
  result: undefined,
  ...change,
});

/** What the engine's rules say of the same slices and the same header. */
function byRules(
  { planes, samplesPerPixel, members, result, own = false, modality, look: facts }: ActiveSeries,
  manifest: Manifest | undefined,
) {
  return judge(
    { planes, samplesPerPixel, members, isResult: own || result !== undefined },
    { modality, ...facts, axes: planes[0] },
    manifest,
  );
}

const codes = ({ refused, confirm, warn }: ReturnType<typeof judge>) => ({
  refused: refused?.code,
  confirm: confirm.map(({ code }) => code),
  warn: warn.map(({ code }) => code),
});
const nothing = { refused: undefined, confirm: [], warn: [] };

type Case = [name: string, change: Partial<ActiveSeries>, found: Partial<ReturnType<typeof codes>>];

const refused: readonly [name: string, change: Partial<ActiveSeries>, code: ErrorCode, measured: string | undefined][] = [
  ['no slice', { planes: [] }, 'NO_IMAGE', undefined],
  ['a result', { result: {} as ResultNote }, 'OWN_RESULT', undefined],
  ['a result that comes back from an archive', { own: true }, 'OWN_RESULT', undefined],
  ['a colour image', { samplesPerPixel: 3 }, 'COLOUR_IMAGE', '3 values per pixel'],
  ['a slice without a place', { planes: [plane(0), undefined] }, 'NO_GEOMETRY', '1 of 2 slices without'],
  ['slices of two sizes', { planes: [plane(0), plane(5, { rows: 8 })] }, 'MIXED_SIZE', '4 × 8 at slice 2'],
  ['slices in two planes', { planes: [plane(0), plane(5, { columnCosines: [0, 0, -1] })] }, 'MIXED_ORIENTATION', '90.0° at slice 2'],
  ['two images at one place', { planes: at(0, 5, 5) }, 'DUPLICATE_POSITION', '2 images'],
  [
    'a slice that has slipped',
    { planes: stackOf([0, 0, 20, 0].map((x, k) => [x, 0, 4 * k])) },
    'IRREGULAR_SPACING',
    'slice 3 lies 20.00 mm beside the line of the others',
  ],
  ['two patients', { members: [member(), member({ patient: 'other' })] }, 'MIXED_IMAGES', '2 patients'],
  ['a mosaic', { members: [member({ imageType: ['MOSAIC'] })] }, 'NOT_SLICES', 'mosaic: many slices in one picture (1 of 1 image)'],
  ['a CT', { modality: 'CT' }, 'MODEL_DOMAIN', 'a series of modality CT'],
];

describe('a series that a denoiser may not work on', () => {
  it('is first of all one that is there', () => {
    expect(judgeSeries(undefined, denoiser)).toEqual({ ...nothing, refused: { code: 'NO_IMAGE' } });
  });

  it.each(refused)('%s is refused with its number, as by the rules of the engine', (_, change, code, measured) => {
    const verdict = judgeSeries(series(change), denoiser);
    expect(verdict.refused).toMatchObject({ code, ...(measured && { measured }) });
    expect(verdict.stack).toBeUndefined();
    expect(verdict).toEqual(byRules(series(change), denoiser));
  });

  it('is told by its geometry alone where no model is known yet', () => {
    expect(codes(judgeSeries(series({ modality: 'CT', look: look({ BodyPartExamined: 'KNEE' }) }), undefined))).toEqual(nothing);
    expect(judgeSeries(series({ planes: at(0, 5, 5) }), undefined).refused?.code).toBe('DUPLICATE_POSITION');
  });
});

const coronal: Partial<SlicePlane> = { columnCosines: [0, 0, -1] };

const doubted: readonly [name: string, manifest: Manifest, cases: readonly Case[]][] = [
  [
    'a denoiser',
    denoiser,
    [
      ['a brain', {}, {}],
      ['a knee', { look: look({ BodyPartExamined: 'KNEE' }) }, { confirm: ['BODY_PART_DIFFERS'] }],
      ['no body part', { look: look({ BodyPartExamined: '' }) }, { warn: ['BODY_PART_UNKNOWN'] }],
      ['a contrast agent', { look: look({ ContrastBolusAgent: 'Gd' }) }, {}],
      ['coarse pixels', { planes: spaced(4) }, { warn: ['SPACING_DIFFERS'] }],
      ['one slice', { planes: at(0) }, {}],
      ['a gap', { planes: at(0, 5, 10, 20) }, { warn: ['MISSING_SLICE'] }],
      ['uneven steps', { planes: at(0, 5, 10, 17) }, { warn: ['IRREGULAR_SPACING'] }],
      ['a tilted gantry', { planes: tilted }, { warn: ['GANTRY_TILT'] }],
      [
        'coronal slices',
        {
          planes: stackOf(
            [0, 5, 10].map((y) => [0, y, 0]),
            coronal,
          ),
        },
        {},
      ],
    ],
  ],
  [
    'a model that marks disease',
    restorer,
    [
      ['a brain', {}, {}],
      ['one slice', { planes: at(0) }, {}],
      ['a knee', { look: look({ BodyPartExamined: 'KNEE' }) }, { confirm: ['BODY_PART_DIFFERS'] }],
      ['a study of the knee', { look: look({ BodyPartExamined: '', StudyDescription: 'MR knee' }) }, { confirm: ['BODY_PART_DIFFERS'] }],
      ['a T1', { look: look({ SeriesDescription: 'AX T1 SE' }) }, { confirm: ['CONTRAST_DIFFERS'] }],
      ['no name', { look: look({ SeriesDescription: '' }) }, { confirm: ['CONTRAST_UNKNOWN'] }],
      ['a contrast agent', { look: look({ ContrastBolusAgent: 'Gd' }) }, { confirm: ['CONTRAST_AGENT'] }],
      ['coarse pixels', { planes: spaced(4) }, { confirm: ['SPACING_DIFFERS'] }],
      ['a gap', { planes: at(0, 5, 10, 20) }, { refused: 'MISSING_SLICE' }],
      ['uneven steps', { planes: at(0, 5, 10, 17) }, { refused: 'IRREGULAR_SPACING' }],
      ['a tilted gantry', { planes: tilted }, { refused: 'GANTRY_TILT' }],
      ['no body part', { look: look({ BodyPartExamined: '' }) }, { warn: ['BODY_PART_UNKNOWN'] }],
      [
        'coronal slices',
        {
          planes: stackOf(
            [0, 5, 10].map((y) => [0, y, 0]),
            coronal,
          ),
        },
        { refused: 'MODEL_DOMAIN' },
      ],
    ],
  ],
];

describe.each(doubted)('what %s is asked to do', (_model, manifest, cases) => {
  it.each(cases)('on %s is judged as by the rules of the engine', (_, change, found) => {
    const verdict = judgeSeries(series(change), manifest);
    expect(codes(verdict)).toEqual({ ...nothing, ...found });
    expect(verdict).toEqual(byRules(series(change), manifest));
    expect(verdict.stack?.count).toBe(found.refused ? undefined : (change.planes ?? at(10, 5, 0)).length);
    expect(JSON.stringify(verdict.confirm)).not.toContain('MR knee');
  });
});
