import { declaredPadding } from '../../../extension/host/declaredPadding';
import { frameOfImage, headerOf } from '../../../extension/host/header';
import { bindHost } from '../../../extension/host/host';
import { hostSliceLoader, readSlices } from '../../../extension/host/readSlices';
import { sliceFormat } from '../../../extension/host/rawFrames';
import { type ActiveSeries, seriesByUID } from '../../../extension/host/activeSeries';
import type { ExtensionContext } from '../../../extension/host/types';
import { factsOf, judgeSeries } from '../../../extension/run/Readiness';
import { DiffusionError } from '../../../src/core/errors';
import type { Manifest } from '../../../src/models/manifest';
import { DOMAIN } from '../../../src/rules/domain';
import { judgeBy } from '../../../src/rules/Rule';
import { type ViewerParts, viewerParts } from './viewerParts';

/** A slice as a task gets it. */
export interface ReadImage {
  /** From 1, of an image of several. */
  frame: number | undefined;
  /** Modality units, float32 as base64. */
  values: string;
  slope: number;
  intercept: number;
  plane: ActiveSeries['planes'][number];
}
/** What a click on Denoise would have of a series. */
export interface ReadSeries {
  rows: number;
  columns: number;
  /** Along the normal; one frame alone too. */
  images: ReadImage[];
  /** Codes of what the panel says of the series, and the result is marked with: gaps, a tilt. */
  said: string[];
}
export interface Opened {
  /** Series that the viewer lists of the files. */
  sets: { read?: ReadSeries; code?: string; message?: string; cause?: string }[];
  /** What the viewer wrote on its console where it could not read a file. */
  unread: string[];
  ms: number;
}

interface Page extends ExtensionContext {
  services: ExtensionContext['servicesManager']['services'];
  base64Of(bytes: ArrayBufferView): string;
}
declare global {
  interface Window {
    openLocally(files: readonly string[], manifest: Manifest): Promise<Opened>;
  }
}

const page = window as unknown as Page;
bindHost({ ...page, servicesManager: { services: page.services } });
const viewer: ViewerParts = viewerParts();

/** What the viewer does with a dropped file (OHIF's routes/Local/filesToStudies and dicomFileLoader), with its own parts. */
async function drop(text: string, added: string[]): Promise<string | undefined> {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const { loader, dcmjs, store } = viewer;
  try {
    const imageId = loader.wadouri.fileManager.add(new File([bytes], 'image.dcm'));
    added.push(imageId);
    const file = await loader.wadouri.loadFileRequest(imageId);
    const { dict, meta } = dcmjs.data.DicomMessage.readFile(file);
    const dataset = dcmjs.data.DicomMetaDictionary.naturalizeDataset(dict);
    const _meta = dcmjs.data.DicomMetaDictionary.namifyDataset(meta) as { TransferSyntaxUID?: { Value?: unknown[] } };
    const AvailableTransferSyntaxUID = dataset.AvailableTransferSyntaxUID ?? _meta.TransferSyntaxUID?.Value?.[0];
    store.addInstance(Object.assign(dataset, { url: imageId, _meta, AvailableTransferSyntaxUID }));
    return undefined;
  } catch (thrown) {
    return String(thrown).slice(0, 200);
  }
}

/** Of a series alone; no model is for another modality than these. */
const ANY_MODEL = new Set(['HEADER_NUMBER', 'MODEL_DOMAIN']);
const MODALITIES = ['MR', 'CT'];

/** What refuses a series before the click, whatever model is chosen. */
function judged(series: ActiveSeries, model: Manifest) {
  const verdict = judgeSeries(series, undefined);
  const manifest = { ...model, domain: { ...model.domain, modalities: MODALITIES } } as Manifest;
  const { refused } = judgeBy(
    DOMAIN.filter(({ code }) => ANY_MODEL.has(code)),
    { manifest, series: factsOf(series) },
  );
  const found = verdict.refused ?? refused;
  if (found) throw new DiffusionError(found.code, found);
  if (!verdict.stack) throw new Error('neither refused nor a stack');
  return verdict.stack;
}

/** The road of a click on Denoise up to the task. */
async function read(uid: string, manifest: Manifest): Promise<ReadSeries> {
  const series = seriesByUID(uid);
  if (!series) throw new Error('no series');
  const stack = judged(series, manifest);
  const { rows, columns } = stack.grid({ modality: series.modality, units: '' });
  declaredPadding(series.imageIds);
  const listed: Float32Array[] = [];
  const slices = readSlices(series.imageIds, {
    length: rows * columns,
    signal: new AbortController().signal,
    loader: hostSliceLoader(),
  });
  for await (const { index, pixels } of slices) listed[index] = pixels;
  const images = listed.map((_, k): ReadImage => {
    const imageId = series.imageIds[stack.listedAt(k)] ?? '';
    const { slope = NaN, intercept = NaN } = sliceFormat(imageId) ?? {};
    const frame = frameOfImage(imageId, headerOf(imageId));
    const values = page.base64Of(listed[stack.listedAt(k)] ?? new Float32Array());
    return { frame, values, slope, intercept, plane: series.planes[stack.listedAt(k)] };
  });
  return { rows, columns, images, said: stack.gaps.map(({ code }) => code) };
}

const LIMIT_MS = 20_000;
const late = () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('nothing for 20 s')), LIMIT_MS));

window.openLocally = async (files, manifest) => {
  const { services } = page;
  const { displaySetService: sets } = services;
  const before = new Set(sets.getActiveDisplaySets().map(({ displaySetInstanceUID }) => displaySetInstanceUID));
  const { store } = viewer;
  const filled = () => store.getStudyInstanceUIDs().filter((uid) => (store.getStudy(uid)?.series.length ?? 0) > 0);
  const studies = new Set(filled());
  const added: string[] = [];
  const began = performance.now();
  const unread = (await Promise.all(files.map((file) => drop(file, added)))).filter((one) => one !== undefined);
  const fresh = filled().filter((uid) => !studies.has(uid));
  const opened: Opened = { sets: [], unread, ms: 0 };
  for (const StudyInstanceUID of fresh) {
    try {
      await viewer.local.retrieve.series.metadata({ StudyInstanceUID });
    } catch (thrown) {
      unread.push(String(thrown).slice(0, 200));
    }
  }
  // A report beside the images is listed too, and is no picture.
  const own = sets.getActiveDisplaySets().filter(({ displaySetInstanceUID: uid, Modality }) => !before.has(uid) && Modality !== 'SR');
  for (const { displaySetInstanceUID: uid } of own) {
    try {
      opened.sets.push({ read: await Promise.race([read(uid, manifest), late()]) });
    } catch (thrown) {
      const { code, message } = DiffusionError.from(thrown);
      opened.sets.push({ code, message, cause: code === 'INTERNAL' ? String((thrown as Error).stack).slice(0, 600) : '' });
    }
  }
  opened.ms = performance.now() - began;
  for (const { displaySetInstanceUID: uid } of [...sets.getActiveDisplaySets()]) if (!before.has(uid)) sets.deleteDisplaySet(uid);
  // As a reload would: the viewer keeps what it has once read.
  added.forEach((imageId) => viewer.loader.wadouri.fileManager.remove(Number(imageId.replace('dicomfile:', ''))));
  fresh.forEach((uid) => store.getStudy(uid)?.series.splice(0));
  return opened;
};
