import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import type { Picture } from '../metrics/picture';
import { panelRow } from '../pictures/panels';
import { brightnessScores, readTemplate } from './brightness';
import { members, type Truth } from './score';
import { brainMedian } from './smooth';
import { MAIN, MODEL, type Figures } from './types';

/** From the top, by the model's own AUPRC: three good ones, three middling, three bad. */
const QUANTILES = [0.02, 0.08, 0.14, 0.46, 0.52, 0.58, 0.86, 0.92, 0.98];
/** Shares of healthy pixels from 1 to 1 in 10,000; brain medians. */
const EVIDENCE = [0, 4] as const;
const SHOWN = ['brightness', MODEL];

/** Cases of the main set at fixed quantiles of the model's own AUPRC, not chosen by hand. */
export function drawCases(
  { work, pictures: folder }: Context,
  { index, brains, lesions }: Truth,
  images: readonly Picture[],
  own: Readonly<Record<string, readonly (number | undefined)[]>>,
): Figures['pictures'] {
  const ranking = members(index, MAIN, 'all').sort((a, b) => (own[MODEL]?.[b] ?? 0) - (own[MODEL]?.[a] ?? 0));
  const [altered, healthy] = [stored(work, MODEL, index), stored(work, 'healthy', index)];
  return QUANTILES.flatMap((quantile) => {
    const k = ranking[Math.round(quantile * (ranking.length - 1))] ?? 0;
    const [info, image, brain, lesion] = [index.slices[k], images[k], brains[k], lesions[k]];
    if (!info || !image || !brain || !lesion) return [];
    const window = [0, 2.2 * brainMedian(image, brain)] as const;
    const plain = {
      ...image,
      data: brightnessScores(info, image, brain, readTemplate(work, index)).get('brightness') ?? new Float32Array(),
    };
    const panels = [
      { label: 'slice', picture: image, window },
      { label: 'drawn lesion', picture: lesion, window: [0, 1] as const },
      { label: 'restored', picture: healthy[k] ?? image, window },
      { label: 'our map', picture: altered[k] ?? image, window: EVIDENCE },
      { label: 'brightness', picture: plain, window: [0, 1] as const },
    ];
    const file = `anomaly-case-${Math.round(100 * quantile)}.png`;
    writeFileSync(path.join(folder, file), panelRow(panels));
    const auprc = Object.fromEntries(SHOWN.map((id) => [id, Number((own[id]?.[k] ?? NaN).toFixed(3))]));
    return [{ file, id: info.id, quantile, auprc }];
  });
}
