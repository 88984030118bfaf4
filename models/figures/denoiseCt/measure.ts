import { existsSync } from 'node:fs';
import path from 'node:path';
import { distinct, median } from '../denoiseMr/summarise';
import { json, prepare, runtimeVersion, stored, type Report } from '../evaluate/prepared';
import { python } from '../evaluate/python';
import type { Context } from '../evaluate/section';
import type { Picture } from '../metrics/picture';
import { blend } from '../../../src/results/blend';
import { drawCt } from './draw';
import { denoiseCtSlices } from './ours';
import { reference, scoreSlice, summarise, type SliceScore } from './score';
import { NOISY, OURS, type CtIndex, type Figures, type Score } from './types';

/** Shares k of what was removed that are put back: strength 1 − k. */
const PUT_BACK = Array.from({ length: 11 }, (_, n) => n / 20);

interface Classical extends Report {
  seconds: Record<string, number>;
  strengths: Record<string, Record<string, number>>;
}

const withShare = (noisy: Picture, denoised: Picture, k: number): Picture => ({
  ...noisy,
  data: blend(Float32Array.from(noisy.data), Float32Array.from(denoised.data), 1 - k, false),
});

/** Low-dose CT: every method on the same slices, one set of measures for all (docs/results.md says what they mean). */
export async function denoiseCt(context: Context): Promise<Figures> {
  const { work, log, pictures } = context;
  const index = await prepare<CtIndex>(context, 'prepare_ct.py');
  log(`${index.slices.length} slices`);
  if (!existsSync(path.join(work, 'classical.json'))) await python('classical_ct.py', [work]);
  const classical = json(work, 'classical.json') as Classical;
  log('classical methods');
  const ours = await denoiseCtSlices(context, index);

  const names = [NOISY, ...Object.keys(classical.methods)];
  const arrays = Object.fromEntries(
    [...names, OURS, 'reference', 'tissue', 'organs', 'patient'].map((name) => [name, stored(work, name, index)]),
  );
  const at = (name: string, k: number) => arrays[name]?.[k] as Picture;
  const scores: Score[] = distinct(index.slices.map(({ set }) => set)).flatMap((set) => {
    const found = new Map<string, { method: string; strength: number | null; scores: SliceScore[] }>();
    const add = (method: string, strength: number | null, score: SliceScore) => {
      const key = `${method} ${strength ?? ''}`;
      if (!found.has(key)) found.set(key, { method, strength, scores: [] });
      found.get(key)?.scores.push(score);
    };
    index.slices.forEach((slice, k) => {
      if (slice.set !== set) return;
      const clean = reference(at('reference', k), at('tissue', k), at('organs', k), at('patient', k));
      for (const name of names) add(name, classical.strengths[set]?.[name] ?? null, scoreSlice(clean, at(name, k), index.tissues.length));
      for (const share of PUT_BACK) add(OURS, share, scoreSlice(clean, withShare(at(NOISY, k), at(OURS, k), share), index.tissues.length));
    });
    log(set);
    return [...found.values()].map(({ method, strength, scores: all }) => summarise(set, method, strength, all));
  });
  return {
    model: ours.model,
    versions: { node: process.versions.node, 'onnxruntime-node': runtimeVersion(), ...classical.versions },
    tissues: index.tissues,
    sets: distinct(index.slices.map(({ set }) => set)).map((title) => {
      const levels = index.slices.flatMap(({ set }, k) => (set === title ? (ours.levels[k] ?? []) : []));
      return { title, slices: levels.length, level: Number(median(levels).toFixed(1)) };
    }),
    methods: [
      { id: NOISY, title: 'noisy', seconds: null, gflop: null },
      ...Object.entries(classical.methods).map(([id, title]) => ({ id, title, seconds: classical.seconds[id] ?? null, gflop: null })),
      { id: OURS, title: ours.model.id, seconds: ours.seconds, gflop: ours.gflop },
    ],
    scores,
    pictures: drawCt(pictures, index, scores, at),
  };
}
