import { host } from './host';

interface StoreOptions {
  measurementData?: unknown;
  /** What a site's hook has made of a report before it is stored; it goes out in the report's place. */
  dicomDict?: unknown;
  [name: string]: unknown;
}

/** Lets the hook `onBeforeDicomStore` of a site see a report once more: it had been asked before the report was changed. */
export function siteDicom<T extends Record<string, unknown>>(naturalizedReport: unknown, options: T | undefined): T | undefined {
  const { dicomDict, measurementData } = (options ?? {}) as StoreOptions;
  const hook = host().services.customizationService?.getCustomization('onBeforeDicomStore');
  if (!options || dicomDict === undefined || typeof hook !== 'function') return options;
  return { ...options, dicomDict: (hook as (report: object) => unknown)({ dicomDict: undefined, measurementData, naturalizedReport }) };
}
