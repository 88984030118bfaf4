import { type SourceImage, viewedImage } from '../../src/dicom/sourceImage';
import type { FilingInput } from '../../src/filing/plan';
import { at } from '../../src/core/at';
import { atStrength } from '../../src/results/blend';
import type { Layer } from '../../src/results/Result';
import { seriesNumbers } from '../host/displaySets';
import { frameOfImage, headerOf } from '../host/header';
import type { SiteFiling } from '../host/settings';
import { type Reviewers, reviewOf } from '../review/reviewOf';
import type { ResultRow } from '../results/rows';
import { inPieces } from '../run/pieces';
import type { Delivery } from '../run/RunData';

export interface GatherParts extends Reviewers {
  /** Source less picture as the reader has set it, along the normal. */
  differences: (runId: string) => Promise<Float32Array[]>;
  site: Pick<SiteFiling, 'prefix' | 'seriesOffset' | 'reader'>;
}

/** An image of the viewer as a writer needs it; its values are those that the run has read. */
function sourceImage(imageId: string, values: Float32Array): SourceImage {
  const instance = headerOf(imageId);
  return viewedImage(instance, () => values, frameOfImage(imageId, instance));
}

/** The layers as they are on screen: the picture at its strength, and the difference where the reader has opened it. */
async function layersOf(row: ResultRow, delivery: Delivery, { differences }: GatherParts): Promise<Layer[]> {
  const { result, source, stack } = delivery;
  const layers: Layer[] = [];
  for (const layer of result.layers) {
    const slices = await inPieces(atStrength(layer, result, source.slices), (slice) => slice);
    layers.push({ ...layer, slices });
  }
  if (row.sets.difference === undefined) return layers;
  return [...layers, { kind: 'difference', grid: stack.grid(source), slices: await differences(row.id) }];
}

/** All that the plan of a filing needs of a result of the viewer. */
export async function gather(row: ResultRow, delivery: Delivery, parts: GatherParts): Promise<FilingInput> {
  const { result, series, stack, source, region, made, work } = delivery;
  const imageIds = stack.along(series.imageIds.map((id) => ({ id })));
  const { prefix, seriesOffset, reader } = parts.site;
  return {
    result: { ...result, layers: await layersOf(row, delivery, parts) },
    sources: await inPieces(imageIds, ({ id }, k) => sourceImage(id, at(source.slices, k))),
    stack,
    review: reviewOf(row.id, parts),
    region: region && stack.masksAlong(region),
    settings: { prefix, seriesOffset, reader, taken: seriesNumbers(true) },
    made,
    work,
  };
}
