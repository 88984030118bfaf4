/** Words by which headers, descriptions and manifests name parts of the body. */
const REGIONS: Readonly<Record<string, readonly string[]>> = {
  brain: ['BRAIN', 'HEAD', 'SKULL', 'CRANIUM', 'NEURO'],
  neck: ['NECK', 'THYROID', 'LARYNX'],
  spine: ['SPINE'],
  chest: ['CHEST', 'THORAX', 'LUNG', 'HEART', 'BREAST'],
  abdomen: ['ABDOMEN', 'ABD', 'LIVER', 'KIDNEY', 'PANCREAS', 'SPLEEN'],
  pelvis: ['PELVIS', 'PROSTATE', 'UTERUS', 'BLADDER', 'RECTUM'],
  limb: ['SHOULDER', 'ARM', 'ELBOW', 'WRIST', 'HAND', 'HIP', 'THIGH', 'KNEE', 'LEG', 'ANKLE', 'FOOT', 'EXTREMITY'],
};

const regionsBy = (names: (word: string) => boolean) => Object.keys(REGIONS).filter((region) => REGIONS[region]?.some(names));

/** Regions that a code names, wherever in it: `HEADNECK`, `LSPINE`. */
export function regionsInCode(code = ''): string[] {
  const upper = code.toUpperCase();
  return regionsBy((word) => upper.includes(word));
}

/** Regions that free text names by whole words: a hippocampus is no hip. */
export function regionsInText(text = ''): string[] {
  const words = new Set(text.toUpperCase().split(/[^A-Z]+/));
  return regionsBy((word) => words.has(word));
}
