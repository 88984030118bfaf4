import type * as Cornerstone from '@cornerstonejs/core';
import type { ExtensionContext, ExtensionManager, Services } from './types';

/** The running viewer. Cornerstone is the viewer's own instance: a second copy would have its own, empty cache. */
export interface Host {
  cornerstone: typeof Cornerstone;
  services: Services;
  extensionManager: ExtensionManager;
}

let current: Host | undefined;

/** Called once, in `preRegistration`: the first hook in which OHIF's own extensions are there. */
export function bindHost({ servicesManager, extensionManager }: ExtensionContext): void {
  const libraries = extensionManager
    .getModuleEntry('@ohif/extension-cornerstone.utilityModule.common')
    ?.exports.getCornerstoneLibraries?.();
  const found = (libraries as { cornerstone?: typeof Cornerstone } | undefined)?.cornerstone;
  // The same object under the name that OHIF's cornerstone extension gives it on the page.
  const cornerstone = found ?? (globalThis as { cornerstone?: typeof Cornerstone }).cornerstone;
  if (!cornerstone) throw new Error('ohif-extension-diffusion: the viewer has no cornerstone extension');
  current = { cornerstone, services: servicesManager.services, extensionManager };
}

export function host(): Host {
  if (!current) throw new Error('ohif-extension-diffusion: used before it was registered');
  return current;
}
