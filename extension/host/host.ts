import type * as Cornerstone from '@cornerstonejs/core';
import type { Tools } from './toolTypes';
import type { CommandsManager, ExtensionContext, ExtensionManager, HotkeysManager, Services } from './types';

/** The running viewer. Cornerstone is the viewer's own instance: a second copy would have its own, empty cache. */
export interface Host {
  cornerstone: typeof Cornerstone;
  /** Cornerstone's tools; its annotations are kept there. */
  tools: Tools | undefined;
  commands: CommandsManager | undefined;
  hotkeys: HotkeysManager | undefined;
  services: Services;
  extensionManager: ExtensionManager;
}

interface Libraries {
  cornerstone?: typeof Cornerstone;
  cornerstoneTools?: Tools;
}

let current: Host | undefined;

/** Called once, in `preRegistration`: the first hook in which OHIF's own extensions are there. */
export function bindHost({ servicesManager, extensionManager, commandsManager, hotkeysManager }: ExtensionContext): void {
  const libraries = extensionManager
    .getModuleEntry('@ohif/extension-cornerstone.utilityModule.common')
    ?.exports.getCornerstoneLibraries?.();
  const found = libraries as Libraries | undefined;
  // The same objects under the names that OHIF's cornerstone extension gives them on the page.
  const onPage = globalThis as Libraries;
  const cornerstone = found?.cornerstone ?? onPage.cornerstone;
  if (!cornerstone) throw new Error('ohif-extension-diffusion: the viewer has no cornerstone extension');
  const tools = found?.cornerstoneTools ?? onPage.cornerstoneTools;
  current = {
    cornerstone,
    tools,
    commands: commandsManager,
    hotkeys: hotkeysManager,
    services: servicesManager.services,
    extensionManager,
  };
}

export function host(): Host {
  if (!current) throw new Error('ohif-extension-diffusion: used before it was registered');
  return current;
}
