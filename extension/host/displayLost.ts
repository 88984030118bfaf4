import { host } from './host';

/** Of cornerstone, when the graphics device that draws its viewports goes. */
const LOST = 'CORNERSTONE_WEBGL_CONTEXT_LOST';

/**
 * Calls back when viewports cannot be drawn any more. Until the device comes back they show the slice of before, whatever their corner says, and
 * afterwards they are black: cornerstone does not fill it anew.
 */
export function onDisplayLost(listener: () => void): () => void {
  const { eventTarget } = host().cornerstone;
  eventTarget.addEventListener(LOST, listener);
  return () => eventTarget.removeEventListener(LOST, listener);
}
