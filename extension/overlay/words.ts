import { healthyFor } from '../anomaly/words';
import { ui } from '../i18n';
import { isRarity, isSigned, type OverlayMap } from './look';

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
