/** Longest Decimal String. */
export const DS_CHARACTERS = 16;

const tidy = (text: string) =>
  text
    .replace(/(\.\d*?)0+(e|$)/, '$1$2')
    .replace(/\.(e|$)/, '$1')
    .replace('e+', 'e');

/**
 * The nearest Decimal String: at most 16 characters (PS3.5 6.2). dcmjs would cut a longer text, exponent and all.
 *
 * @throws RangeError for what a Decimal String cannot hold
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a decimal string cannot hold ${value}`);
  const plain = String(value);
  if (plain.length <= DS_CHARACTERS) return plain;
  const texts = Array.from({ length: 17 }, (_, k) => [value.toPrecision(k + 1), value.toExponential(k)].map(tidy)).flat();
  const distance = (text: string) => Math.abs(Number(text) - value);
  return texts.filter((text) => text.length <= DS_CHARACTERS).reduce((best, text) => (distance(text) < distance(best) ? text : best));
}
