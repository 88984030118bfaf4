import { z } from 'zod';
import { ERROR_CODES } from '../core/errors';
import { ranges } from '../results/derivation';
import { KINDS, type Kind } from '../results/kinds';
import type { InputNote, Provenance } from '../results/provenance';
import { bytesOf, cutTo } from './seriesDescription';

/** Longest Short Text, and the longest words of a person in it. */
const LONGEST = 1024;
const WORDS = 48;
const KIND_NAMES = Object.keys(KINDS) as [Kind, ...Kind[]];

const number = z.number();
const remark = z.object({ code: z.enum(ERROR_CODES as [(typeof ERROR_CODES)[number], ...typeof ERROR_CODES]) });
const model = z.object({
  ...{ id: z.string(), version: z.string(), sha256: z.string() },
  ...{ manifest: z.string().optional(), pinned: z.enum(['build', 'site', 'nobody']).optional() },
});
const made = {
  model,
  evaluations: number,
  backend: z.object({
    asked: z.enum(['auto', 'webgpu', 'wasm', 'node', 'float64']),
    used: z.enum(['webgpu', 'wasm', 'node', 'float64']),
    reason: z.string(),
    device: z.string(),
  }),
  versions: z.object({ workbench: z.string(), onnxruntime: z.string() }),
  milliseconds: number,
  networkMilliseconds: number,
  outside: z.array(remark).optional(),
  independent: z.object({ untouched: z.array(number) }).optional(),
  gaps: z.array(remark).optional(),
  input: z
    .object({ read: number, left: z.array(z.object({ count: number, because: z.string() })), partial: z.boolean().optional() })
    .optional(),
};
const drawn = { sampler: z.string(), steps: number, seed: number, samples: number };
const scaled = { scaling: z.enum(['percentile', 'hounsfield']), unit: number };
const region = z.object({
  ...{ voxels: number, millilitres: number.optional(), slices: number },
  ...{ source: z.string().optional(), marginMm: number.optional(), purpose: z.string().optional() },
});
/** Of slices along the normal, as `flagsText` gives them, and how many slices there are. */
const flags = z.tuple([z.string(), number.int().min(0).max(100_000)]);
const map = z.object({
  covered: flags,
  peak: z.object({ score: number, slice: number }),
  cut: number,
  unlike: z.object({ distance: number, limit: number }).optional(),
  direction: z.enum(['brighter', 'darker']).optional(),
  secondFor: z.string().optional(),
  smoothingMm: number.optional(),
});
const noising = z.object({ noise: z.enum(['gaussian', 'simplex']), sigma: number, steps: number, samples: number, seed: number });
const provenance = z.discriminatedUnion('task', [
  z.object({
    ...{ task: z.literal('denoise'), ...made, ...drawn, ...scaled, sigma: number, strength: number, magnitude: z.boolean() },
    turns: z.literal(8).optional(),
  }),
  z.object({
    ...{ task: z.literal('inpaint'), ...made, ...drawn, ...scaled, region },
    resampling: z.object({ jumpLength: number, passes: number }).optional(),
  }),
  z.object({
    ...{ task: z.literal('anomaly'), ...made, map, noising: noising.optional() },
    mask: z.object({ source: z.string(), millilitres: number.optional(), model: model.optional() }),
  }),
]);
/** The one version that there is. Keys that are not known are passed over: a later version may say more. */
const schema = z.object({
  v: z.literal(1),
  work: z.string(),
  kind: z.union([z.enum(KIND_NAMES), z.enum(['findings', 'region', 'report', 'rejection'])]),
  sample: number.optional(),
  finished: flags.optional(),
  made: provenance,
});
type Stored = z.infer<typeof schema>;

/** What a filed object is: a layer, or what goes with it. */
export type FiledKind = Stored['kind'];

/** What a filed object says, for machines, of the work that made it. */
export interface FiledRecord {
  /** Key of the work; objects of one work share it. */
  work: string;
  kind: FiledKind;
  sample?: number | undefined;
  /** Which slices along the normal were made, where the run was stopped before its end. */
  finished?: readonly boolean[] | undefined;
  /** As far as it is kept: without the levels of single slices, and words of people and machines shortened. */
  provenance: Provenance;
}

/** ASCII without quotes and backslashes, which some readers split, double or read in the wrong alphabet. */
const plain = (text: string) => text.replace(/\p{Surrogate}/gu, '?').replace(/[^\x20-\x7e]|["\\%]/gu, encodeURIComponent);
function unplain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
function mapTexts(value: unknown, of: (text: string) => string): unknown {
  if (typeof value === 'string') return of(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, of));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, of)]));
}

