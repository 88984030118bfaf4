import { DiffusionError } from '../core/errors';
import { ofKind } from '../models/verify';
import type { UsedModel } from '../results/provenance';
import { brainMask } from '../tasks/brainMask';
import { axialTurn } from '../volume/canonicalAxial';
import { ownBrain } from '../volume/skullOff';
import type { Volume } from '../volume/Volume';
import { pickModel } from './models';
import type { TaskRun } from './task';

export interface FoundMask {
  /** One per slice of the series: 1 inside the brain. */
  masks: Uint8Array[];
  /** In plain words, for the report. */
  source: string;
  model?: UsedModel;
  warnings: string[];
}

async function byFile({ source, options }: TaskRun): Promise<FoundMask | undefined> {
  if (options.mask === undefined) return undefined;
  return { masks: await source.readMask(options.mask, (value) => value > 0), source: 'the file given', warnings: [] };
}

function bySeries({ source }: TaskRun): FoundMask | undefined {
  const masks = ownBrain(source.volume, source.stack);
  return masks && { masks, source: 'the series itself, whose skull has been taken off', warnings: [] };
}

async function byModel({ source, models }: TaskRun, parts: readonly Volume[]): Promise<FoundMask> {
  const manifest = ofKind((await pickModel(undefined, 'brain-mask', source.facts)).manifest, 'segmenter');
  const network = await models.network(manifest);
  const masks: Uint8Array[] = [];
  const warnings = new Set<string>();
  for (const part of parts) {
    const found = await brainMask(part, part.axes && axialTurn(part.axes), manifest, network);
    masks.push(...found.masks);
    found.warnings.forEach((line) => warnings.add(line));
  }
  const { id, version, file } = manifest;
  return { masks, source: `the model ${id}`, model: { id, version, sha256: file.sha256 }, warnings: [...warnings] };
}

/**
 * The brain of a series: by --mask, else by the series itself where its skull has been taken off, else by the brain-mask model.
 *
 * @param parts the series, or each of its slices where they are independent
 * @throws DiffusionError REGION_GRID, MASK_EMPTY and those of brainMask
 */
export async function findBrain(task: TaskRun, parts: readonly Volume[]): Promise<FoundMask> {
  const found = (await byFile(task)) ?? bySeries(task) ?? (await byModel(task, parts));
  if (!found.masks.some((mask) => mask.includes(1))) throw new DiffusionError('MASK_EMPTY', { measured: `a mask by ${found.source}` });
  return found;
}
