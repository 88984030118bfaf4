export interface OrthancFiles {
  readonly program: string;
  /** Shared library of the DICOMweb plugin. */
  readonly plugin: string;
}
export const ORTHANC_PACKAGES: readonly string[];
export function findOrthanc(): OrthancFiles | undefined;
export function installOrthanc(): OrthancFiles | undefined;
