import type { Review } from '../results/review';
import type { Along, Stack } from '../volume/Stack';

const HEADINGS = [
  'number',
  'map',
  'threshold',
  'first slice',
  'last slice',
  'x mm (to the left)',
  'y mm (to the back)',
  'z mm (to the head)',
  'volume ml',
  'peak',
  'peak slice',
  'verdict',
  'comment',
] as const;

/** Spreadsheets take what begins like this for a formula, also in the full width of East Asian keyboards. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Text that a person typed: never a formula. */
const typed = (text: string | undefined) => (text && FORMULA.test(text) ? `'${text}` : (text ?? ''));

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** Excel reads UTF-8 only behind this mark. */
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The findings of a review, and what the reader said of them, as comma-separated values (RFC 4180) with a point in numbers: one line per finding,
 * as the panel numbers them, and one of the result as a whole where something was said of it. Slices are counted as the viewer does, from 1;
 * places are those of the finding's centre in the patient (PS3.3 C.7.6.2.1.1).
 */
export function findingsCsv({ found, verdict, comment }: Review, stack: Stack): string {
  const number = (slice: number) => stack.listedAt(slice) + 1;
  const rows = (found?.findings ?? []).map(({ finding, verdict, comment }, n) => {
    const { centre, slices, peak, millilitres } = finding;
    const [first, last] = [number(slices[0]), number(slices[1])];
    const place = stack.toWorld(centre.slice as Along, [centre.column, centre.row]);
    return [
      n + 1,
      found?.map,
      found?.threshold,
      Math.min(first, last),
      Math.max(first, last),
      ...place.map((mm) => mm.toFixed(1)),
      millilitres.toFixed(3),
      peak.score.toFixed(3),
      number(peak.slice),
      verdict,
      typed(comment),
    ];
  });
  const whole = verdict || comment ? [['result', found?.map, found?.threshold, ...Array<string>(8).fill(''), verdict, typed(comment)]] : [];
  const lines = [HEADINGS, ...rows, ...whole].map((row) => row.map((cell) => quoted(String(cell ?? ''))).join(','));
  return `${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`;
}
