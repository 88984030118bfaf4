import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DECODERS } from '../../src/cli/decoders';
import { rejectionObject } from '../../src/dicom/keyObject';
import { previousOf, readReport } from '../../src/dicom/readReport';
import { type DicomSeries, readSeries } from '../../src/dicom/readSeries';
import { recordText } from '../../src/dicom/record';
import type { Filing } from '../../src/filing/Filing';
import type { Kind } from '../../src/results/kinds';
import { planFiling } from '../../src/filing/plan';
import { findFindings } from '../../src/results/findings';
import type { AnomalyProvenance, DenoiseProvenance } from '../../src/results/provenance';
import type { Result } from '../../src/results/Result';
import type { Review } from '../../src/results/review';
import { elementsIn } from '../support/report';

const FLAIR = fileURLToPath(new URL('../../viewer/demo/flair', import.meta.url));
const MODELS = fileURLToPath(new URL('../../models', import.meta.url));

/** The threshold of the findings; that of the report, and not where the model's own would begin. */
export const THRESHOLD = 3.15;
export const READER = 'Reader^Second';

export interface FiledStudy {
  folder: string;
  studyUid: string;
  /** Slice of the strongest mark, in the viewer, from 1. */
  peak: number;
  /** Slices along the normal, as they were filed. */
  score: Float32Array[];
  healthy: Float32Array[];
  denoised: Float32Array[];
  /** SOP Instance UIDs of the denoised images along the normal, and of the score. */
  uids: { denoised: string[]; score: string };
  /** Of the findings, in the order of the report: position of the slice in the viewer, from 1, and a point of the patient, mm. */
  findings: { slice: number; point: readonly [number, number, number] }[];
}

interface Described {
  id: string;
  version: string;
  file: { sha256: string };
}
const described = (id: string) => JSON.parse(readFileSync(path.join(MODELS, id, 'manifest.json'), 'utf8')) as Described;

const made = (id: string, sha256?: string) => {
  const { version, file } = described(id);
  return {
    model: { id, version, sha256: sha256 ?? file.sha256 },
    evaluations: 1,
    backend: { asked: 'auto', used: 'wasm', reason: '', device: '2 threads' },
    versions: { workbench: '0.1.0', onnxruntime: '1.30.0' },
    milliseconds: 21_000,
    networkMilliseconds: 18_000,
  } as const;
};

/** What is bright in the middle of the head, as evidence: drawn, and strong where a FLAIR is. */
function drawnScore({ volume }: DicomSeries): { score: Float32Array[]; brain: Float32Array[] } {
  const { rows, columns, slices } = volume;
  const inside = (n: number, k: number) => {
    const [y, x, z] = [Math.floor(n / columns) / rows - 0.48, (n % columns) / columns - 0.5, k / slices.length - 0.55];
    return (x / 0.24) ** 2 + (y / 0.31) ** 2 + (z / 0.36) ** 2 < 1;
  };
  const brain = slices.map((slice, k) => slice.map((_, n) => (inside(n, k) ? 1 : 0)));
  const values = slices.flatMap((slice, k) => Array.from(slice).filter((_, n) => brain[k]?.[n] === 1));
  const median = Float32Array.from(values).sort()[values.length >> 1] ?? 1;
  const evidence = (value: number) => Math.min(4.4, Math.max(0, 6 * (value / median - 1.05)));
  return { brain, score: slices.map((slice, k) => slice.map((value, n) => (brain[k]?.[n] ? Math.fround(evidence(value)) : 0))) };
}

function anomaly(series: DicomSeries): { result: Result; review: Review; findings: ReturnType<typeof findFindings>['findings'] } {
  const { slices, ...grid } = series.volume;
  const { score, brain } = drawnScore(series);
  const healthy = slices.map((slice, k) => slice.map((value, n) => ((score[k]?.[n] ?? 0) > 2 ? Math.round(0.75 * value) : value)));
  const { rows, columns } = grid;
  const { findings } = findFindings({ slices: score, rows, columns }, grid.spacing, {
    threshold: THRESHOLD,
    leastMillilitres: 0.05,
    most: 30,
  });
  const [first] = findings;
  if (!first) throw new Error('The drawn map has no finding.');
  const provenance: AnomalyProvenance = {
    ...made('flair-brain-healthy'),
    task: 'anomaly',
    mask: { source: 'the model brain-mask', millilitres: 1310, model: made('brain-mask').model },
    map: {
      covered: score.map(() => true),
      peak: { score: first.peak.score, slice: first.peak.slice },
      cut: 2.3,
      direction: 'brighter',
      smoothingMm: 2,
    },
  };
  const layers = [
    { kind: 'score', grid, slices: score },
    { kind: 'healthy', grid, slices: healthy },
    { kind: 'brain', grid, slices: brain },
  ] satisfies Result['layers'];
  return { result: { layers, finished: score.map(() => true), partial: false, warnings: [], provenance }, review: {}, findings };
}

