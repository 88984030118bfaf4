/** Kinds of result that become images of the source's own class. A new kind is one row. */
export interface DerivedRule {
  /** Value 4 of Image Type. */
  imageType: string;
  /** Said in the series description. */
  title: string;
  /** Derivation Code: CID 7203 has none for these, so it is one of our own scheme. */
  code: { value: string; meaning: string };
  /** The values are those of the source's kind: its window, rescale and padding apply. */
  sameQuantity: boolean;
  /** Only a region is made anew, elsewhere the stored values stand: the source's scale is kept however coarse, and padding inside is filled. */
  regionOnly?: boolean;
  /** Added to the source's series number. */
  seriesOffset: number;
  /** Lowest and highest value shown, for quantities whose scale is known. */
  window?: readonly [number, number];
}

export const DERIVED_RULES = {
  denoised: {
    imageType: 'DENOISED',
    title: 'denoised',
    code: { value: 'DENOISE', meaning: 'Noise reduction by diffusion model' },
    sameQuantity: true,
    seriesOffset: 1000,
  },
  uncertainty: {
    imageType: 'UNCERTAINTY',
    title: 'uncertainty',
    code: { value: 'STDDEV', meaning: 'Standard deviation of samples of a diffusion model' },
    sameQuantity: false,
    seriesOffset: 2000,
  },
  anomaly: {
    imageType: 'ANOMALY',
    title: 'anomaly',
    code: { value: 'ANOMALY', meaning: 'Evidence against healthy anatomy by a model of it' },
    sameQuantity: false,
    seriesOffset: 3000,
    window: [0, 4],
  },
  brightness: {
    imageType: 'BRIGHTNESS',
    title: 'brightness',
    code: { value: 'BRIGHTNESS', meaning: 'Evidence against healthy brightness' },
    sameQuantity: false,
    seriesOffset: 4000,
    window: [0, 4],
  },
  healthy: {
    imageType: 'PSEUDO_HEALTHY',
    title: 'pseudo-healthy',
    code: { value: 'HEALTHY', meaning: 'Restoration towards healthy anatomy by a model of it' },
    sameQuantity: true,
    seriesOffset: 5000,
  },
  inpainted: {
    imageType: 'INPAINTED',
    title: 'inpainted',
    code: { value: 'INPAINT', meaning: 'Region filled by diffusion model' },
    sameQuantity: true,
    regionOnly: true,
    seriesOffset: 6000,
  },
  'anomaly-and-brightness': {
    imageType: 'ANOMALY_BRIGHT',
    title: 'anomaly+brightness',
    code: { value: 'ANOMALY_BRIGHT', meaning: 'Evidence against healthy anatomy and brightness' },
    sameQuantity: false,
    seriesOffset: 7000,
    window: [0, 8],
  },
  'brain-mask': {
    imageType: 'BRAIN_MASK',
    title: 'brain mask',
    code: { value: 'BRAIN_MASK', meaning: 'Brain found before an anomaly map' },
    sameQuantity: false,
    seriesOffset: 8000,
    window: [0, 1],
  },
} as const satisfies Record<string, DerivedRule>;

export type DerivedKind = keyof typeof DERIVED_RULES;

export const SCHEME = { designator: '99OHIFDIFFUSION', name: 'Codes of the OHIF diffusion workbench' } as const;
export const PRODUCT = { manufacturer: 'OHIF diffusion workbench', model: 'ohif-diffusion' } as const;
/** Chosen once for this product. */
export const IMPLEMENTATION_CLASS_UID = '2.25.170082119447111975289146017519599609734';

export const MR_IMAGE = '1.2.840.10008.5.1.4.1.1.4';
export const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';

/** Longest Long String. The standard counts characters (PS3.5 6.2), but databases that count bytes would cut the mark off. */
const LONGEST_BYTES = 64;
const bytes = (text: string) => new TextEncoder().encode(text).length;

/**
 * `<source> – denoised (AI-DERIVED – research only)`: the source's own text is cut where the whole would not fit; the mark may never be lost.
 */
export function seriesDescription(source: string, title: string): string {
  const mark = `${title} (AI-DERIVED – research only)`;
  const letters = [...source.replaceAll('\\', ' ').trim()];
  const whole = `${letters.join('')} – ${mark}`;
  if (letters.length === 0) return mark;
  if (bytes(whole) <= LONGEST_BYTES) return whole;
  for (;;) {
    const cut = `${letters.join('').trimEnd()}… – ${mark}`;
    if (bytes(cut) <= LONGEST_BYTES) return cut;
    letters.pop();
  }
}
