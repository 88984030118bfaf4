import type { DiffusionError, ErrorCode } from '../core/errors';
import { remarkText } from '../core/errors';

/** What to do, where the hint of the table speaks of the viewer. */
const HINTS: Partial<Readonly<Record<ErrorCode, string>>> = {
  INTERNAL: 'Run again; if it happens once more, report it with what --verbose adds.',
  OWN_RESULT: 'Give the original series.',
  SLICE_UNREADABLE: 'Look at the file, or export the series again.',
  DEVICE_LOST: 'Run again.',
  ENGINE_STOPPED: 'Run again.',
  MODEL_MISSING: 'Look at the models folder of this package, or install the package again.',
  MODEL_RUNTIME: 'See ohif-diffusion models verify; if it fails, install the package again.',
  RUNTIME_MISSING: 'Install the package again.',
  SELF_TEST_FAILED: 'Use another computer, or install the package again.',
  BACKEND_UNAVAILABLE: 'Install the package again.',
  OUTPUT_NOT_FINITE: 'Look at the values of the series, or choose another model by --model.',
  OUTPUT_CONSTANT: 'Look at the values of the series, or choose another model by --model.',
  REGION_EMPTY: 'Give a mask that is not zero where to fill.',
  REGION_COVERS_ALL: 'Give a smaller region.',
  REGION_GRID: 'Give a mask on the grid of the series.',
  MASK_TOO_LARGE: 'Look at brain-mask.nii.gz, and give it corrected by --mask.',
  MASK_GAPS: 'Look at brain-mask.nii.gz, and give it corrected by --mask.',
  MASK_NOT_FOUND: 'Give a brain mask by --mask, or choose another series.',
  TOO_LARGE: 'Take fewer samples, or a computer with more memory.',
  CONFIRMATION_NEEDED: 'Choose another series, or go on by --confirm: the result is then marked.',
  ARCHIVE_PARTIAL: 'The same command sends only what is missing.',
  DICOMWEB_FAILED: 'Check the address, and name and password (--dicomweb-user).',
  BAD_OPTION: 'See --help.',
};

/** The line about an error: `CODE: sentence (found …, allowed …). What to do.` */
export function lineOf({ code, hint, measured, allowed }: DiffusionError): string {
  const sentence = remarkText({ code, ...(measured !== undefined && { measured }), ...(allowed !== undefined && { allowed }) });
  return `${code}: ${sentence} ${HINTS[code] ?? hint}`.replace(/\s+/g, ' ');
}
