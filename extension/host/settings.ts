import { type Pin, pinsOf } from '../../src/models/pinned';
import type { TaskName } from '../../src/results/Result';

/** Tasks in the order of the panel. */
export const TASKS: readonly TaskName[] = ['denoise', 'inpaint', 'anomaly'];

/** One value for every task. */
export const forEachTask = <T>(value: (task: TaskName) => T) =>
  Object.fromEntries(TASKS.map((task) => [task, value(task)])) as Record<TaskName, T>;

/** How a score is first shown as colours on its source; undefined: as the model and the workbench have it. */
export interface OverlaySettings {
  /** Evidence, -log10 of the share of healthy voxels above, from which a score is coloured: 3 is one in 1000. */
  threshold: number | undefined;
  /** Share of the colour in the picture, 0 to 1. */
  opacity: number | undefined;
  /** Id of a colormap of the overlay. */
  colormap: string | undefined;
}

/** How results are filed in an archive; undefined: as the workbench has it. */
export interface SiteFiling {
  /** False: results stay in the viewer, and nothing offers to file them. */
  enabled: boolean;
  /** Added to the series numbers of results, on top of what their kind adds. */
  seriesOffset: number;
  /** Begins every series description. */
  prefix: string | undefined;
  /** Named in reports as the person who observed. */
  reader: string | undefined;
  /** Name of the data source that is stored to; undefined: the one that the study comes from. */
  target: string | undefined;
}

/** What whoever installs the viewer decides: docs/site-settings.md. */
export interface Settings {
  /** Ids of the folders below `models/`. */
  models: string[];
  /** Manifests that the site vouches for, beside those that come with the software. */
  pins: readonly Pin[];
  /** Folder that holds the worker, the runtime and the models; ends with a slash. */
  assetsUrl: string;
  /** Tasks that are offered; the others have no tab and no button, and their commands are refused. */
  tasks: readonly TaskName[];
  /** Per task, models that come first in its list: the first that fits the series is chosen. */
  defaultModels: Readonly<Record<TaskName, readonly string[]>>;
  overlay: OverlaySettings;
  /** First line of the tag in the viewports, in place of ours. */
  tagText: string | undefined;
  /** Bytes that the tab may hold; larger runs are done slab by slab. undefined: the workbench's own. */
  memoryLimit: number | undefined;
  filing: SiteFiling;
}

/** Id under which a site may give the same settings through OHIF's customization service; they stand above window.config.diffusion. */
export const CUSTOMIZATION_ID = 'diffusion.settings';

const DEFAULT_MODELS = [
  'mr-brain-restore',
  'ct-lowdose',
  'flair-brain-healthy',
  't1-brain-healthy',
  'flair-brain-noising',
  'brain-mask',
  'mr-brain-inpaint',
];
/** Longer ones would cover the picture. */
const LONGEST_TAG = 60;
/** Of 64 characters of a series description, most belong to what it says. */
const LONGEST_PREFIX = 16;
/** Longest component group of a Person Name (PS3.5 6.2). */
const LONGEST_NAME = 64;
/** Series Number is an Integer String, and archives that sort by it expect small ones. */
const OFFSETS = [0, 1_000_000] as const;
/** GB. */
const MEMORY = [0.1, 64] as const;
const inBytes = (gigabytes: number | undefined) => (gigabytes === undefined ? undefined : gigabytes * 1e9);

type Keys = Readonly<Record<string, unknown>>;

const keysOf = (value: unknown): Keys => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Keys) : {});
const words = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((word): word is string => typeof word === 'string' && word !== '') : [];
const word = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);
const number = (value: unknown, low: number, high: number): number | undefined =>
  typeof value === 'number' && value >= low && value <= high ? value : undefined;

/** One line of text that may stand in a DICOM attribute: no backslash, which separates values, and no control characters. */
const line = (value: unknown): string | undefined => word(typeof value === 'string' ? value.replace(/[\\\p{Cc}]+/gu, ' ') : undefined);

function filingOf(value: unknown): SiteFiling {
  const { enabled, seriesOffset, prefix, reader, target } = keysOf(value);
  return {
    enabled: enabled !== false,
    seriesOffset: Number.isInteger(seriesOffset) ? (number(seriesOffset, ...OFFSETS) ?? 0) : 0,
    prefix: line(prefix)?.slice(0, LONGEST_PREFIX).trim(),
    reader: line(reader)?.slice(0, LONGEST_NAME).trim(),
    target: word(target),
  };
}

/** The tasks that a site allows; all of them when it names none that exists. */
function allowed(tasks: unknown): readonly TaskName[] {
  const named = TASKS.filter((task) => words(tasks).includes(task));
  return named.length > 0 ? named : TASKS;
}

/**
 * Tolerant: a key of the wrong type or out of its range counts as absent, so that a typing error in app-config.js does not take the viewer
 * down.
 *
 * @param appConfig `window.config`
 * @param site value of the customization CUSTOMIZATION_ID; its keys stand above those of `appConfig.diffusion`
 */
export function readSettings(appConfig: unknown, bundleUrl: string, site?: unknown): Settings {
  const own = { ...keysOf(keysOf(appConfig).diffusion), ...keysOf(site) };
  const models = words(own.models);
  const folder = new URL(word(own.assetsUrl) ?? bundleUrl, bundleUrl).href;
  const [first, overlay] = [keysOf(own.defaultModels), keysOf(own.overlay)];
  return {
    models: models.length > 0 ? models : DEFAULT_MODELS,
    pins: pinsOf(own.pins).pins,
    assetsUrl: folder.endsWith('/') ? folder : `${folder}/`,
    tasks: allowed(own.tasks),
    defaultModels: forEachTask((task) => words(first[task])),
    overlay: { threshold: number(overlay.threshold, 0, 10), opacity: number(overlay.opacity, 0, 1), colormap: word(overlay.colormap) },
    tagText: word(own.tagText)?.slice(0, LONGEST_TAG),
    memoryLimit: inBytes(number(own.memoryLimit, ...MEMORY)),
    filing: filingOf(own.filing),
  };
}

/** The tasks alone: what the mode must know, which has no folder of its own. */
export const allowedTasks = (appConfig: unknown, site?: unknown): readonly TaskName[] =>
  allowed(keysOf(site).tasks ?? keysOf(keysOf(appConfig).diffusion).tasks);
