/** Red, green, blue, 0 to 1. */
export type Colour = readonly [number, number, number];

export interface ColormapChoice {
  /** Its name at cornerstone. */
  id: string;
  /** Colours at equal distances, as hex digits; undefined for those that OHIF brings. */
  hex?: string;
}

/**
 * Every sixteenth of the 256 colours of matplotlib's maps (S. van der Walt and N. Smith, 2015, CC0); straight lines between them are off by
 * at most 7 of 255. Inferno begins at its purple: the black before it would look like missing signal on a grey picture.
 */
const INFERNO = '57106e 71196e 8a226a a32c61 bc3754 d24644 e45a31 f1731d f98e09 fcac11 f9cb35 f2ea69 fcffa4';
const VIRIDIS = '440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26828e 21918c 1fa088 28ae80 3fbc73 5ec962 84d44b addc30 d8e219 fde725';
/** Blue below, red above, white at zero. */
const SIGNED = '2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b';

/** What the reader may choose; the first is the default. */
export const COLORMAPS: readonly ColormapChoice[] = [
  { id: 'diffusion-inferno', hex: INFERNO },
  { id: 'diffusion-viridis', hex: VIRIDIS },
  { id: 'hot_iron' },
  { id: 'rainbow_2' },
];
/** For maps that have a sign. */
export const SIGNED_COLORMAP: ColormapChoice = { id: 'diffusion-signed', hex: SIGNED };

export const coloursOf = (hex: string): Colour[] =>
  hex.split(' ').map((digits) => {
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16) / 255);
    return [red, green, blue];
  });

/** Place and colour, place and colour, ...: places rise from 0 to 1. */
export const rgbPoints = (colours: readonly Colour[]): number[] => colours.flatMap((colour, k) => [k / (colours.length - 1), ...colour]);

/** A background for a legend from cornerstone's list of places and colours, whatever its range. */
export function cssGradient(points: readonly number[]): string {
  const [from, to] = [points[0] ?? 0, points[points.length - 4] ?? 1];
  const stops = Array.from({ length: points.length / 4 }, (_, k) => {
    const [at = 0, ...rgb] = points.slice(4 * k, 4 * k + 4);
    return `rgb(${rgb.map((value) => Math.round(255 * value)).join(' ')}) ${((100 * (at - from)) / (to - from)).toFixed(1)}%`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}
