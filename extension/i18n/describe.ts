import { foundText, type Remark } from '../../src/core/errors';
import type { Kind } from '../../src/results/kinds';
import { ui } from './index';
import { viewerLanguage } from './language';

export { memorySize } from '../../src/rules/memory';

/** `inpainted`, or `inpainted, sample 2` where a run made several. */
export const layerName = ({ kind, sample }: { kind: Kind; sample?: number | undefined }): string =>
  sample === undefined ? ui.layers[kind] : ui.inpaint.sampleName(ui.layers[kind], sample);

/** Word of a strength where it has one, else the number. */
export function strengthName(strength: number): string {
  const found = ui.strengths.find(({ value }) => value === strength);
  return found ? found.label : strength.toFixed(2);
}

/** An error as one sentence with its numbers: `A slice is missing from the stack (found 14.0 mm after slice 7, allowed 7.0 mm ± 5 %).` */
export function errorText(remark: Remark): string {
  const { code, allowed } = remark;
  const [[sentence], found] = [ui.errors[code], foundText(remark)];
  const numbers = [found && ui.error.found(found), allowed && ui.error.allowed(allowed)].filter(Boolean).join(', ');
  return numbers ? ui.error.told(sentence, numbers) : sentence;
}

/** What to do next. */
export const errorHint = ({ code }: Remark): string => ui.errors[code][1];

/** `27 Nov 2026, 14:32`, as the viewer's language writes it. */
export const dateText = (date: Date): string =>
  new Intl.DateTimeFormat(viewerLanguage() === 'en' ? 'en-GB' : viewerLanguage(), { dateStyle: 'medium', timeStyle: 'short' }).format(date);

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
