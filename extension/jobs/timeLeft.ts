import { ui } from '../i18n';

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
