import '../../../src/cli/quiet';
import * as onnxruntime from 'onnxruntime-node';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { mean } from '../denoiseMr/summarise';
import { loadModel } from '../evaluate/engine';
import { runtimeVersion } from '../evaluate/prepared';
import type { Context } from '../evaluate/section';
import { gflop } from '../metrics/gflop';
import { readGraph } from '../metrics/onnxGraph';
import { slug } from '../pictures/panels';
import { DiffusionError, remarkText } from '../../../src/core/errors';
import { Network } from '../../../src/execution/network';
import { brainMask } from '../../../src/tasks/anomaly/brainMask';
import { axialTurn, toAxial } from '../../../src/volume/canonicalAxial';
import type { Volume } from '../../../src/volume/Volume';
import { agreement } from './agree';
import { drawOutlines } from './draw';
import { entries, find, withReference } from './series';
import type { Agreement, Figures, Refused, Shown } from './types';

/** Title → series that is drawn: with a reference, without one, and as it comes from the scanner. */
const SHOWN: Readonly<Record<string, string>> = {
  'T1, IXI, val': 'ixi-IXI327-HH-1999-t1',
  'T1, nichart, val': 'nichart-demo-subj6-t1',
  'FLAIR, nichart, val': 'nichart-demo-subj14-flair',
  'T1c, tcga-lgg, val': 'tcga-lgg-FG-6692-t1c-clinical',
  'FLAIR, ms-long 03, val, no reference': 'ms-long-patient03-t2-flair',
  'T2, ms-long 03, val, no reference': 'ms-long-patient03-t2-t2',
  'T2, arc (stroke), val, no reference': 'arc-M2265-t2',
  'T1, studyforrest, val, no reference': 'studyforrest-t1',
  'DICOM, FLAIR, glioma': 'dicom/mr-brain-flair-rembrandt',
  'DICOM, T1c, glioblastoma': 'dicom/mr-brain-t1post-siemens',
  'DICOM, T2 with a gap': 'dicom/mr-brain-t2-gap',
  'DICOM, T1 after surgery': 'dicom/mr-brain-t1-se-philips',
  'DICOM, PD, demo study': 'demo',
};
const GLIOMA = 'dicom/mr-brain-flair-rembrandt';
/** Inside tumour and oedema, drawn by eye before the final model existed: slices upwards, rows to the front, columns to the right; from, to. */
const BOXES = [
  { slices: [0, 4], rows: [105, 166], columns: [125, 179] },
  { slices: [4, 8], rows: [110, 196], columns: [125, 166] },
] as const;
const NECK = 3;

const pixels = (mask: Float32Array) => mask.reduce((total, inside) => total + inside, 0);
const digits = (value: number, places: number) => Number(value.toFixed(places));

/** The mask of a series on canonical axial slices, upwards. */
const upwards = (volume: Volume, masks: readonly Uint8Array[]) => {
  const turn = volume.axes && axialTurn(volume.axes);
  if (!turn) throw new Error('The series is not axial.');
  return toAxial({ ...volume, slices: masks.map((mask) => Float32Array.from(mask)) }, turn);
};

function boxesInside({ slices, columns }: ReturnType<typeof upwards>): number {
  let [inside, all] = [0, 0];
  for (const box of BOXES) {
    for (let k: number = box.slices[0]; k < box.slices[1]; k++) {
      for (let r: number = box.rows[0]; r < box.rows[1]; r++) {
        for (let c: number = box.columns[0]; c < box.columns[1]; c++) {
          inside += slices[k]?.[r * columns + c] ?? 0;
          all += 1;
        }
      }
    }
  }
  return inside / all;
}

/** The brain mask by the product's task: against references on the grid of each series, and drawn for the eye. */
export async function maskBrains(context: Context): Promise<Figures> {
  const { data, model: id, slices: few, pictures, log } = context;
  const model = loadModel(id, 'segmenter');
  const { manifest } = model;
  const network = await Network.create(onnxruntime, model, 'cpu');
  const maskOf = (volume: Volume) => brainMask(volume, volume.axes && axialTurn(volume.axes), manifest, network);
  const known = new Map<string, Awaited<ReturnType<typeof maskOf>>>();

  const agreements: Agreement[] = [];
  const counted = new Map<string, number>();
  const before = process.cpuUsage();
  for (const entry of entries(data, 'brainmask').filter(({ split }) => split === 'val')) {
    const set = `${entry.dataset} ${entry.contrast}`;
    counted.set(set, (counted.get(set) ?? 0) + 1);
    if (few !== undefined && (counted.get(set) ?? 0) > few) continue;
    const { volume, reference } = await withReference(data, entry);
    if (!reference) continue;
    const mask = await maskOf(volume);
    known.set(entry.id, mask);
    const { masks, millilitres } = mask;
    const { dice, missed, outside } = agreement(masks, reference);
    const shares = { dice: digits(dice, 4), missed: digits(missed, 4), outside: digits(outside, 4) };
    agreements.push({ set, id: entry.id, ...shares, millilitres: digits(millilitres, 0) });
    log(`${entry.id}: Dice ${dice.toFixed(4)}`);
  }
  const { user, system } = process.cpuUsage(before);

  const [shown, refused]: [Shown[], Refused[]] = [[], []];
  const neck: number[] = [];
  let tumourInside: number | null = null;
  for (const [title, name] of Object.entries(SHOWN)) {
    const series = await find(data, name).catch((cause: unknown) => {
      if (!(cause instanceof DiffusionError)) throw cause;
      refused.push({ title, reason: cause.message });
    });
    if (!series) continue;
    const { masks, millilitres, warnings } = known.get(name) ?? (await maskOf(series.volume));
    const file = `brain-mask-${slug(title)}.png`;
    writeFileSync(path.join(pictures, file), drawOutlines(series.volume, masks, series.reference));
    const filled = masks.filter((mask) => mask.includes(1)).length;
    shown.push({ title, file, slices: masks.length, filled, millilitres: digits(millilitres, 0), warnings: warnings.map(remarkText) });
    if (name === 'demo') neck.push(...upwards(series.volume, masks).slices.slice(0, NECK).map(pixels));
    if (name === GLIOMA) tumourInside = digits(boxesInside(upwards(series.volume, masks)), 4);
    log(title);
  }
  await network.dispose();
  const { rows, columns } = manifest.grid;
  return {
    model: { id, version: manifest.version, sha256: manifest.file.sha256 },
    versions: { node: process.versions.node, 'onnxruntime-node': runtimeVersion() },
    gflop: gflop(readGraph(model.bytes), manifest.graph.input, rows, columns),
    seconds: (user + system) / 1e6 / Math.max(1, agreements.length),
    plausible: manifest.mask.plausibleVolume,
    agreements,
    shown,
    refused,
    tumourInside,
    neck,
  };
}

/** Mean over the series of each set. */
export function bySet(agreements: readonly Agreement[]) {
  const sets = new Map<string, Agreement[]>();
  for (const one of agreements) sets.set(one.set, [...(sets.get(one.set) ?? []), one]);
  return [...sets].map(([set, members]) => ({
    set,
    members,
    dice: mean(members.map(({ dice }) => dice)),
    lowest: Math.min(...members.map(({ dice }) => dice)),
  }));
}
