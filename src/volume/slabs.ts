/** The order in which slices are worked on: the one on screen first, then its neighbours outwards. */
export function outwardOrder(slices: number, visible: number): number[] {
  const centre = Math.min(slices - 1, Math.max(0, Math.round(visible)));
  return Array.from({ length: slices }, (_, k) => k).sort((a, b) => Math.abs(a - centre) - Math.abs(b - centre) || a - b);
}
