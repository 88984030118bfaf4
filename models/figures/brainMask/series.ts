import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DECODERS } from '../../../src/cli/decoders';
import { readPartTenFiles } from '../../../src/cli/dicomSource';
import { readMaskFile, readNiftiSlices } from '../../../src/cli/niftiFile';
import { readSeries } from '../../../src/dicom/readSeries';
import { volumeOf } from '../../../src/nifti/slices';
import type { Volume } from '../../../src/volume/Volume';
import { demoStudies } from '../../../viewer/demoStudies';

/** A series as the product reads it, and its reference mask where there is one. */
export interface Series {
  volume: Volume;
  reference?: Uint8Array[];
}

export interface Entry {
  id: string;
  file: string;
  mask: string | null;
  dataset: string;
  contrast: string;
  split: string;
}

export const entries = (data: string, folder: string): Entry[] =>
  JSON.parse(readFileSync(path.join(data, folder, 'index.json'), 'utf8')) as Entry[];

async function nifti(data: string, folder: string, { file, mask }: Entry, masked: boolean): Promise<Series> {
  const { header, slicing, planes, slices } = await readNiftiSlices(path.join(data, folder, file), 'stack-or-one');
  const volume = volumeOf(header, slicing, planes, slices, 'MR');
  return masked && mask
    ? { volume, reference: await readMaskFile(path.join(data, folder, mask), planes, (value) => value > 0) }
    : { volume };
}

/** Only `val` series: a reference counts where its folder holds masks of the brain. */
export const withReference = (data: string, entry: Entry) => nifti(data, 'brainmask', entry, true);

async function dicom(folder: string): Promise<Series> {
  const { files } = await readPartTenFiles(folder, true);
  return readSeries(files, DECODERS, { stack: true });
}

/** A series by its id, of the folders whose indices are there, or by the folder of its DICOM files; undefined where it is missing. */
export async function find(data: string, name: string): Promise<Series | undefined> {
  if (name === 'demo') return dicom(demoStudies()[0] ?? '');
  if (name.startsWith('dicom/')) return existsSync(path.join(data, name)) ? dicom(path.join(data, name)) : undefined;
  for (const folder of ['brainmask', 'mr', 'mr-clinical']) {
    if (!existsSync(path.join(data, folder, 'index.json'))) continue;
    const entry = entries(data, folder).find(({ id, split }) => id === name && split === 'val');
    if (entry) return nifti(data, folder, entry, folder === 'brainmask');
  }
  return undefined;
}
