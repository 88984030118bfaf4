import { bindHost } from './host/host';
import { siteCustomization } from './host/shell';
import type { ExtensionContext } from './host/types';
import { EXTENSION_ID } from './host/ids';
import type { Implementation } from './implementation';
import { readSettings } from './host/settings';

/** Folder that this bundle was loaded from: worker, runtime and models lie there. */
const bundleUrl = new URL('.', import.meta.url).href;

let implementation: Implementation | undefined;

/** OHIF awaits `preRegistration` and calls the module functions right after it, so the implementation is there by then. */
const forward =
  <K extends keyof Implementation>(name: K) =>
  (): ReturnType<Implementation[K]> => {
    if (!implementation) throw new Error(`${EXTENSION_ID}: preRegistration did not run`);
    return implementation[name]() as ReturnType<Implementation[K]>;
  };

/** Thin entry: it can be evaluated before the viewer has set anything up, and imports the rest when the viewer is there. */
export default {
  id: EXTENSION_ID,
  async preRegistration(context: ExtensionContext): Promise<void> {
    bindHost(context);
    const { createExtension } = await import('./implementation');
    implementation = createExtension(() => readSettings(context.appConfig, bundleUrl, siteCustomization()));
  },
  onModeEnter: forward('onModeEnter'),
  onModeExit: forward('onModeExit'),
  getCommandsModule: forward('commands'),
  getPanelModule: forward('panels'),
  getToolbarModule: forward('toolbar'),
  getHangingProtocolModule: forward('hangingProtocols'),
  getCustomizationModule: forward('customizations'),
};
