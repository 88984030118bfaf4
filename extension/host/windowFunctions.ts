import { linearWindow } from '../../src/dicom/window';
import { host } from './host';

/** Above OHIF's own provider, which has 9999, and below that of results. */
const PRIORITY = 9_999.5;
const MODULE = 'voiLutModule';

interface WindowModule {
  windowCenter?: unknown;
  windowWidth?: unknown;
  voiLUTFunction?: unknown;
}

const numbers = (value: unknown): number[] =>
  (Array.isArray(value) ? [...(value as unknown[])] : value === undefined || value === null || value === '' ? [] : [value]).map(Number);

/**
 * A series whose file names a VOI LUT Function, the linear one too, is drawn black by OHIF 3.13, and one with an empty window (0/0) black or
 * inverted. Its windows are given as linear ones without a function; what cannot be used is left out, and the viewer chooses a window.
 */
export function asLinear(module: WindowModule): WindowModule {
  const [center, width] = [numbers(module.windowCenter), numbers(module.windowWidth)];
  const shape = typeof module.voiLUTFunction === 'string' ? module.voiLUTFunction.trim() : '';
  const window = linearWindow({ center, width }, shape);
  const { voiLUTFunction: _, ...rest } = module;
  return { ...rest, windowCenter: window && [...window.center], windowWidth: window && [...window.width] };
}

/** Once per page: cornerstone keeps providers for good. */
export function registerWindowFunctions(): void {
  const { metaData } = host().cornerstone;
  let asking = false;
  const provider = (type: string, imageId: unknown): unknown => {
    if (type !== MODULE || asking || typeof imageId !== 'string') return undefined;
    asking = true;
    try {
      const module = metaData.get(MODULE, imageId) as WindowModule | undefined;
      // What has no window, or a plain one, is left to whoever gave it.
      const plain = !module?.voiLUTFunction && numbers(module?.windowWidth).every((width) => width >= 1);
      return module && !plain ? asLinear(module) : undefined;
    } finally {
      asking = false;
    }
  };
  (metaData.addProvider as (provider: (type: string, imageId: unknown) => unknown, priority: number) => void)(provider, PRIORITY);
}
