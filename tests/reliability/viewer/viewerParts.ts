/** Parts of OHIF that it puts on no global: its loader of files, its parser of headers, its store of instances. Found among its modules. */
export interface ViewerParts {
  loader: {
    wadouri: {
      fileManager: { add(file: File): string; remove(index: number): void };
      loadFileRequest(imageId: string): Promise<ArrayBuffer>;
    };
  };
  dcmjs: {
    data: {
      DicomMessage: { readFile(file: ArrayBuffer): { dict: object; meta: object } };
      DicomMetaDictionary: {
        naturalizeDataset(dict: object): Record<string, unknown>;
        namifyDataset(meta: object): Record<string, unknown>;
      };
    };
  };
  store: {
    addInstance(instance: object): void;
    getStudyInstanceUIDs(): string[];
    getStudy(uid: string): { series: unknown[] } | undefined;
  };
  local: { retrieve: { series: { metadata(asked: { StudyInstanceUID: string }): Promise<void> } } };
}

type Require = ((id: string) => Record<string, unknown>) & { m: Record<string, () => void> };

/** The module loader of the viewer's bundle, which hands itself to each chunk that comes. */
function loaderOfModules(): Require {
  let found: Require | undefined;
  const chunks = (globalThis as unknown as { rspackChunk: unknown[] }).rspackChunk;
  chunks.push([[`reliability ${Date.now()}`], {}, (require: Require) => (found = require)]);
  if (!found) throw new Error('the viewer has no modules');
  return found;
}

/** The export of the viewer's modules that is like `fits`; only modules whose source has `text` are run. */
function exported<T>(require: Require, text: string, fits: (value: Record<string, unknown>) => unknown): T {
  for (const [id, factory] of Object.entries(require.m)) {
    if (!String(factory).includes(text)) continue;
    for (const value of Object.values(require(id))) {
      if (typeof value === 'object' && value !== null && fits(value as Record<string, unknown>)) return value as T;
    }
  }
  throw new Error(`the viewer has no ${text}`);
}

export function viewerParts(): ViewerParts {
  const require = loaderOfModules();
  const loader = exported<ViewerParts['loader']>(require, 'imageLoader/wadouri/loadFileRequest.js', (one) => one.wadouri);
  const dcmjs = exported<ViewerParts['dcmjs']>(
    require,
    'DicomMetaDictionary',
    (one) => (one.data as Record<string, unknown> | undefined)?.DicomMessage,
  );
  const store = exported<ViewerParts['store']>(require, 'DicomMetadataStore.ts', (one) => one.addInstance && one.getStudyInstanceUIDs);
  const { extensionManager } = window as unknown as { extensionManager: { getDataSources(name: string): ViewerParts['local'][] } };
  const [local] = extensionManager.getDataSources('dicomlocal');
  if (!local) throw new Error('the viewer has no source of local files');
  return { loader, dcmjs, store, local };
}
