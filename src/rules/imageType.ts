/** Parts of a complex image other than its magnitude, as Image Type and Complex Image Component name them. */
const COMPONENTS: readonly (readonly [name: string, words: RegExp])[] = [
  ['phase', /^(P|PHASE|PHASE MAP|VELOCITY MAP|P_\w+)$/],
  ['real', /^(R|REAL|R_\w+)$/],
  ['imaginary', /^(I|IMAGINARY|I_\w+)$/],
  ['mixed components', /^MIXED$/],
];
/** Computed from several images, or from a fit: no picture with the noise of one. */
const COMPUTED =
  /^(ADC|EADC|FA|TENSOR|DTI|[TR][12](_?STAR|\*)? ?_?MAP|FIELD_?MAP|R?CB[FV]|MTT|TTP|TMAX|SUB(TRACTION)?|MIN_?IP|MIN IP|MIP|MEAN_?IP|PROJECTION IMAGE|AVERAGE|MEAN|SYNTHETIC)$/;
/** Filtered on the way. */
const FILTERED = /^(FIL(TERED)?|FILTER|SMOOTH(ED)?|DENOISED?|DR[BGS])$/;
/** The same in a free text, of which only the word that was recognised is repeated. */
const IN_TEXT = /\b(filter|smooth|denois|averag)/i;
/** The first two values of Image Type say whether pixels and examination are original. */
const SAID_BEFORE = 2;

/** What Image Type and its kin say of the pixels. */
export interface ImageKind {
  /** `phase`, `real`, …: no magnitude. */
  component?: string;
  /** `ADC`, `MIP`, …: computed from other images. */
  computed?: string;
  /** `FILTERED`, …. */
  filtered?: string;
}

/**
 * @param values of an attribute, by keyword, as text
 * @returns nothing for ordinary images
 */
export function imageKindOf(values: (keyword: string) => readonly string[]): ImageKind {
  const upper = (keyword: string) => values(keyword).map((word) => word.trim().toUpperCase());
  const type = upper('ImageType');
  const words = type.slice(SAID_BEFORE);
  const parts = [...words, ...upper('ComplexImageComponent')];
  const component = COMPONENTS.find(([, named]) => parts.some((word) => named.test(word)))?.[0];
  const computed = words.find((word) => COMPUTED.test(word));
  const told = type[0] === 'DERIVED' ? IN_TEXT.exec(values('DerivationDescription').join(' '))?.[1]?.toLowerCase() : undefined;
  const filtered = words.find((word) => FILTERED.test(word)) ?? (told && `${told}…`);
  return { ...(component && { component }), ...(computed && { computed }), ...(filtered && { filtered }) };
}
