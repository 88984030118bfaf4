/**
 * Every failure, doubt and warning a person can meet, as data: a code, the sentence shown, what was measured and what is allowed.
 * Sentences are written for the reading desk; `hint` says what to do next.
 */
const TABLE = {
  NO_IMAGE: ['There is no image in the active viewport.', 'Drag a series into the viewport first.'],
  COLOUR_IMAGE: ['This is a colour image; the models read greyscale images only.', 'Choose a greyscale series.'],
  SINGLE_SLICE: ['This series holds one slice; at least two are needed.', 'Choose a series with more slices.'],
  NO_GEOMETRY: [
    'Some slices carry no position or orientation, so they cannot be put in order.',
    'Have the series sent again with its positions, or choose another series.',
  ],
  MIXED_SIZE: ['The slices differ in matrix size or pixel spacing.', 'Choose a series whose slices all have one size.'],
  MIXED_ORIENTATION: ['The slices do not all lie in parallel planes.', 'Choose one plane of the series (a localizer cannot be used).'],
  GANTRY_TILT: ['The slices are stacked at a slant, as by a tilted gantry.', 'Reformat the series to a straight stack first.'],
  DUPLICATE_POSITION: ['Several slices lie at the same position.', 'Choose a series with one image per position.'],
  MISSING_SLICE: ['A slice is missing from the stack.', 'Load the whole series.'],
  IRREGULAR_SPACING: ['The slices are not evenly spaced.', 'Choose an evenly spaced series.'],
  BAD_PIXELS: ['A slice holds values that are not numbers.', 'The file is damaged; load the series again.'],
  EMPTY_IMAGE: ['The series shows nothing.', 'Choose another series.'],
  SLICE_UNREADABLE: ['A slice could not be loaded.', 'Check the connection to the archive and try again.'],
  INPUT_MISSING: [
    'There is nothing at the path that was given.',
    'Check the path; an input is a folder of DICOM images, a NIfTI file or the address of a DICOMweb series.',
  ],
  INPUT_UNREADABLE: [
    'The input cannot be read as DICOM images or as a NIfTI file.',
    'Give a folder of DICOM images, or a NIfTI file (.nii, or .hdr with .img; .gz too), that you may read.',
  ],
  MIXED_SERIES: ['The input holds images of several series.', 'Give a folder that holds one series.'],
  MIXED_IMAGES: [
    'The images do not belong together, although they carry one series number.',
    'Have the series sent again from the scanner or the archive.',
  ],
  MIXED_PICTURES: [
    'The series mixes pictures that were taken in different ways.',
    'Have each picture (echo, b-value, magnitude, phase) sent as a series of its own.',
  ],
  NOT_SLICES: ['The images are not single slices of the patient.', 'Choose the series that holds the single slices.'],
  RESCALE_MISSING: [
    'The CT images do not say what their numbers are in HU.',
    'Have the series sent again from the scanner; without that every value may be 1,024 HU off.',
  ],
  FILES_LEFT_OUT: [
    'Some files, which may belong to the series, could not be used.',
    'Export the series again, or go on without them: the result is then marked.',
  ],
  DICOM_DAMAGED: ['A DICOM file is damaged or incomplete.', 'Export the series again, or have it sent again.'],
  HEADER_NUMBER: ['A number in the image header cannot be read with certainty.', 'Have the header corrected, or export the series again.'],
  HEADER_MENDED: [
    'Some entries of the header break the rules of DICOM; in the result they are corrected or left out.',
    'Pixels and positions are not affected; check the named entries before you file the result.',
  ],
  DIRECTION_INVALID: [
    'The header gives directions of rows and columns that cannot be right, so the place of the slices is not certain.',
    'Have the header corrected, or export the series again.',
  ],
  DICOM_UNSUPPORTED: [
    'The images are stored in a way that is not read here.',
    'Choose another series, or have this one sent as uncompressed greyscale images.',
  ],
  DICOMWEB_FAILED: ['The archive did not deliver the series.', 'Check the address, the name and the password.'],
  ARCHIVE_SIGN_IN: ['The archive asks for a sign-in.', 'Sign in again and retry what is missing, or save as files.'],
  ARCHIVE_FORBIDDEN: ['This account may not do that in the archive.', 'Ask whoever runs the archive, or save as files.'],
  ARCHIVE_NO_STOW: ['The archive takes no results over DICOMweb.', 'Save as files, or ask whoever runs the archive for a STOW-RS address.'],
  ARCHIVE_TOO_LARGE: [
    'A part of the result is larger than the archive accepts.',
    'Ask whoever runs the archive to raise the limit (there or in a proxy before it), or save as files.',
  ],
  ARCHIVE_BUSY: ['The archive is busy and took no more after several tries.', 'Wait a while and retry what is missing, or save as files.'],
  ARCHIVE_FULL: ['The archive has no space left.', 'Tell whoever runs the archive, or save as files.'],
  ARCHIVE_FAILED: ['The archive met a fault of its own.', 'Retry what is missing; if it happens once more, save as files.'],
  ARCHIVE_REFUSED: ['The archive did not accept what was sent.', 'Save as files, and tell whoever runs the archive what it answered.'],
  ARCHIVE_CONFLICT: [
    'The archive already holds something else in the place of a part of the result.',
    'Nothing was overwritten; save as files.',
  ],
  ARCHIVE_UNREACHABLE: [
    'The archive cannot be reached, or does not let this page talk to it.',
    'Check the network and the access rule (CORS) of the archive, then retry what is missing, or save as files.',
  ],
  ARCHIVE_TIMEOUT: ['The archive stopped answering.', 'Retry what is missing, or save as files.'],
  ARCHIVE_ANSWER: ['The answer of the archive cannot be understood.', 'Check the address of the archive, or save as files.'],
  ARCHIVE_ANSWER_LONG: ['The archive answers with more than is read.', 'Choose a part of it, or tell whoever runs the archive.'],
  ARCHIVE_LOST: [
    'The archive said that it stored a part of the result, and does not hold it.',
    'Retry what is missing; if it happens once more, save as files and tell whoever runs the archive.',
  ],
  ARCHIVE_ALTERED: ['The archive gives back other pixels than were sent.', 'Do not rely on what it holds; save as files.'],
  ARCHIVE_UNVERIFIED: [
    'What the archive stored could not be verified.',
    'Ask whoever runs the archive whether it is there, or save as files.',
  ],
  ARCHIVE_WARNED: ['The archive stored a part of the result with a warning.', 'Tell whoever runs the archive what it answered.'],
  ARCHIVE_PARTIAL: ['Only a part of the result is verified in the archive.', 'Retry what is missing, or save as files.'],
  REPORT_WAITS: [
    'The report was not sent, because not everything that it refers to is verified in the archive.',
    'Retry what is missing, or save as files.',
  ],
  STUDY_GONE: ['The study is no longer in the archive.', 'Nothing was sent; save as files.'],
  SOURCE_CHANGED: [
    'The images in the archive are no longer those that the result was made from.',
    'Nothing was sent; open the study again and run once more, or save as files.',
  ],
  STUDY_DIFFERS: [
    'The study in the archive is not the one that was opened: patient or coordinates differ.',
    'Nothing was sent; open the study again, or save as files.',
  ],
  NIFTI_DAMAGED: ['The NIfTI file is damaged or incomplete.', 'Write or copy the file again.'],
  NIFTI_UNSUPPORTED: ['This kind of NIfTI file is not read here.', 'Convert it to NIfTI with one volume of real numbers.'],
  NOT_ONE_VOLUME: ['The NIfTI file holds several volumes.', 'Split it into volumes first, and give one of them.'],
  SINGULAR_AFFINE: [
    'The affine of the NIfTI file is singular, so its voxels have no place in space.',
    'Repair the header (sform or qform) first.',
  ],
  AFFINE_SHEARED: [
    'The rows and columns of the NIfTI file are not at right angles.',
    'Resample the volume to a grid with right angles first.',
  ],
  ORIENTATION_UNKNOWN: [
    'The NIfTI file does not say which way the head lies (qform and sform codes are 0).',
    'Set the orientation in its header, or look at the result with care.',
  ],
  INPUT_TOO_LARGE: [
    'The volume is larger than the memory of this computer can hold.',
    'Cut it into parts, or use a computer with more memory.',
  ],
  MODALITY_UNKNOWN: ['Nothing tells whether this NIfTI file holds MR or CT.', 'Say it with --modality MR or --modality CT.'],
  MODALITY_DIFFERS: [
    'What is known of this NIfTI file does not agree on whether it holds MR or CT.',
    'Say it with --modality MR or --modality CT.',
  ],
  CT_NOT_HU: [
    'The values of this CT are not Hounsfield units.',
    'Take away what was added to them (often 1,024), so that water is 0 and air -1,000.',
  ],
  CT_CLIPPED: [
    'This CT holds no air near -1,000 HU: its values were clipped, or everything around the body was taken away.',
    'Check that water is 0 in it, and compare the result with the original.',
  ],
  OUTPUT_EXISTS: ['There is something at the output path already.', 'Name an empty folder, or a path that does not exist yet.'],
  ZIP_TOO_LARGE: ['The files are more than a ZIP archive can hold.', 'Save fewer series at once, or send them to the archive.'],
  MAP_TOO_LARGE: [
    'A map of this series is more than one DICOM object can hold.',
    'Nothing was sent or saved; take a part of the series, or give it to the command line as NIfTI.',
  ],
  OUTPUT_FAILED: ['The result could not be written.', 'Check rights and free space of the output folder.'],
  COMMAND_UNKNOWN: ['There is no such command.', 'See --help.'],
  CANCELLED: ['The run was stopped before its end.', 'Start it again.'],
  MODEL_UNKNOWN: ['There is no model of this name.', 'Choose one of the known models.'],
  MODEL_DOMAIN: ['The model was not made for this series.', 'Choose another series or another model.'],
  MODEL_MISSING: ['The model could not be fetched.', 'Ask whoever installed the viewer to check its models folder.'],
  MODEL_MANIFEST: ['The description of the model is not valid.', 'Ask whoever installed the viewer to install the model again.'],
  MODEL_UNPINNED: [
    'The description of the model is none of those that this software trusts, so the model was not used.',
    'Ask whoever installed the viewer to install the model again, or to name it in the list of the site.',
  ],
  MODEL_ALTERED: [
    'The model file is not the one its description names, so it was not used.',
    'Ask whoever installed the viewer to install the model again.',
  ],
  MODEL_RUNTIME: [
    'The model could not be started.',
    'Try the other backend; if that fails too, ask whoever installed the viewer to install the model again.',
  ],
  RUNTIME_MISSING: [
    'A file of the runtime could not be loaded.',
    'Run again; if it happens once more, ask whoever installed the viewer to check its folder ort.',
  ],
  SELF_TEST_FAILED: ['The self-test of the model gave wrong numbers on this device.', 'Use the other backend.'],
  BACKEND_UNAVAILABLE: ['The chosen backend cannot be used on this computer.', 'Choose Automatic.'],
  DEVICE_LOST: ['The graphics device stopped during the run.', 'Run again; the wasm backend does not need the device.'],
  ENGINE_STOPPED: ['The engine stopped answering.', 'Run again; if it happens once more, choose the wasm backend.'],
  ENGINE_MISSING: [
    'The part of the viewer that computes could not be loaded.',
    'Try again; if it happens once more, ask whoever installed the viewer to check its plugin folder.',
  ],
  GPU_MEMORY: [
    'The graphics device has too little memory for this run.',
    'Close other programs that use the device, or choose the wasm backend.',
  ],
  DISPLAY_LOST: [
    'The graphics device that draws the images has stopped: what the viewports show may be black, or another slice than they say.',
    'Reload the page; results that are not filed are offered again.',
  ],
  SOURCE_CLOSED: ['The series was closed during the run, so nothing was added.', 'Open it again and start anew.'],
  OUTPUT_STALE: ['The model returned the picture of another slice.', 'Use the other backend; no result was added.'],
  OUTPUT_UNCHANGED: ['The model returned the picture that it was given.', 'Use the other backend; no result was added.'],
  OUTPUT_NOT_FINITE: ['The model returned values that are not numbers.', 'Use the other backend; no result was added.'],
  OUTPUT_CONSTANT: ['The model returned an empty picture.', 'Use the other backend; no result was added.'],
  NOISE_UNKNOWN: ['The noise level of this series could not be measured.', 'Too little of the image is tissue; choose another series.'],
  NOISE_OUT_OF_RANGE: ['The noise level lies outside what the model was trained for.', 'Choose another model.'],
  OWN_RESULT: ['This series is itself a result.', 'Click the original to run something on it.'],
  REGION_EMPTY: ['The region to fill is empty.', 'Draw a region on the series first.'],
  REGION_COVERS_ALL: ['The region covers a whole slice, so nothing is left there to fill it from.', 'Draw a smaller region.'],
  REGION_GRID: ['The region does not fit the slices and pixels of the series.', 'Use a region that was drawn on this series.'],
  REGION_PLANE: ['The region does not lie on the slices of the series.', 'Draw it in the plane of the slices.'],
  REGION_OPEN: ['The outline of the region is not closed.', 'Draw it until it meets its start.'],
  MASK_EMPTY: ['There is no brain in the mask.', 'Draw the brain by hand, or choose another series.'],
  BAD_OPTION: ['A setting is not valid.', 'Choose a value in the allowed range.'],
  SAMPLES_ALIKE: [
    'Several samples with these settings would all be the same.',
    'Take one sample, or several steps of a sampler that draws random numbers.',
  ],
  TOO_LARGE: [
    'The run would need more memory than it can rely on.',
    'Remove results that you no longer need, take fewer samples, or use the command line.',
  ],
  CONFIRMATION_NEEDED: [
    'The series is not what the model was made for.',
    'Choose another series, or confirm it: the result is then marked.',
  ],
  BODY_PART_DIFFERS: [
    'The series shows another part of the body than the model was made for.',
    'Choose another series; if you go on, the result is marked.',
  ],
  BODY_PART_UNKNOWN: [
    'The series does not say which part of the body it shows.',
    'Go on only if the picture shows the part that the model was made for.',
  ],
  CONTRAST_DIFFERS: [
    'The series description does not name the contrast that the model reads.',
    'Choose another series; if you go on, the result is marked.',
  ],
  CONTRAST_UNKNOWN: [
    'The series does not say which contrast it holds.',
    'Go on only if the picture has the contrast that the model reads.',
  ],
  CONTRAST_AGENT: [
    'The series seems to be taken after a contrast agent; the model was trained without.',
    'Choose a series without, or read the result with great care.',
  ],
  LOSSY_SOURCE: [
    'The images were compressed with loss; what compression leaves behind is not the noise that the model was trained on.',
    'Compare the result with the original, or use the images as the scanner sent them.',
  ],
  SPACING_DIFFERS: ['The pixel spacing is outside the training range of the model.', 'Compare the result with the original.'],
  NOISE_ABOVE_TRAINING: ['The noise is stronger than in the training images.', 'Compare the result with the original.'],
  NOT_MAGNITUDE: [
    'The series holds no MR magnitude images.',
    'Choose the images as the scanner made them: neither normalised (z-scores, −1 to 1) nor phase, real or imaginary.',
  ],
  VALUES_SHIFTED: [
    'The darkest pixels of the series are far from black, as if a constant had been added.',
    'Compare the result with the original, or use the images as the scanner made them.',
  ],
  PADDING_UNDECLARED: [
    'A part of the picture is filled with one value that is no image; it was left as it is and not measured.',
    'Check that nothing of the patient is hidden there.',
  ],
  IMAGE_COMPUTED: ['The series was computed from other images.', 'Choose the images it was made from, or go on: the result is marked.'],
  IMAGE_FILTERED: [
    'The series was filtered before it came here.',
    'Compare the result with the original: fine detail may be taken for noise.',
  ],
  NOISE_SMOOTH: [
    'The noise has been smoothed, by a filter or by interpolation.',
    'Compare the result with the original: fine detail may be taken for noise.',
  ],
  NOISE_VARIES: [
    'The noise is stronger in some parts of the picture than in others, but the same amount is taken away everywhere.',
    'Where the noise is weak the result may be worse than the original: compare the two.',
  ],
  SLICES_UNTOUCHED: ['Some slices hold too little tissue to measure their noise; they were left as they are.', 'Read them as originals.'],
  GREY_LEVELS_DIFFER: ['The grey levels are not those that the model was trained on.', 'The map may mean nothing; do not rely on it.'],
  LEVEL_UNKNOWN: ['The level of a single slice is not known.', 'Compare it with the levels that the model covers.'],
  LEVELS_UNKNOWN: [
    'The series ends inside the brain, so its levels are not known.',
    'Some slices with a score may lie above or below those that the model covers.',
  ],
  BRAIN_SMALL: ['Some slices hold too little brain for a score.', 'A slice without a score may be normal or not: read the original there.'],
  LEVELS_NOT_COVERED: [
    'Some slices lie outside the levels that the model covers; they have no score.',
    'A slice without a score may be normal or not: read the original there.',
  ],
  SAMPLES_UNCALIBRATED: ['The score was calibrated for another number of reconstructions.', 'Take its “1 in …” as a rough figure only.'],
  MASK_NOT_FOUND: ['No brain was found in this series.', 'Draw the brain by hand, or choose another series.'],
  MASK_TOO_LARGE: ['The brain mask holds more than a brain.', 'Look at the mask and correct it.'],
  MASK_GAPS: ['The brain mask has gaps between its slices.', 'Look at the mask and correct it.'],
  FILING_INVALID: [
    'The result cannot be written as DICOM, because something in its source series is missing or wrong.',
    'Keep the result in the viewer, or have the series sent again from the scanner.',
  ],
  NOTHING_FILED: ['Nothing of this result is in the archive, so there is nothing to reject there.', 'Discard the result.'],
  FOUND_SOURCE_MISSING: [
    'The series that this filed result was made from is not in the viewer.',
    'Open the study that holds it; without it the result cannot be read.',
  ],
  FOUND_OTHER_FRAME: [
    'The coordinates of this filed result are not those of its source series.',
    'Do not read it on this series; tell whoever runs the archive.',
  ],
  FOUND_OTHER_GRID: [
    'A part of this filed result does not lie on the slices of its source series.',
    'Do not read it on this series; make the result again.',
  ],
  FOUND_PART_MISSING: [
    'A part of this filed result is not in the archive.',
    'Load the whole study, or make the result again with the same settings.',
  ],
  ALREADY_RUNNING: ['This series is already being worked on.', 'Wait for it, or cancel it first.'],
  INTERNAL: ['Something unexpected went wrong.', 'Run again; if it happens once more, reload the page.'],
} as const satisfies Record<string, readonly [sentence: string, hint: string]>;

