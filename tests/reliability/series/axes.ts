import { pairwise, type Row } from '../pairwise';

/** In what series may differ that must all be read right. */
export const AXES = {
  plane: ['axial', 'coronal', 'sagittal'],
  turn: ['as drawn', 'columns mirrored', 'rows mirrored', 'transposed', 'turned by 180°'],
  oblique: ['none', '7°', 'two angles', 'three decimals'],
  pixels: ['1\\1', '0.8\\0.9', '0.4297\\0.4297'],
  step: ['1', '4.4', '0.5'],
  order: ['along', 'against', 'shuffled'],
  bits: ['8 in 8', '8 in 16', '10 in 16', '12 in 16', '16 in 16'],
  high: ['lowest bits', 'overlay above'],
  sign: ['unsigned', 'signed'],
  rescale: ['none', '0 and 1', '-1024 and 1', '3 and 0.25', '-7.5 and 2.5', 'another for each slice'],
  padding: ['none', 'a value', 'a range'],
  syntax: ['implicit', 'explicit', 'big', 'deflated', 'rle'],
  frames: ['one per file', 'one enhanced object', 'two enhanced objects'],
  text: ['ASCII', 'Latin-1', 'UTF-8', 'Japanese with escapes', 'UTF-8 undeclared'],
  modality: ['MR', 'CT'],
  names: ['IM1.dcm', 'UIDs', 'without ending', 'folders'],
  head: ['whole', 'no preamble', 'data set alone'],
  sequences: ['defined', 'undefined', 'UN defined', 'UN undefined'],
  window: ['none', 'linear', 'sigmoid', 'empty', 'two'],
  beside: ['nothing', 'a report', 'a copy', 'a text'],
  numbers: ['plain', 'blanks', 'exponents'],
} as const;
export type Case = Row<typeof AXES>;

/** What cannot be, or says nothing: Rescale is what makes CT; a data set alone does not name what packs it. */
function settle(row: Case): Case {
  const out = { ...row };
  if (out.modality === 'CT' && out.rescale === 'none') out.rescale = '-1024 and 1';
  if (out.head === 'data set alone' && (out.syntax === 'rle' || out.syntax === 'deflated')) out.syntax = 'explicit';
  if (out.high === 'overlay above' && (out.bits === '8 in 8' || out.bits === '16 in 16')) out.bits = '12 in 16';
  // An overlay in the bits above is uncompressed, by the standard of its day.
  if (out.high === 'overlay above' && out.syntax === 'rle') out.syntax = 'explicit';
  return out;
}

export const RIGHT = 240;
export const CASES: readonly Case[] = pairwise(AXES, RIGHT, settle);

/** What must be refused, with the codes that may say so; each meets drawn levels of all axes. */
export const FAULTS = {
  'a slice missing': ['MISSING_SLICE'],
  'a slice shifted by half a step': ['IRREGULAR_SPACING'],
  'a slice shifted in its plane': ['IRREGULAR_SPACING', 'GANTRY_TILT'],
  'two slices at one place': ['DUPLICATE_POSITION'],
  'a slice of another size': ['MIXED_SIZE'],
  'two patients': ['MIXED_IMAGES'],
  'decimal comma in the position': ['HEADER_NUMBER'],
  'decimal comma in the slope': ['HEADER_NUMBER'],
  'no position': ['NO_GEOMETRY'],
  'pixels cut': ['DICOM_DAMAGED'],
  'no SOP Instance UID': ['DICOM_DAMAGED'],
  MONOCHROME1: ['DICOM_UNSUPPORTED'],
  'CT without intercept': ['RESCALE_MISSING'],
  'a shear': ['GANTRY_TILT'],
  'two echoes': ['MIXED_PICTURES'],
} as const;
export type Fault = keyof typeof FAULTS;
export const EACH_FAULT = 4;
/** Of the faults, on plain files of one image each. */
export const FAULTY: readonly { fault: Fault; row: Case }[] = (Object.keys(FAULTS) as Fault[]).flatMap((fault, f) =>
  CASES.slice(EACH_FAULT * f, EACH_FAULT * (f + 1)).map((row) => ({
    fault,
    row: settle({ ...row, frames: 'one per file', ...(fault === 'CT without intercept' && { modality: 'CT' as const }) }),
  })),
);
