import { ACQUISITION_EQUIPMENT, PROCESSING_EQUIPMENT, PRODUCT } from './product';
import type { SourceHeader } from './sourceHeader';

const two = (n: number) => String(n).padStart(2, '0');
/** DA, in local time. */
export const dicomDate = (date: Date): string => `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
/** TM, in local time. */
export const dicomTime = (date: Date): string => `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;

/**
 * What made a derived image: this product, and before it the scanner where the source names one (PS3.3 C.7.5.1, C.12.1.1.5).
 *
 * @param what what the product contributed: a record for machines (record.ts), or words
 */
export function equipment({ scanner }: SourceHeader, version: string, made: Date, what: string) {
  const product = { Manufacturer: PRODUCT.manufacturer, ManufacturerModelName: PRODUCT.model, SoftwareVersions: version };
  const processing = {
    PurposeOfReferenceCodeSequence: PROCESSING_EQUIPMENT,
    ...product,
    ContributionDateTime: dicomDate(made) + dicomTime(made),
    ContributionDescription: what,
  };
  // Manufacturer is required in each item.
  const acquisition = scanner.Manufacturer ? [{ PurposeOfReferenceCodeSequence: ACQUISITION_EQUIPMENT, ...scanner }] : [];
  return { ...product, ContributingEquipmentSequence: [...acquisition, processing] };
}
