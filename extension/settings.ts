/** `window.config.diffusion`, written by whoever installs the viewer. */
export interface Settings {
  /** Ids of the folders below `models/`. */
  models: string[];
  /** Folder that holds the worker, the runtime and the models; ends with a slash. */
  assetsUrl: string;
}

const DEFAULT_MODELS = ['mr-brain-restore', 'ct-lowdose', 'flair-brain-healthy', 'brain-mask', 'mr-brain-inpaint'];

/** Tolerant: a key of the wrong type counts as absent, so that a typing error in app-config.js does not take the viewer down. */
export function readSettings(appConfig: unknown, bundleUrl: string): Settings {
  const own = (appConfig as { diffusion?: { models?: unknown; assetsUrl?: unknown } } | undefined)?.diffusion ?? {};
  const models = Array.isArray(own.models) ? own.models.filter((id): id is string => typeof id === 'string' && id !== '') : [];
  const folder = typeof own.assetsUrl === 'string' && own.assetsUrl !== '' ? new URL(own.assetsUrl, bundleUrl).href : bundleUrl;
  return { models: models.length > 0 ? models : DEFAULT_MODELS, assetsUrl: folder.endsWith('/') ? folder : `${folder}/` };
}
