/** A Decimal String (PS3.5 6.2): no comma, no unit, nothing that parseFloat would pass over. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** An Integer String. */
const WHOLE = /^[+-]?\d+$/;

const finite = (text: string) => (Number.isFinite(Number(text)) ? Number(text) : undefined);

/** The number that a text is, to its last character; undefined for one that is none. */
export const decimalIn = (text: string): number | undefined => (DECIMAL.test(text.trim()) ? finite(text.trim()) : undefined);

/** The whole number that a text is; `3.0` is one, written carelessly, and is said where it is written again. */
export function wholeIn(text: string): number | undefined {
  if (WHOLE.test(text.trim())) return finite(text.trim());
  const number = decimalIn(text);
  return number !== undefined && Number.isInteger(number) ? number : undefined;
}
