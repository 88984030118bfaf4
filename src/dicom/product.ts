/** Who makes derived objects. */
export const PRODUCT = { manufacturer: 'OHIF diffusion workbench', model: 'ohif-diffusion' } as const;
/** What each of our objects says of itself, first of all. */
const MARK = /^AI-derived[.,] research only/i;
/**
 * Whether an image is a result of ours, also one that comes back from an archive, or from one that has written its own name into it.
 *
 * @param text of an attribute, by keyword
 */
export const isOwnResult = (text: (keyword: string) => string): boolean =>
  text('ManufacturerModelName').trim() === PRODUCT.model ||
  ['ImageComments', 'DerivationDescription'].some((keyword) => MARK.test(text(keyword).trim()));
/** Device Observer UID: the product as the author of a report. Chosen once. */
export const DEVICE_UID = '2.25.15489905644651321505770185173218668822';
/** Chosen once for this product. */
export const IMPLEMENTATION_CLASS_UID = '2.25.170082119447111975289146017519599609734';

/** A code sequence of one item (PS3.3 8.8). */
export const code = (CodeValue: string, CodingSchemeDesignator: string, CodeMeaning: string) => [
  { CodeValue, CodingSchemeDesignator, CodeMeaning },
];

const SCHEME = { designator: '99OHIFDIFFUSION', name: 'Codes of the OHIF diffusion workbench' } as const;

/** A code of our own scheme, which whoever uses it must declare with OWN_SCHEME. */
export const ownCode = (value: string, meaning: string) => code(value, SCHEME.designator, meaning);

/** Coding Scheme Identification Sequence (PS3.3 C.12.1). */
export const OWN_SCHEME = [
  {
    CodingSchemeDesignator: SCHEME.designator,
    CodingSchemeName: SCHEME.name,
    CodingSchemeResponsibleOrganization: PRODUCT.manufacturer,
  },
];

/** CID 7005. */
export const ACQUISITION_EQUIPMENT = code('109101', 'DCM', 'Acquisition Equipment');
export const PROCESSING_EQUIPMENT = code('109102', 'DCM', 'Processing Equipment');
/** CID 7202. */
export const SOURCE_FOR_PROCESSING = code('121322', 'DCM', 'Source image for image processing operation');
export const MASK_FOR_PROCESSING = code('121321', 'DCM', 'Mask image for image processing operation');
