import dcmjs from 'dcmjs';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DECODERS } from '../../../src/cli/decoders';
import { readSeries } from '../../../src/dicom/readSeries';
import { planeOf } from '../../../src/dicom/slicePlane';
import { numbersIn } from '../../../src/dicom/sourceHeader';
import { naturalObject, type SourceImage, viewedImage } from '../../../src/dicom/sourceImage';
import { stackOf } from '../../../src/rules/geometry';
import type { Stack } from '../../../src/volume/Stack';
import type { VolumeGrid } from '../../../src/volume/Volume';
import { naturalInstance } from '../../support/natural';
import { DRAWN, drawnFiles } from './drawn';
import { enhancedFile } from './enhanced';

/** A series that results are made of. */
export interface CheckedSource {
  name: string;
  /** As they lie in the archive. */
  files: ArrayBuffer[];
  /** Along the normal. */
  sources: SourceImage[];
  stack: Stack | undefined;
  grid: VolumeGrid;
  slices: Float32Array[];
}

/** Real series of the data folder that results can be made of. */
const REAL = [
  'mr-brain-flair-rembrandt',
  'mr-brain-t1-se-philips',
  'mr-brain-t1post-siemens',
  'mr-brain-t1-sag-siemens',
  'mr-abdomen-haste-coronal',
  'mr-fruit-ge-sag',
  'mr-shoulder-philips-j2k',
  'mr-enhanced-t1-xa30',
  'ct-abdomen-ge-3slice',
  'ct-abdomen-siemens-br38-j2k',
  'ct-chest-ge-lung-kernel',
  'ct-chest-siemens-b31f',
  'ct-headphantom-philips-soft-1mm',
];
const PIXEL_DATA = '7FE00010';

const fileAt = (path: string): ArrayBuffer => {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

export async function ofFiles(name: string, files: ArrayBuffer[]): Promise<CheckedSource> {
  const { images, stack, volume } = await readSeries(files, DECODERS, { stack: true, oneSlice: true });
  const { slices, ...grid } = volume;
  return { name, files, sources: images, stack, grid, slices };
}

/** As the viewer hands it over: naturalised DICOM JSON, and values in place of stored ones. */
async function asInViewer(name: string, files: ArrayBuffer[]): Promise<CheckedSource> {
  const whole = await ofFiles(name, files);
  const instances = files.map(naturalInstance);
  const sources = whole.sources.map(({ header }, k): SourceImage => {
    const [uid] = header.values('SOPInstanceUID');
    const instance = instances.find(({ SOPInstanceUID }) => SOPInstanceUID === uid)!;
    return viewedImage(instance, () => whole.slices[k]);
  });
  return { ...whole, sources };
}

/** The frames of one uncompressed multi-frame file, along the normal; only the viewer takes those. */
export function ofFrames(name: string, file: ArrayBuffer): CheckedSource {
  const instance = naturalInstance(file);
  const number = (keyword: string) => Number(instance[keyword]);
  const [rows, columns, frames] = [number('Rows'), number('Columns'), number('NumberOfFrames')];
  const [bytes] = dcmjs.data.DicomMessage.readFile(file).dict[PIXEL_DATA]?.Value as [ArrayBuffer];
  const signed = number('PixelRepresentation') === 1;
  const stored = signed ? new Int16Array(bytes) : new Uint16Array(bytes);
  const listed = Array.from({ length: frames }, (_, k) => {
    const header = naturalObject(instance, k + 1);
    const [[slope = 1], [intercept = 0]] = [numbersIn(header, 'RescaleSlope'), numbersIn(header, 'RescaleIntercept')];
    const values = Float32Array.from(stored.subarray(k * rows * columns, (k + 1) * rows * columns), (value) => slope * value + intercept);
    return { image: viewedImage(instance, () => values, k + 1), values };
  });
  const stack = stackOf({ planes: listed.map(({ image }) => planeOf(image.header)), samplesPerPixel: 1 });
  const ordered = stack.along(listed);
  const grid = stack.grid({ modality: String(instance.Modality), units: 'arbitrary' });
  return { name, files: [file], sources: ordered.map(({ image }) => image), stack, grid, slices: ordered.map(({ values }) => values) };
}

/** highdicom's conversion of a drawn series. */
function legacyFile(files: readonly ArrayBuffer[], folder: string): ArrayBuffer {
  mkdirSync(folder, { recursive: true });
  files.forEach((file, k) => writeFileSync(join(folder, `${k}.dcm`), new Uint8Array(file)));
  const [script, out] = [join(dirname(fileURLToPath(import.meta.url)), 'legacy.py'), `${folder}.dcm`];
  const { status, stderr } = spawnSync('python3', [script, folder, out], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`legacy.py: ${stderr}`);
  return fileAt(out);
}

/** Drawn series of all the kinds that pixels and places come in, as files. */
export async function drawnSources(): Promise<CheckedSource[]> {
  const found: CheckedSource[] = [];
  for (const [n, drawn] of DRAWN.entries()) found.push(await ofFiles(drawn.name, drawnFiles(drawn, n + 1)));
  return [...found, ofFrames('MR, enhanced', enhancedFile())];
}

/**
 * Drawn series, also as a viewer and as a converter hand them over, and the real ones of `data` where it is there.
 *
 * @param scratch a folder for what is made on the way
 */
export async function checkedSources(data: string, scratch: string): Promise<CheckedSource[]> {
  const drawn = await drawnSources();
  const found = drawn.slice(0, DRAWN.length);
  const [mr, ct] = [DRAWN[0]!, DRAWN.find(({ modality }) => modality === 'CT')!];
  const trial = DRAWN.find(({ name }) => name.includes('Latin-1'))!;
  for (const [n, one] of [mr, trial, ct].entries()) found.push(await asInViewer(`${one.name}, from the viewer`, drawnFiles(one, 30 + n)));
  found.push(...drawn.slice(DRAWN.length));
  for (const [n, one] of [mr, ct].entries()) {
    found.push(ofFrames(`${one.modality ?? 'MR'}, legacy converted`, legacyFile(drawnFiles(one, 40 + n), join(scratch, `legacy-${n}`))));
  }
  for (const name of REAL.filter((one) => existsSync(join(data, one)))) {
    const files = readdirSync(join(data, name)).map((file) => fileAt(join(data, name, file)));
    const frames = files.length === 1 && Number(naturalInstance(files[0]!).NumberOfFrames ?? 1) > 1;
    found.push(frames ? ofFrames(name, files[0]!) : await ofFiles(name, files));
  }
  return found;
}
