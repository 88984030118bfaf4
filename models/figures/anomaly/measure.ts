import { distinct } from '../denoiseMr/summarise';
import { prepare, runtimeVersion, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { sum, type Picture } from '../metrics/picture';
import { evidence } from '../../../src/volume/brainCanvas/score';
import { BRIGHTNESS_METHODS, brightnessScores, readTemplate } from './brightness';
import { drawCases } from './draw';
import { runLiterature } from './literature';
import { runModel } from './model';
import { bySize, counts, detect, falsePositives, members, type Scores, type Truth } from './score';
import {
  LITERATURE_SETS,
  MODEL,
  type BySize,
  type Detection,
  type FalsePositives,
  type Figures,
  type FlairIndex,
  type FlairInfo,
} from './types';

/** FLAIR slices with drawn lesions: every score on the same slices, one set of measures for all (docs/results.md says what they mean). */
export async function findAnomalies(context: Context): Promise<Figures> {
  const { work, log } = context;
  const index = await prepare<FlairIndex>(context, 'prepare_anomaly.py');
  log(`${index.slices.length} slices`);
  const ours = await runModel(context, index);
  const some = LITERATURE_SETS.flatMap((set) => members(index, set, 'fifth'));
  const literature = await runLiterature(context, index, some);
  const truth: Truth = {
    index,
    brains: stored(work, 'brain', index),
    lesions: stored(work, 'lesion', index),
    suspects: stored(work, 'suspect', index),
  };
  const images = stored(work, 'image', index);
  const template = readTemplate(work, index);
  const plain = index.slices.map((info, k) => brightnessScores(info, images[k] as Picture, truth.brains[k] as Picture, template));

  const scoresOf = (id: string, kind: string): Scores => {
    if (kind === 'brightness')
      return plain.map((scores, k) => {
        const data = scores.get(id);
        return data && { rows: images[k]?.rows ?? 0, columns: images[k]?.columns ?? 0, data };
      });
    if (kind === 'ours') return stored(work, id, index);
    const made = stored(work, id, { ...index, slices: some.map((k) => index.slices[k] as FlairInfo) });
    return index.slices.map((_, k) => made[some.indexOf(k)]);
  };

  const methods = [...BRIGHTNESS_METHODS, ...literature.methods, ...ours.methods];
  const [detections, rows, positives]: [Detection[], BySize[], FalsePositives[]] = [[], [], []];
  const own: Record<string, readonly (number | undefined)[]> = {};
  for (const { id, kind } of methods) {
    const scores = scoresOf(id, kind);
    const found = detect(id, scores, truth);
    own[id] = found.own;
    detections.push(...found.found);
    const cuts = [{ value: found.cut, name: 'best Dice on the stroke slices' }];
    // The product's own cut, chosen on other subjects, in the words of its map.
    if (id === MODEL) cuts.unshift({ value: evidence(ours.cut.calibration.altered)(ours.cut.cut), name: "the manifest's" });
    if (kind !== 'literature') rows.push(bySize(id, scores, found.own, cuts[0]?.value ?? NaN, truth));
    positives.push(...cuts.map((cut) => falsePositives(id, scores, cut, truth)));
    log(id);
  }
  return {
    model: ours.model,
    prior: literature.prior,
    versions: { node: process.versions.node, 'onnxruntime-node': runtimeVersion() },
    sets: (['all', 'fifth'] as const).flatMap((part) =>
      distinct(index.slices.map(({ set }) => set)).flatMap((title) => {
        const here = members(index, title, part);
        const total = (pictures: readonly Picture[]) => here.reduce((count, k) => count + sum(pictures[k] as Picture), 0);
        const chance = Number((total(truth.lesions) / total(truth.brains)).toFixed(4));
        return here.length > 0 ? [{ title, part, slices: here.length, chance }] : [];
      }),
    ),
    methods,
    detections,
    sizes: { ...counts(truth), rows },
    falsePositives: positives,
    pictures: drawCases(context, truth, images, own),
  };
}
