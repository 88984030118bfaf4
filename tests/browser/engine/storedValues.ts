import { bindHost } from '../../../extension/host/host';
import { hostSliceLoader, readSlices } from '../../../extension/host/readSlices';
import type { ExtensionContext } from '../../../extension/host/types';
import { DiffusionError } from '../../../src/core/errors';

/** What the extension reads of a series: its values, or how it refuses. */
export interface Reading {
  series: string;
  values?: number[];
  code?: string;
  message?: string;
}

declare global {
  interface Window {
    readAllSeries(): Promise<Reading[]>;
  }
}

/** Reads each series of the page by the road of a click on Denoise, beside the product's own bundle and through the same viewer. */
window.readAllSeries = async () => {
  const page = window as unknown as { services: ExtensionContext['servicesManager']['services'] } & ExtensionContext;
  bindHost({ ...page, servicesManager: { services: page.services } });
  const service = page.services.displaySetService;
  const [source] = page.extensionManager.getActiveDataSource();
  const readings: Reading[] = [];
  for (const set of service.getActiveDisplaySets()) {
    const ids = set.imageIds?.length ? set.imageIds : [...(source?.getImageIdsForDisplaySet(set) ?? [])];
    const [first] = set.instances ?? [];
    const length = Number(first?.Rows) * Number(first?.Columns);
    const slices = readSlices(ids, { length, signal: new AbortController().signal, loader: hostSliceLoader() });
    try {
      for await (const { pixels } of slices) {
        readings.push({ series: set.SeriesInstanceUID, values: [...pixels] });
        break;
      }
    } catch (thrown) {
      const { code, message } = DiffusionError.from(thrown);
      readings.push({ series: set.SeriesInstanceUID, code, message });
    }
  }
  return readings;
};
