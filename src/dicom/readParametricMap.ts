import { DiffusionError } from '../core/errors';
import { readDataset } from './dataset';
import { PARAMETRIC_MAP } from './parametricMap';
import { type FrameGroups, type FrameNote, frameGroups, frameNote, itemsOf, numberOf, objectNote, pixelBytes, textOf } from './readObject';

export interface ReadMap extends ReturnType<typeof objectNote> {
  rows: number;
  columns: number;
  /** Code value and meaning of the units, where they are said. */
  units: { code: string; meaning: string } | undefined;
  /** In file order; values row-major. */
  frames: (FrameNote & { values: Float32Array })[];
}

/** Values are given as they are stored. */
function checkMapping(group: FrameGroups): void {
  const mapping = group('RealWorldValueMappingSequence');
  const [slope, intercept] = [numberOf(mapping, 'RealWorldValueSlope') ?? 1, numberOf(mapping, 'RealWorldValueIntercept') ?? 0];
  if (slope !== 1 || intercept !== 0)
    throw new DiffusionError('DICOM_UNSUPPORTED', { measured: `values mapped by ${slope} and ${intercept}`, allowed: 'values as stored' });
}

/**
 * Reads a Parametric Map of float pixels as it comes back from an archive, ours or of others.
 *
 * @throws DiffusionError DICOM_DAMAGED, DICOM_UNSUPPORTED
 */
export function readParametricMap(file: ArrayBuffer): ReadMap {
  const dataset = readDataset(file);
  if (!dataset) throw new DiffusionError('DICOM_DAMAGED', { measured: `a file of ${file.byteLength} bytes that is no DICOM image` });
  const groups = frameGroups(dataset, PARAMETRIC_MAP);
  groups.forEach(checkMapping);
  const { rows, columns, buffer } = pixelBytes(dataset, 'FloatPixelData', (pixels) => 4 * pixels);
  const size = rows * columns;
  const [unit] = itemsOf(groups[0]?.('RealWorldValueMappingSequence'), 'MeasurementUnitsCodeSequence');
  const code = textOf(unit, 'CodeValue');
  return {
    ...objectNote(dataset),
    rows,
    columns,
    units: code === undefined ? undefined : { code, meaning: textOf(unit, 'CodeMeaning') ?? '' },
    frames: groups.map((group, k) => ({ ...frameNote(group), values: new Float32Array(buffer, 4 * size * k, size) })),
  };
}