/** Flags as the shorter of `1-3,7` (what is set, from 1) and `x8e` (four flags a digit). */
function flagsText(flags: readonly boolean[]): string {
  const set = ranges(flags.flatMap((flag, k) => (flag ? [k + 1] : [])))
    .replaceAll('–', '-')
    .replaceAll(' ', '');
  const digits = Array.from({ length: Math.ceil(flags.length / 4) }, (_, d) =>
    [8, 4, 2, 1].reduce((sum, bit, n) => sum + (flags[4 * d + n] ? bit : 0), 0).toString(16),
  );
  return set.length <= digits.length ? set : `x${digits.join('')}`;
}

function flagsOf(text: string, count: number): boolean[] {
  if (text.startsWith('x'))
    return Array.from({ length: count }, (_, k) => ((Number.parseInt(text[1 + (k >> 2)] ?? '0', 16) >> (3 - (k & 3))) & 1) === 1);
  const flags = new Array<boolean>(count).fill(false);
  for (const part of text.split(',').filter(Boolean)) {
    const [first = NaN, last = first] = part.split('-').map(Number);
    flags.fill(true, first - 1, last);
  }
  return flags;
}

/** What was left out, without the reasons. */
function leftInAll({ left }: InputNote): InputNote['left'] {
  const count = left.reduce((sum, one) => sum + one.count, 0);
  return count > 0 ? [{ count, because: '' }] : [];
}

/** The provenance as it is kept. */
function kept(full: Provenance, words: number): unknown {
  const round = (value: number) => Math.round(value);
  const short = (text: string) => cutTo(text, words);
  const common = {
    ...{ ...full, milliseconds: round(full.milliseconds), networkMilliseconds: round(full.networkMilliseconds) },
    backend: { ...full.backend, reason: short(full.backend.reason), device: short(full.backend.device) },
    outside: full.outside?.map(({ code }) => ({ code })),
    gaps: full.gaps?.map(({ code }) => ({ code })),
    input: full.input && { ...full.input, left: words < WORDS ? leftInAll(full.input) : full.input.left },
    levels: undefined,
  };
  if (full.task === 'anomaly') {
    const { map: whole, mask } = full;
    const covered = [flagsText(whole.covered), whole.covered.length];
    return {
      ...common,
      mask: { ...mask, source: short(mask.source) },
      map: { ...whole, covered, secondFor: whole.secondFor && short(whole.secondFor) },
    };
  }
  if (full.task === 'denoise') return common;
  const { source, purpose } = full.region;
  const said = { ...(source !== undefined && { source: short(source) }), ...(purpose !== undefined && { purpose: short(purpose) }) };
  return { ...common, region: { ...full.region, ...said } };
}

/**
 * The record as the text of an attribute (ST): compact JSON in at most 1024 bytes of ASCII. Where a long list does not fit, words are
 * shortened further; what makes the pixels is never left out.
 */
export function recordText({ work, kind, sample, finished, provenance: full }: FiledRecord): string {
  const part = finished && [flagsText(finished), finished.length];
  const text = (words: number) => JSON.stringify(mapTexts({ v: 1, work, kind, sample, finished: part, made: kept(full, words) }, plain));
  return [WORDS, 16, 0].map(text).find((one) => bytesOf(one) <= LONGEST) ?? '';
}

/** A DICOM text of an item, in dcmjs' natural form or as elements by tag. */
const textsOf = (item: unknown, keyword: string, tag: string): string[] => {
  if (typeof item !== 'object' || item === null) return [];
  const { [keyword]: natural, [tag]: element } = item as Record<string, unknown>;
  const values: unknown = natural ?? (element as { Value?: unknown } | undefined)?.Value;
  return (Array.isArray(values) ? (values as unknown[]) : [values]).filter((one) => typeof one === 'string');
};

/**
 * Reads the record of a filed object; undefined for objects of others, of later versions, and damaged ones. Never throws.
 *
 * @param header anything that gives values by keyword: a `Dataset`, or `naturalObject` of a viewer's instance
 */
export function readRecord(header: { values(keyword: string): unknown[] }): FiledRecord | undefined {
  try {
    for (const item of header.values('ContributingEquipmentSequence')) {
      for (const text of textsOf(item, 'ContributionDescription', '0018A003')) {
        if (!text.startsWith('{')) continue;
        const { success, data } = schema.safeParse(mapTexts(JSON.parse(text), unplain));
        if (!success) continue;
        const { work, kind, sample, finished, made: read } = data;
        const found = { work, kind, sample, ...(finished && { finished: flagsOf(...finished) }) };
        if (read.task !== 'anomaly') return { ...found, provenance: read as Provenance };
        const covered = flagsOf(...read.map.covered);
        return { ...found, provenance: { ...read, map: { ...read.map, covered } } as Provenance };
      }
    }
  } catch {
    // Text of others that only looks like ours.
  }
  return undefined;
}
