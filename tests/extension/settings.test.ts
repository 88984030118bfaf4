import { addToolbarButtons } from '../../extension/getToolbarModule';
import { allowedTasks, readSettings } from '../../extension/host/settings';
import { modelsFor } from '../../extension/run/choices';
import type { DenoiserManifest } from '../../src/models/manifest';

const bundle = 'https://viewer/plugins/diffusion/';
const read = (diffusion: unknown, site?: unknown) => readSettings({ diffusion }, bundle, site);

describe('the settings of a site', () => {
  it('allow every task unless some are named', () => {
    expect(read({}).tasks).toEqual(['denoise', 'inpaint', 'anomaly']);
    expect(read({ tasks: ['anomaly', 'denoise', 'dance'] }).tasks).toEqual(['denoise', 'anomaly']);
    for (const tasks of [[], ['dance'], 'denoise', 7]) expect(read({ tasks }).tasks).toHaveLength(3);
  });

  it('bring the overlay, the tag and the first models', () => {
    const settings = read({
      overlay: { threshold: 3, opacity: 0.4, colormap: 'hot' },
      tagText: ' KI – nur Forschung ',
      defaultModels: { denoise: ['b'] },
    });
    expect(settings).toMatchObject({
      overlay: { threshold: 3, opacity: 0.4, colormap: 'hot' },
      tagText: 'KI – nur Forschung',
      defaultModels: { denoise: ['b'], inpaint: [], anomaly: [] },
    });
  });

  it('ignore what is of the wrong type or out of range', () => {
    const settings = read({ overlay: { threshold: '3', opacity: 2, colormap: 1 }, tagText: ['x'], defaultModels: 'b' });
    expect(settings).toMatchObject({ overlay: { threshold: undefined, opacity: undefined, colormap: undefined }, tagText: undefined });
    expect(settings.defaultModels.denoise).toEqual([]);
    for (const site of [null, 3, 'x', []]) expect(read({ tagText: 'a' }, site).tagText).toBe('a');
  });

  it('say how results are filed', () => {
    const none = { enabled: true, seriesOffset: 0, prefix: undefined, reader: undefined, target: undefined };
    expect(read({}).filing).toEqual(none);
    const filing = { enabled: false, seriesOffset: 20_000, prefix: ' KI: ', reader: 'Meier^Eva', target: 'archive' };
    expect(read({ filing }).filing).toEqual({ ...filing, prefix: 'KI:' });
    for (const bad of [7, 'x', [], { enabled: 0, seriesOffset: 1.5, prefix: 3, reader: '', target: ' ' }, { seriesOffset: -1 }])
      expect(read({ filing: bad }).filing).toEqual(none);
  });

  it('keep what would spoil a DICOM attribute out of prefix and reader', () => {
    const { prefix, reader } = read({ filing: { prefix: 'A\\B\nC and far too long a prefix', reader: 'Meier\\^Eva' } }).filing;
    expect([prefix, reader]).toEqual(['A B C and far to', 'Meier ^Eva']);
  });

  it('come from the customization service first, key by key', () => {
    const settings = read({ tagText: 'a', tasks: ['denoise'] }, { tagText: 'b' });
    expect([settings.tagText, settings.tasks]).toEqual(['b', ['denoise']]);
    expect(allowedTasks({ diffusion: { tasks: ['denoise'] } }, { tasks: ['inpaint'] })).toEqual(['inpaint']);
    expect(allowedTasks({ diffusion: { tasks: ['denoise'] } }, {})).toEqual(['denoise']);
    expect(allowedTasks(undefined)).toHaveLength(3);
  });

  it('put a model first for one task only', () => {
    const models = ['a', 'b'].map((id) => ({
      id,
      label: id,
      manifest: { id, tasks: ['denoise', 'inpaint'] } as unknown as DenoiserManifest,
    }));
    const first = { denoise: ['b', 'gone'], inpaint: [], anomaly: [] };
    const ids = (task: 'denoise' | 'inpaint') => modelsFor({ models, first }, task).map(({ id }) => id);
    expect([ids('denoise'), ids('inpaint')]).toEqual([
      ['b', 'a'],
      ['a', 'b'],
    ]);
  });
});

describe('the toolbar', () => {
  function toolbar(sections?: { primary: string }) {
    const calls: string[] = [];
    const service = {
      ...(sections && { sections }),
      register: (buttons: unknown[]) => void calls.push(`register ${(buttons as { id: string }[]).map(({ id }) => id).join()}`),
      updateSection: (name: string, ids: string[]) => void calls.push(`${name}: ${ids.join()}`),
      getButton: () => undefined,
      refreshToolbarState: () => undefined,
    };
    return { service, calls };
  }

  it('has one group for several tasks', () => {
    const { service, calls } = toolbar({ primary: 'primary' });
    addToolbarButtons(service, ['denoise', 'anomaly']);
    expect(calls).toEqual([
      'register DiffusionTools,DiffusionDenoise,DiffusionAnomaly',
      'primary: DiffusionTools',
      'DiffusionTools: DiffusionDenoise,DiffusionAnomaly',
    ]);
  });

  it('has plain buttons for one task, and where the viewer does not name its sections', () => {
    const [one, old] = [toolbar({ primary: 'primary' }), toolbar()];
    addToolbarButtons(one.service, ['denoise']);
    addToolbarButtons(old.service, ['denoise', 'inpaint']);
    expect(one.calls.at(-1)).toBe('primary: DiffusionDenoise');
    expect(old.calls.at(-1)).toBe('primary: DiffusionDenoise,DiffusionInpaint');
  });
});
