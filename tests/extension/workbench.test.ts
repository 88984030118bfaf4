import { readSettings } from '../../extension/host/settings';
import { change, FIRST_CHOICES, settleModel, withModel } from '../../extension/run/choices';
import { judgeSeries } from '../../extension/run/Readiness';
import type { ActiveSeries } from '../../extension/host/activeSeries';
import type { ResultNote } from '../../extension/host/resultNote';
import type { DenoiserManifest } from '../../src/models/manifest';

const manifest = (id: string, strength: number) =>
  ({
    id,
    kind: 'denoiser',
    tasks: ['denoise'],
    label: `Model ${id}`,
    domain: { modalities: ['MR'], contrasts: [], pixelSpacing: [0.4, 1.2] },
    defaults: { strength, steps: 1, sampler: 'heun' },
  }) as unknown as DenoiserManifest;
const models = [manifest('one', 0.75), manifest('two', 1)].map((m) => ({ id: m.id, label: m.label, manifest: m }));

describe('the choices', () => {
  it('bring numbers into their range and ignore what is no number', () => {
    expect(change(FIRST_CHOICES, { steps: 99, strength: 3, seed: -4 })).toMatchObject({ steps: 50, strength: 1.2, seed: 0 });
    expect(change(FIRST_CHOICES, { steps: NaN, strength: Infinity })).toMatchObject({ steps: 1, strength: 1 });
  });

  it('take over the defaults of a model when it is chosen, and keep the rest', () => {
    const chosen = withModel({ ...FIRST_CHOICES, backend: 'wasm' }, 'one', { models }, 'denoise');
    expect(chosen).toMatchObject({ modelId: 'one', strength: 0.75, sampler: 'heun', backend: 'wasm' });
    expect(withModel(chosen, 'none', { models }, 'denoise')).toBe(chosen);
  });

  it('fall back to the first model when theirs is not installed', () => {
    expect(settleModel(FIRST_CHOICES, { models }, 'denoise').modelId).toBe('one');
    const second = { ...FIRST_CHOICES, modelId: 'two', strength: 0.5 };
    expect(settleModel(second, { models }, 'denoise')).toBe(second);
  });

  it('keep what the reader set before any model was known', () => {
    const early = { ...FIRST_CHOICES, steps: 3, sampler: 'euler' };
    expect(settleModel(early, { models }, 'denoise')).toMatchObject({ modelId: 'one', steps: 3, sampler: 'euler', strength: 0.75 });
  });

  it('go to the model that reads the contrast of the series, unless the reader chose another', () => {
    const reading = (id: string, contrast: string) => {
      const made = manifest(id, 1);
      return { id, label: id, manifest: { ...made, domain: { ...made.domain, contrasts: [contrast] } } };
    };
    const status = { models: [reading('flair', 'FLAIR'), reading('t1', 'T1')] };
    const facts = { modality: 'MR', pixelSpacing: [1, 1] } as const;
    const settled = (modelId: string, description?: string, byHand?: string) =>
      settleModel({ ...FIRST_CHOICES, modelId }, status, 'denoise', { series: { ...facts, ...(description && { description }) }, byHand })
        .modelId;
    expect([settled('', 'AX T1 SE'), settled('flair', 'AX T1 SE'), settled('t1', 'AX FLAIR')]).toEqual(['t1', 't1', 'flair']);
    expect(settled('flair', 'AX T1 SE', 'flair')).toBe('flair');
    // Neither reads it, or nothing is said: what is chosen stays.
    expect([settled('t1', 'AX T2 TSE'), settled('t1', 'AXIAL'), settled('t1'), settled('', 'AXIAL')]).toEqual(['t1', 't1', 't1', 'flair']);
  });

  it('are never a model of another task', () => {
    expect(settleModel({ ...FIRST_CHOICES, modelId: 'one' }, { models }, 'inpaint').modelId).toBe('');
  });
});

describe('the settings of the viewer', () => {
  const bundle = 'https://viewer/plugins/diffusion/';

  it('default to the shipped models beside the bundle', () => {
    for (const config of [
      undefined,
      {},
      { diffusion: 'yes' },
      { diffusion: { models: 'x', assetsUrl: 3 } },
      { diffusion: { models: [] } },
    ]) {
      expect(readSettings(config, bundle)).toMatchObject({
        models: [
          'mr-brain-restore',
          'ct-lowdose',
          'flair-brain-healthy',
          't1-brain-healthy',
          'flair-brain-noising',
          'brain-mask',
          'mr-brain-inpaint',
        ],
        assetsUrl: bundle,
      });
    }
  });

  it('name models and the folder of the assets, relative to the bundle', () => {
    const settings = readSettings({ diffusion: { models: ['a', 1, 'b'], assetsUrl: '../assets' } }, bundle);
    expect(settings).toMatchObject({ models: ['a', 'b'], assetsUrl: 'https://viewer/plugins/assets/' });
  });
});

describe('whether a series can be used', () => {
  const plane = (z: number) => ({
    position: [0, 0, z] as const,
    rowCosines: [1, 0, 0] as const,
    columnCosines: [0, 1, 0] as const,
    rows: 4,
    columns: 4,
    rowSpacing: 0.8,
    columnSpacing: 0.8,
  });
  const series = (more: Partial<ActiveSeries> = {}): ActiveSeries => ({
    viewportId: 'v',
    displaySetUID: 'd',
    label: 'T2',
    modality: 'MR',
    samplesPerPixel: 1,
    imageIds: ['a', 'b', 'c'],
    planes: [plane(10), plane(5), plane(0)],
    result: undefined,
    ...more,
  });

  it('gives the order of a good stack', () => {
    expect(judgeSeries(series(), manifest('one', 1)).stack?.listed([0, 5, 10])).toEqual([10, 5, 0]);
  });

  it('names what is wrong, before a pixel was loaded', () => {
    const code = (...args: Parameters<typeof judgeSeries>) => judgeSeries(...args).refused?.code;
    expect(code(undefined, undefined)).toBe('NO_IMAGE');
    expect(code(series({ planes: [plane(0), plane(0)] }), undefined)).toBe('DUPLICATE_POSITION');
    expect(code(series({ planes: [plane(0), undefined] }), undefined)).toBe('NO_GEOMETRY');
    expect(code(series({ modality: 'CT' }), undefined)).toBeUndefined();
    expect(code(series({ modality: 'CT' }), manifest('one', 1))).toBe('MODEL_DOMAIN');
  });

  it('refuses a result of the workbench as a source', () => {
    const { refused } = judgeSeries(series({ result: {} as ResultNote }), manifest('one', 1));
    expect(refused).toMatchObject({ code: 'OWN_RESULT' });
  });

  it('warns of a pixel spacing far from the training images', () => {
    const coarse = [10, 5, 0].map((z) => ({ ...plane(z), rowSpacing: 4, columnSpacing: 4 }));
    expect(judgeSeries(series({ planes: coarse }), manifest('one', 1)).warn).toEqual([
      { code: 'SPACING_DIFFERS', measured: '4.00 × 4.00 mm', allowed: '0.4 to 1.2 mm' },
    ]);
  });
});
