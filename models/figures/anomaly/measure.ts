import { distinct } from '../denoiseMr/summarise';
import { prepare, runtimeVersion, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { sum, type Picture } from '../metrics/picture';
import { evidence } from '../../../src/volume/brainCanvas/score';
import { BRIGHTNESS_METHODS, brightnessScores, readTemplate } from './brightness';
import { drawCases } from './draw';
import { runLiterature } from './literature';
import { runModel } from './model';
import { bySize, counts, detect, falsePositives, type Scores, type Truth } from './score';
import { FREE, MAIN, MODEL, type BySize, type Detection, type FalsePositives, type Figures, type FlairIndex } from './types';

/** Sets on which the literature's methods run: many evaluations for each slice. */
const LITERATURE_SETS = [MAIN, FREE, 'MS, one patient'];

/** FLAIR slices with drawn lesions: every score on the same slices, one set of measures for all (docs/results.md says what they mean). */
export async function findAnomalies(context: Context): Promise<Figures> {
  const { work, log } = context;
  const index = await prepare<FlairIndex>(context, 'prepare_anomaly.py');
  log(`${index.slices.length} slices`);
  const ours = await runModel(context, index);
  const some = { ...index, slices: index.slices.filter(({ set }) => LITERATURE_SETS.includes(set)) };
  const literature = await runLiterature(context, some);
  const truth: Truth = { index, brains: stored(work, 'brain', index), lesions: stored(work, 'lesion', index) };
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
    const made = stored(work, id, some);
    return index.slices.map((slice) => made[some.slices.indexOf(slice)]);
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
    rows.push(bySize(id, scores, found.own, cuts[0]?.value ?? NaN, truth));
    positives.push(...cuts.map((cut) => falsePositives(id, scores, cut, truth)));
    log(id);
  }
  return {
    model: ours.model,
    prior: literature.prior,
    versions: { node: process.versions.node, 'onnxruntime-node': runtimeVersion() },
    sets: distinct(index.slices.map(({ set }) => set)).map((title) => {
      const members = index.slices.flatMap((slice, k) => (slice.set === title ? [k] : []));
      const total = (pictures: readonly Picture[]) => members.reduce((count, k) => count + sum(pictures[k] as Picture), 0);
      return { title, slices: members.length, chance: Number((total(truth.lesions) / total(truth.brains)).toFixed(4)) };
    }),
    methods,
    detections,
    sizes: { ...counts(truth), rows },
    falsePositives: positives,
    pictures: drawCases(context, truth, images, own),
  };
}
