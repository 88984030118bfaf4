import type { Page } from '@playwright/test';

/** What a filling did to its source, over all slices. */
export interface Difference {
  /** Pixels of the region, and how many of them differ. */
  pixels: number;
  inside: number;
  /** Pixels that differ although they are not of the region. */
  outside: number;
  /** Means over the region: the source, and what was made of it. */
  before: number;
  after: number;
}

interface Viewer {
  services: {
    displaySetService: { getActiveDisplaySets(): { Modality?: string; imageIds?: string[]; diffusionResult?: { kind: string } }[] };
  };
  cornerstone: {
    imageLoader: { loadAndCacheImage(id: string): Promise<{ voxelManager: { getScalarData(): ArrayLike<number> } }> };
    metaData: { get(module: string, id: string): { imagePositionPatient: number[]; columns: number } };
  };
  extensionManager: { getActiveDataSource(): { getImageIdsForDisplaySet(set: object): string[] }[] };
}

/** The pixels of a region, by slice in the order of the source's display set. */
export type Pixels = Readonly<Record<number, readonly number[]>>;

/** The voxels at or above a threshold that are connected (26 neighbours) with the highest one; slices as they follow each other. */
export function aroundPeak(slices: readonly (readonly number[])[], columns: number, threshold: number): Pixels {
  let peak = { slice: 0, pixel: 0, value: -Infinity };
  slices.forEach((values, slice) =>
    values.forEach((value, pixel) => {
      if (value > peak.value) peak = { slice, pixel, value };
    }),
  );
  const seen = slices.map(() => new Set<number>());
  const waiting: [slice: number, pixel: number][] = [[peak.slice, peak.pixel]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [slice, pixel] = next;
    if ((slices[slice]?.[pixel] ?? -Infinity) < threshold || seen[slice]?.has(pixel)) continue;
    seen[slice]?.add(pixel);
    for (const k of [-1, 0, 1]) for (const r of [-1, 0, 1]) for (const c of [-1, 0, 1]) waiting.push([slice + k, pixel + r * columns + c]);
  }
  return Object.fromEntries(seen.flatMap((own, slice) => (own.size > 0 ? [[slice, [...own]]] : [])));
}

/** What becomes of a region, whatever it came from. */
export class RegionsPage {
  constructor(readonly page: Page) {}

  /** Pixels in a row of the source. */
  columns(): Promise<number> {
    return this.page.evaluate(() => {
      const { services, cornerstone } = window as unknown as Viewer;
      const imageId = services.displaySetService.getActiveDisplaySets().find(({ Modality }) => Modality === 'MR')?.imageIds?.[0] ?? '';
      return cornerstone.metaData.get('imagePlaneModule', imageId).columns;
    });
  }

  /** Compares the last filling with the source, bit for bit, slices matched by their place in the patient. */
  difference(region: Pixels): Promise<Difference> {
    return this.page.evaluate(async (marked) => {
      const { services, cornerstone, extensionManager } = window as unknown as Viewer;
      const sets = services.displaySetService.getActiveDisplaySets();
      const made = sets.filter(({ diffusionResult }) => diffusionResult?.kind === 'inpainted').at(-1);
      const idsOf = (set: object | undefined) => (set && extensionManager.getActiveDataSource()[0]?.getImageIdsForDisplaySet(set)) ?? [];
      const load = async (id: string) => (await cornerstone.imageLoader.loadAndCacheImage(id)).voxelManager.getScalarData();
      const place = (id: string) => cornerstone.metaData.get('imagePlaneModule', id).imagePositionPatient.join();
      const madeAt = new Map(idsOf(made).map((id) => [place(id), id]));
      const out = { pixels: 0, inside: 0, outside: 0, before: 0, after: 0 };
      // SEG and RTSTRUCT of the study may stand before it.
      const source = sets.find(({ Modality, diffusionResult }) => Modality === 'MR' && !diffusionResult);
      for (const [slice, id] of (source?.imageIds ?? []).entries()) {
        const [before, after] = [await load(id), await load(madeAt.get(place(id)) ?? '')];
        const own = new Set(marked[slice]);
        for (let i = 0; i < before.length; i++) {
          // As bits: 0 and -0 would differ, NaN would not hide.
          if (!Object.is(before[i], after[i])) out[own.has(i) ? 'inside' : 'outside'] += 1;
          if (!own.has(i)) continue;
          out.pixels += 1;
          out.before += before[i] ?? NaN;
          out.after += after[i] ?? NaN;
        }
      }
      return { ...out, before: out.before / out.pixels, after: out.after / out.pixels };
    }, region);
  }
}
