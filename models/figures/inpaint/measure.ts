import { existsSync } from 'node:fs';
import { distinct, mean } from '../denoiseMr/summarise';
import { json, prepare, runtimeVersion, type Report } from '../evaluate/prepared';
import { python } from '../evaluate/python';
import type { Context } from '../evaluate/section';
import path from 'node:path';
import { drawHoles } from './draw';
import { fillByModel } from './ours';
import { changedOutside, meanScores, scoreHoles, seams } from './score';
import type { Figures, HoleIndex, Method } from './types';

/** The denoiser that fills holes without having been told of them. */
const UNTOLD = 'mr-brain-restore';

async function fillClassically({ work }: Context): Promise<{ methods: Method[]; versions: Record<string, string> }> {
  if (!existsSync(path.join(work, 'fill.json'))) await python('fill.py', [work]);
  const { methods, seconds, versions } = json(work, 'fill.json') as Report & { seconds: Record<string, number> };
  return {
    versions,
    methods: Object.entries(methods).map(([id, title]) => ({ id, title, kind: 'classical', seconds: seconds[id] ?? NaN })),
  };
}

/** Holes in healthy slices: every method on the same slices and holes, one set of measures for all (docs/results.md says what they mean). */
export async function inpaintHoles(context: Context): Promise<Figures> {
  const { work, pictures, log, model } = context;
  const index = await prepare<HoleIndex>(context, 'prepare_inpaint.py');
  log(`${index.slices.length} slices`);
  const classical = await fillClassically(context);
  const ours = [];
  for (const id of distinct([UNTOLD, model])) ours.push(await fillByModel(context, id, index));
  const methods = [...classical.methods, ...ours.flatMap((one) => one.methods)];
  const scores = scoreHoles(
    work,
    index,
    methods.map(({ id }) => id),
  );
  log('scored');
  return {
    models: ours.map((one) => one.model),
    versions: { node: process.versions.node, 'onnxruntime-node': runtimeVersion(), ...classical.versions },
    sets: distinct(index.slices.map(({ set }) => set)).map((title) => {
      const members = index.slices.filter(({ set }) => set === title);
      const pixels = Math.round(mean(members.map(({ hole }) => hole)));
      return { title, slices: members.length, contrasts: distinct(members.map(({ contrast }) => contrast)), pixels };
    }),
    methods,
    scores: meanScores(scores),
    seams: seams(scores),
    changedOutside: changedOutside(scores),
    pictures: drawHoles(work, pictures, index, scores, methods),
  };
}