export type ErrorCode = keyof typeof TABLE;
/** The sentence and the hint of every code, for translations to take the place of. */
export const ERROR_TEXTS: Readonly<Record<ErrorCode, readonly [sentence: string, hint: string]>> = TABLE;
export const ERROR_CODES = Object.keys(TABLE) as ErrorCode[];

export interface ErrorDetails {
  /** What was found, with its number and unit: `14.0 mm after slice 7`. Never a name, date or identifier of a patient. */
  measured?: string;
  /** What would have been accepted: `7.0 mm ± 1 %`. */
  allowed?: string;
  /** Which slices, from 0: in the engine along the normal, and as the series is listed once a shell tells it (`core/slicesTold.ts`). */
  slices?: readonly number[];
  cause?: unknown;
}

/** What is to be said of a run without ending it. Worded where it is shown, so that it translates and can be stored. */
export interface Remark {
  code: ErrorCode;
  /** As in ErrorDetails. */
  measured?: string;
  allowed?: string;
  slices?: readonly number[];
}

/** The form in which an error crosses the worker border; structured clone drops the fields of an Error. */
export interface ErrorData extends Remark {
  sentence: string;
  hint: string;
}

/** What was found and where: `NaN in slice 5`, `slices 1, 2`. */
export function foundText({ measured, slices = [] }: Pick<ErrorDetails, 'measured' | 'slices'>): string {
  const where = slices.length > 0 && `slice${slices.length > 1 ? 's' : ''} ${slices.map((index) => index + 1).join(', ')}`;
  return [measured, where].filter(Boolean).join(' in ');
}

