import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { contrastsIn } from '../models/contrast';
import { modalityInName, modalityOf, signsOf } from '../nifti/modality';
import { gather, volumeOf, type Slicing } from '../nifti/slices';
import { niftiPieces } from '../nifti/writeNifti';
import { KINDS } from '../results/kinds';
import { gzipped } from './gzip';
import { readMaskFile, readNiftiSlices } from './niftiFile';
import type { SliceDemand, Source } from './source';

const AXES = ['first', 'second', 'third'] as const;
/** Bytes: a JSON file beside an image is a few kB long. */
const LONGEST_SIDECAR = 2 ** 20;
const EXTENSION = /\.(nii|hdr|img)(\.gz)?$/i;

const BECAUSE: Readonly<Record<Slicing['because'], string>> = {
  thick: 'along which the voxels are longest',
  axial: 'which runs along the patient',
  single: 'along which there is one voxel',
  storage: 'in which the file stores them',
};

/** The modality that the JSON file beside an image names, as dcm2niix writes it. */
async function sidecarModality(path: string): Promise<string | undefined> {
  const sidecar = path.replace(EXTENSION, '.json');
  if (!(await stat(sidecar).catch(() => undefined))?.isFile()) return undefined;
  const file = await open(sidecar).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    if (size > LONGEST_SIDECAR) return undefined;
    const { Modality } = JSON.parse(await file.readFile('utf8')) as { Modality?: unknown };
    return typeof Modality === 'string' && Modality.trim() ? Modality.trim().toUpperCase() : undefined;
  } catch {
    // A file of another kind, which says nothing.
    return undefined;
  } finally {
    await file.close();
  }
}

export interface NiftiOptions {
  /** What a person says that it is. */
  modality?: string | undefined;
  signal?: AbortSignal;
}

/**
 * One NIfTI image: `.nii`, or `.hdr` and `.img`, packed or not; results are `.nii.gz` of float32 on the same grid, stored in the same order.
 *
 * @throws DiffusionError NIFTI_DAMAGED, NIFTI_UNSUPPORTED, NOT_ONE_VOLUME, SINGULAR_AFFINE, AFFINE_SHEARED, BAD_PIXELS, SINGLE_SLICE,
 * GANTRY_TILT, INPUT_TOO_LARGE, MODALITY_UNKNOWN, MODALITY_DIFFERS, CT_NOT_HU
 */
export async function niftiSource(path: string, demand: SliceDemand, { modality: asked, signal }: NiftiOptions = {}): Promise<Source> {
  const { header, slicing, planes, gaps, slices, behind } = await readNiftiSlices(path, demand, signal);
  // Such a file says what it holds in its name, if anywhere: sub-01_T1w.nii.gz.
  const name = basename(path).replace(EXTENSION, '');
  const contrasts = contrastsIn(name);
  const evidence = { asked, sidecar: await sidecarModality(path), name: modalityInName(name, contrasts), values: signsOf(slices) };
  const { modality, known, said } = modalityOf(evidence);
  const volume = volumeOf(header, slicing, planes, slices, modality);
  const [columnSpacing, rowSpacing] = volume.spacing;
  const units = { 1: 'metres', 3: 'micrometres' }[header.orientation.xyztUnits & 7];
  return {
    format: 'nifti',
    volume,
    facts: {
      silent: true,
      axes: volume.axes,
      unoriented: header.unoriented,
      modality,
      pixelSpacing: [columnSpacing, rowSpacing],
      ...(contrasts.length > 0 && { description: name }),
    },
    said: [...gaps, ...said],
    notes: [
      `A NIfTI file names no modality; it is taken for ${modality} by ${known}.`,
      ...(slicing.across === 2 ? [] : [`Slices are taken across the ${AXES[slicing.across]} axis, ${BECAUSE[slicing.because]}.`]),
      ...(units === undefined
        ? []
        : [`The file gives its voxels in ${units}: ${volume.spacing.map((mm) => mm.toPrecision(3)).join(' × ')} mm.`]),
      ...(behind > 0 ? [`${behind} bytes behind the voxels that the header tells of were left out.`] : []),
    ],
    checkWritable: () => undefined,
    readMask: (mask, inside) => readMaskFile(mask, planes, inside, signal),
    encode: async ({ result }) => {
      const written = [];
      for (const { kind, slices: made } of result.layers) {
        const pieces = niftiPieces(header, (k) => gather(made, k, header, slicing), `AI-derived, research only: ${KINDS[kind].title}`);
        written.push({ kind, files: [{ path: `${KINDS[kind].file}.nii.gz`, bytes: await gzipped(pieces) }] });
      }
      return written;
    },
  };
}
