import { ui } from '../i18n';
import { isRarity, isSigned, type OverlayMap } from './look';

/** How many healthy voxels there are for one with a score as high, to two digits, with spaces: `1.1`, `360`, `12 000`; a score is -log10 of their share. */
export function healthyFor(score: number): string {
  const healthy = Number((10 ** Math.max(score, 0)).toPrecision(2));
  return healthy < 10 ? String(healthy) : healthy.toLocaleString('en').replaceAll(',', ' ');
}

/** Beyond this the calibration has no healthy voxels left to count: 4.5 in the shipped tables. */
const RAREST = 5;

/** The same for a peak, no rarer than the calibration knows: `1 000`, or `beyond` 100 000. */
export const oneIn = (score: number): { count: string; beyond: boolean } => ({
  count: healthyFor(Math.min(score, RAREST)),
  beyond: score > RAREST,
});

const digits = (value: number) => String(Number(value.toPrecision(3)));

/** A value of a map in the reader's words. */
export function valueText(map: OverlayMap, value: number, units: string): string {
  if (isRarity(map)) return ui.overlay.oneIn(healthyFor(value));
  if (map === 'sum') return ui.overlay.inUnits(digits(value), ui.overlay.sumUnit);
  const text = ui.overlay.inUnits(digits(value), ui.overlay.units(units));
  return isSigned(map) ? ui.overlay.plusMinus(text) : text;
}

/** Both ends of the colour bar, and what its numbers count. */
export function scaleTexts(map: OverlayMap, lower: number, upper: number, units: string): { ends: [string, string]; unit: string } {
  if (isRarity(map)) return { ends: [valueText(map, lower, units), valueText(map, upper, units)], unit: ui.overlay.scoreUnit };
  return { ends: [digits(lower), digits(upper)], unit: map === 'sum' ? ui.overlay.sumNote : ui.overlay.units(units) };
}
