import type { ErrorData } from '../../src/core/errors';
import type { InpaintProvenance } from '../../src/results/provenance';
import type { LayerKind } from '../../src/results/Result';
import type { ResultNote } from '../host/resultNote';
import { ui } from './index';
// DICOM attributes are English in every viewer: see i18n/index.ts.
import { en as dicom } from './en';

/** Longest value of a DICOM LO attribute such as Series Description (PS3.5 6.2). */
const LONGEST = 64;

/** Share of the slices that a partial result holds; undefined for a whole one. */
export interface Part {
  finished: number;
  slices: number;
}

/** `inpainted`, or `inpainted, sample 2` where a run made several. */
export const layerName = (
  { kind, sample }: { kind: LayerKind; sample?: number | undefined },
  words: Pick<typeof dicom, 'layers' | 'inpaint'> = { layers: ui.layers, inpaint: ui.inpaint },
): string => (sample === undefined ? words.layers[kind] : words.inpaint.sampleName(words.layers[kind], sample));

/** What was filled, how large it is and what for: part of the derivation of every filling. */
export const regionText = ({ region: { millilitres = 0, slices, source, marginMm, purpose } }: InpaintProvenance): string =>
  dicom.inpaint.derivation(millilitres, slices, source, marginMm, purpose);

/**
 * How the pixels of a part of a result came about, in the words of Derivation Description (PS3.3 C.7.6.1.1.3).
 *
 * @param finished positions of the finished slices, of a partial result
 */
export function derivationText(
  note: Pick<ResultNote, 'kind' | 'sample' | 'strength' | 'provenance'>,
  finished: readonly number[] | undefined,
): string {
  const { strength, provenance } = note;
  const { id, version } = provenance.model;
  const region = provenance.task === 'inpaint' ? regionText(provenance) : undefined;
  return dicom.result.derivation(layerName(note, dicom), `${id} ${version}`, strength, finished && ranges(finished), region);
}

/**
 * `<source> – denoised (AI-DERIVED – research only)`, or what else it is, with PARTIAL and the count when some slices are untouched. The source's own text is
 * cut where the whole would not fit in the attribute: the mark may never be lost.
 */
export function resultDescription(source: string, kind: LayerKind, part?: Part, sample?: number): string {
  const layer = layerName({ kind, sample }, dicom);
  const mark = part ? dicom.result.partialMark(part.finished, part.slices, layer) : dicom.result.mark(layer);
  const room = LONGEST - mark.length;
  const text = source.trim();
  return `${text.length > room ? `${text.slice(0, room - 1).trimEnd()}…` : text}${mark}`;
}

/** `1–3, 7, 9–12` from positions in rising order. */
export function ranges(positions: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const position of positions) {
    const run = runs.at(-1);
    if (run && position === run[1] + 1) run[1] = position;
    else runs.push([position, position]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}

/** Word of a strength where it has one, else the number. */
export function strengthName(strength: number): string {
  const found = ui.strengths.find(({ value }) => value === strength);
  return found ? found.label : strength.toFixed(2);
}

/** First number from 1000 above the source's that no series of the study has. */
export function freeSeriesNumber(source: unknown, taken: Iterable<unknown>): number {
  const used = new Set([...taken].map(Number));
  let number = (Number(source) || 0) + 1000;
  while (used.has(number)) number += 1;
  return number;
}

/** An error as one sentence with its numbers: `A slice is missing from the stack (found 14.0 mm after slice 7, allowed 7.0 mm ± 5 %).` */
export function errorText({ code, measured, allowed }: ErrorData): string {
  const [sentence] = ui.errors[code];
  const numbers = [measured && ui.error.found(measured), allowed && ui.error.allowed(allowed)].filter(Boolean).join(', ');
  return numbers ? ui.error.told(sentence, numbers) : sentence;
}

/** What to do next. */
export const errorHint = ({ code }: ErrorData): string => ui.errors[code][1];

export const memorySize = (bytes: number): string =>
  bytes < 1e8 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(bytes < 1e9 ? 2 : 1)} GB`;

/** `about 12 s left`, in steps that do not flicker; empty while unknown. */
export function timeLeft(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '';
  if (seconds < 1.5) return ui.time.almost;
  if (seconds < 20) return ui.time.seconds(Math.round(seconds));
  if (seconds < 90) return ui.time.seconds(5 * Math.round(seconds / 5));
  return ui.time.minutes(Math.round(seconds / 60));
}

/** `8.4 s`, `1 min 05 s` */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** What a result holds in English, because its provenance is written into DICOM attributes, in the words of the viewer where it is one of ours. */
export function inOwnWords<K extends string>(text: string, english: Readonly<Record<K, string>>, own: Readonly<Record<K, string>>): string {
  const key = (Object.keys(english) as K[]).find((one) => english[one] === text);
  return key === undefined ? text : own[key];
}
