import { loadModel } from '../evaluate/engine';
import { prepare, stored } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { mapsOf } from '../anomaly/model';
import { smoothed } from '../anomaly/smooth';
import { distinct } from '../denoiseMr/summarise';
import { evidence } from '../../../src/volume/brainCanvas/score';
import { drawCases } from './draw';
import { found, quiet, type Case } from './score';
import { METHODS, type T1Figures, type T1Index } from './types';

/** T1 slices: things put into healthy ones, MS and a glioma with masks, and what is marked where nothing was put. */
export async function findT1Anomalies(context: Context): Promise<T1Figures> {
  const { work, model: id, log } = context;
  const index = await prepare<T1Index>(context, 'prepare_anomaly_t1.py');
  log(`${index.slices.length} slices`);
  const { manifest } = loadModel(id, 'restorer');
  const maps = await mapsOf(id, work, index);
  log(id);
  const [images, brains, lesions] = [stored(work, 'image', index), stored(work, 'brain', index), stored(work, 'lesion', index)];
  const cases = index.slices.flatMap((info, k): Case[] => {
    const [image, brain, lesion, altered, healthy] = [images[k], brains[k], lesions[k], maps.altered[k], maps.healthy[k]];
    if (!image || !brain || !lesion || !altered || !healthy) return [];
    const less = (from: (i: number) => number) =>
      smoothed(
        Float32Array.from(image.data, (value, i) => Math.max(0, from(i) - value)),
        brain,
      );
    const scores = {
      intensity: Float32Array.from(image.data, (value) => -value),
      darkness: less(() => 1),
      residual: less((i) => healthy.data[i] ?? 0),
      altered: altered.data,
    };
    return [{ info, image, brain, lesion, healthy, scores }];
  });
  const cut = evidence(manifest.score.calibration.altered)(manifest.score.cut);
  const sets = distinct(cases.map(({ info }) => info.set)).map((set) => ({ set, members: cases.filter(({ info }) => info.set === set) }));
  const marked = sets.filter(({ members }) => members.some(({ info }) => info.lesion > 0));
  return {
    model: { id, version: manifest.version, sha256: manifest.file.sha256 },
    found: marked.flatMap(({ set, members }) =>
      Object.keys(METHODS).map((method) => found(set, members, method, method === 'altered' ? cut : undefined)),
    ),
    quiet: sets.filter((one) => !marked.includes(one)).flatMap(({ set, members }) => quiet(set, members, 'altered', cut)),
    pictures: drawCases(context, sets, cut),
  };
}