function numbersOf(details: ErrorDetails): string {
  const found = foundText(details);
  return [found && `found ${found}`, details.allowed && `allowed ${details.allowed}`].filter(Boolean).join(', ');
}

/** The fields of an error that it has. */
const given = ({ measured, allowed, slices }: ErrorDetails): Omit<Remark, 'code'> => ({
  ...(measured !== undefined && { measured }),
  ...(allowed !== undefined && { allowed }),
  ...(slices !== undefined && { slices }),
});

/** A remark in English: `The noise is stronger than in the training images (found 35 %, allowed up to 30 %).` */
export function remarkText(remark: Remark): string {
  const [sentence, numbers] = [TABLE[remark.code][0], numbersOf(remark)];
  return numbers ? `${sentence.replace(/\.$/, '')} (${numbers}).` : sentence;
}

/** Each remark once, in the order of their first appearance. */
export function distinct(remarks: readonly Remark[]): Remark[] {
  return [...new Map(remarks.map((one) => [JSON.stringify([one.code, one.measured, one.allowed, one.slices]), one])).values()];
}

export class DiffusionError extends Error {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly hint: string;
  readonly measured: string | undefined;
  readonly allowed: string | undefined;
  readonly slices: readonly number[] | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const { measured, allowed, slices, cause } = details;
    const [sentence, hint] = TABLE[code];
    const numbers = numbersOf(details);
    super(numbers ? `${sentence} (${numbers})` : sentence, { cause });
    this.name = 'DiffusionError';
    this.code = code;
    this.sentence = sentence;
    this.hint = hint;
    this.measured = measured;
    this.allowed = allowed;
    this.slices = slices;
  }

  toData(): ErrorData {
    const { code, sentence, hint } = this;
    return { code, sentence, hint, ...given(this) };
  }

  static fromData({ code, ...details }: Remark): DiffusionError {
    return new DiffusionError(code, given(details));
  }

  /** The same of slices counted otherwise. */
  ofSlices(slices: readonly number[]): DiffusionError {
    return new DiffusionError(this.code, { ...given(this), slices, cause: this.cause });
  }

  /** Any thrown value as a DiffusionError. The text of a foreign error is kept as `cause` only: it may name files or patients. */
  static from(thrown: unknown, code: ErrorCode = 'INTERNAL'): DiffusionError {
    return thrown instanceof DiffusionError ? thrown : new DiffusionError(code, { cause: thrown });
  }
}
