import { PANEL_ID } from '../../extension/host/ids';
import mode from '../../modes/diffusion/index';

/** The host's basic mode, as far as it matters; frozen, because the host uses the same object for its own route. */
function basic() {
  const layout = Object.freeze({ id: 'viewerLayout', props: Object.freeze({ rightPanels: ['segmentation'], rightPanelClosed: true }) });
  const order: string[] = [];
  const instance = {
    id: '@ohif/mode-basic',
    routeName: 'basic',
    hide: true,
    extensions: { '@ohif/extension-default': '^3.0.0' },
    routes: [{ path: 'basic', layoutInstance: layout, layoutTemplate: (): typeof layout => layout }],
    onModeEnter(this: { entered?: boolean }) {
      this.entered = true;
      order.push('basic');
    },
  };
  const toolbarService = {
    register: (buttons: { id: string }[]) => order.push(`register ${buttons.map(({ id }) => id).join()}`),
    updateSection: (name: string, ids: string[]) => order.push(`${name}: ${ids.join()}`),
    refreshToolbarState: () => undefined,
    getButton: () => undefined,
  };
  return { instance, order, context: { servicesManager: { services: { toolbarService } } } };
}

const make = (modes: Record<string, object>) =>
  mode.modeFactory({
    loadModules: ([name = '']) => (modes[name] ? Promise.resolve([modes[name] as never]) : Promise.reject(new Error(name))),
  });

describe('the mode', () => {
  it('is the basic mode with the panel first and open, on a route of its own', async () => {
    const { instance } = basic();
    const made = await make({ '@ohif/mode-basic': { modeInstance: instance } });
    expect(made).toMatchObject({ id: 'ohif-mode-diffusion', routeName: 'diffusion', displayName: 'Diffusion', hide: false });
    const [route] = made.routes;
    expect(route?.path).toBe('diffusion');
    expect(route?.layoutTemplate().props).toEqual({ rightPanels: [PANEL_ID, 'segmentation'], rightPanelClosed: false });
  });

  it('does not name the extension, which app-config.js lists already', async () => {
    const { instance } = basic();
    const made = await make({ '@ohif/mode-basic': { modeInstance: instance } });
    expect(made['extensions']).toEqual({ '@ohif/extension-default': '^3.0.0' });
  });

  it('adds the tools to draw a region, where the basic mode can be added to', async () => {
    const segmentationPanel = '@ohif/extension-cornerstone.panelModule.panelSegmentation';
    const { instance } = basic();
    const layoutTemplate = () => ({ id: 'viewerLayout', props: { rightPanels: [segmentationPanel, 'measure'] } });
    const newer = {
      ...instance,
      routes: [{ path: 'basic', layoutTemplate }],
      toolbarButtons: [{ $reference: 'buttons' }],
      toolbarSections: [{ $reference: 'sections' }],
      toolGroupAdditions: { default: [], mpr: [], volume3d: [] },
    };
    const made = await make({ '@ohif/mode-basic': { modeInstance: newer } });
    const tools = [{ $reference: 'cornerstone.segmentationTools' }];
    expect(made).toMatchObject({
      toolbarButtons: [{ $reference: 'buttons' }, { $reference: 'cornerstone.segmentationToolbarButtons' }],
      toolGroupAdditions: { default: tools, mpr: tools, volume3d: [] },
      modeCustomizations: { 'panelSegmentation.disableEditing': false },
    });
    expect(made.routes[0]?.layoutTemplate().props.rightPanels).toEqual([PANEL_ID, `${segmentationPanel}WithToolsLabelMap`, 'measure']);
    expect(newer.toolGroupAdditions.default).toEqual([]);
  });

  it('puts its buttons into the toolbar before the basic mode fills it', async () => {
    const { instance, order, context } = basic();
    const made = await make({ '@ohif/mode-basic': { modeInstance: instance } });
    made.onModeEnter(context);
    expect(order).toEqual([
      'register DiffusionDenoise,DiffusionInpaint,DiffusionAnomaly',
      'primary: DiffusionDenoise,DiffusionInpaint,DiffusionAnomaly',
      'basic',
    ]);
    expect(made['entered']).toBe(true);
  });

  it('falls back to the longitudinal mode, whose factory it calls (OHIF 3.11)', async () => {
    const { instance } = basic();
    const made = await make({ '@ohif/mode-longitudinal': { modeFactory: () => instance } });
    expect(made['routeName']).toBe('diffusion');
  });

  it('is valid for every study: the button says why a series cannot be used', async () => {
    const { instance } = basic();
    const made = await make({ '@ohif/mode-basic': { modeInstance: instance } });
    expect((made['isValidMode'] as (study: object) => object)({ modalities: 'SR' })).toMatchObject({ valid: true });
  });
});
