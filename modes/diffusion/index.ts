import type { Services } from '../../extension/host/types';
import { MODE_ID, PANEL_ID } from '../../extension/host/ids';
import { allowedTasks, CUSTOMIZATION_ID } from '../../extension/host/settings';
import { addToolbarButtons } from '../../extension/getToolbarModule';
import { drawingPanels, withDrawing } from './drawing';

interface ModeContext {
  servicesManager: { services: Pick<Services, 'toolbarService' | 'customizationService'> };
  appConfig?: unknown;
}

interface Layout {
  id: string;
  props: { rightPanels?: string[]; rightPanelClosed?: boolean };
}

interface Route {
  path: string;
  layoutTemplate(...args: unknown[]): Layout;
}

interface ModeInstance {
  routes: Route[];
  onModeEnter(context: ModeContext): unknown;
  [key: string]: unknown;
}

/** A mode of the viewer: 3.12 and later offer the instance itself, 3.11 only the factory. */
interface HostMode {
  modeInstance?: ModeInstance;
  modeFactory(options: { modeConfiguration: object; loadModules: LoadModules }): ModeInstance | Promise<ModeInstance>;
}

type LoadModules = (names: string[]) => Promise<(HostMode | undefined)[]>;

const ROUTE = 'diffusion';

async function basicMode(loadModules: LoadModules): Promise<ModeInstance> {
  const load = (name: string) =>
    loadModules([name]).then(
      ([mode]) => mode,
      () => undefined,
    );
  const mode = (await load('@ohif/mode-basic')) ?? (await load('@ohif/mode-longitudinal'));
  if (!mode) throw new Error(`${MODE_ID}: the viewer has neither the basic nor the longitudinal mode`);
  return mode.modeInstance ? { ...mode.modeInstance } : mode.modeFactory({ modeConfiguration: {}, loadModules });
}

/** Our panel comes first and is open; the layout of the basic mode is shared with that mode, so a copy is changed. */
const withPanel =
  (base: ModeInstance) =>
  (route: Route): Route => ({
    ...route,
    path: ROUTE,
    layoutTemplate(...args) {
      const { props, ...layout } = route.layoutTemplate.apply(this, args);
      const rightPanels = [PANEL_ID, ...drawingPanels(base, props.rightPanels ?? [])];
      return { ...layout, props: { ...props, rightPanels, rightPanelClosed: false } };
    },
  });

/** The viewer's basic mode plus the diffusion panel, its buttons and the tools to draw a region. app-config.js lists the extension, so the mode does not name it again. */
export default {
  id: MODE_ID,
  async modeFactory({ loadModules }: { loadModules: LoadModules }): Promise<ModeInstance> {
    const base = withDrawing(await basicMode(loadModules));
    return {
      ...base,
      id: MODE_ID,
      routeName: ROUTE,
      displayName: 'Diffusion',
      hide: false,
      routes: base.routes.map(withPanel(base)),
      // Every study may be opened; the button says why a series cannot be used.
      isValidMode: () => ({ valid: true, description: '' }),
      onModeEnter(context: ModeContext) {
        const { toolbarService, customizationService } = context.servicesManager.services;
        addToolbarButtons(toolbarService, allowedTasks(context.appConfig, customizationService?.getCustomization(CUSTOMIZATION_ID)));
        return base.onModeEnter.call(this, context);
      },
    };
  },
};