function denoised(series: DicomSeries, change: Partial<DenoiseProvenance>): Result {
  const { slices, ...grid } = series.volume;
  const provenance: DenoiseProvenance = {
    ...made('mr-brain-restore', 'f'.repeat(64)),
    ...{ task: 'denoise', sampler: 'dpmpp-2m', steps: 1, seed: 7, samples: 1, sigma: 0.031, scaling: 'percentile', unit: 412 },
    ...{ strength: 0.75, magnitude: true },
    ...change,
  };
  const smooth = slices.map((slice) =>
    slice.map((value, n) => Math.round((2 * value + (slice[n - 1] ?? value) + (slice[n + 1] ?? value)) / 4)),
  );
  const layers = [{ kind: 'denoised', grid, slices: smooth }] satisfies Result['layers'];
  return { layers, finished: slices.map(() => true), partial: false, warnings: [], provenance };
}

function write(folder: string, name: string, { series }: Filing): void {
  for (const [s, { instances }] of series.entries())
    instances.forEach((one, k) => writeFileSync(path.join(folder, `${name}-${s}-${k}.dcm`), one.make()));
}

/**
 * A folder with the FLAIR demo study as it lies in an archive after two readers: an anomaly map whose report the second one has superseded, a
 * denoised series of an older model, and another one that was rejected by a key object.
 */
export async function writeFiledStudy(): Promise<FiledStudy> {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'diffusion-filed-')), 'study');
  mkdirSync(folder);
  const names = readdirSync(FLAIR).filter((name) => name.endsWith('.dcm'));
  names.forEach((name) => copyFileSync(path.join(FLAIR, name), path.join(folder, name)));
  const files = names.map((name) => new Uint8Array(readFileSync(path.join(FLAIR, name))).buffer);
  const series = await readSeries(files, DECODERS, { stack: true });
  const { images, stack } = series;
  if (!stack) throw new Error('The demo study is no stack.');
  const common = { sources: images, stack, settings: { reader: 'Reader^First' } };

  const { result, findings } = anomaly(series);
  const [first, second] = findings;
  if (!first || !second) throw new Error('The drawn map has no two findings.');
  const said = findings.map((finding, n) => ({
    finding,
    ...(n === 0 && { verdict: 'accepted' as const, comment: 'Läsion, seen in 2024 too' }),
    ...(n === 1 && { verdict: 'rejected' as const }),
  }));
  const found = { map: 'score' as const, threshold: THRESHOLD, findings: said };
  const morning = planFiling({
    ...common,
    result,
    made: new Date(2026, 9, 27, 9, 12),
    review: { found: { ...found, findings: findings.map((finding) => ({ finding })) } },
  });
  const report = morning.series.find(({ role }) => role === 'report')?.instances[0]?.make();
  const before = report && readReport(elementsIn(report));
  if (!before) throw new Error('No report was filed.');
  const afternoon = planFiling({
    ...common,
    result,
    made: new Date(2026, 9, 27, 15, 40),
    review: { verdict: 'unsure', comment: 'motion', found },
    settings: { reader: READER },
    previous: previousOf(before),
  });
  write(folder, 'morning', morning);
  write(folder, 'afternoon', { ...afternoon, series: afternoon.series.filter(({ role }) => role === 'report') });

  const older = planFiling({ ...common, result: denoised(series, {}), made: new Date(2026, 5, 3, 8, 5) });
  write(folder, 'older', older);
  const refused = planFiling({ ...common, result: denoised(series, { seed: 8, strength: 0.5 }), made: new Date(2026, 5, 3, 8, 1) });
  write(folder, 'refused', refused);
  const provenance = denoised(series, {}).provenance;
  const note = rejectionObject({
    series: {
      ...{ work: refused.work, provenance, made: new Date(2026, 5, 3, 8, 2), uid: '2.25.777001', number: 15003, description: 'rejection' },
      record: recordText({ work: refused.work, kind: 'rejection', provenance }),
    },
    source: images[0]!.header,
    rejected: refused.series.flatMap(({ instances }) => instances),
  });
  writeFileSync(path.join(folder, 'rejection.dcm'), note.make());

  const [score, healthy] = result.layers.map(({ slices }) => slices);
  const uidsOf = ({ series: all }: Filing, wanted: Kind) =>
    all.filter(({ kind }) => kind === wanted).flatMap(({ instances }) => instances.map(({ sopInstanceUid }) => sopInstanceUid));
  // The viewer lists this series from the head down.
  const positions = findings.map(({ centre }) => ({
    slice: stack.count - centre.slice,
    point: stack.toWorld(stack.alongAt(stack.listedAt(centre.slice)), [centre.column, centre.row]),
  }));
  return {
    ...{
      folder,
      studyUid: morning.studyUid,
      peak: stack.count - first.peak.slice,
      findings: positions,
      score: score ?? [],
      healthy: healthy ?? [],
    },
    denoised: denoised(series, {}).layers[0]?.slices ?? [],
    uids: { denoised: uidsOf(older, 'denoised'), score: uidsOf(morning, 'score')[0] ?? '' },
  };
}
