import { DiffusionError, type Remark } from '../../core/errors';
import { ofKind } from '../../models/manifest';
import type { MaskNote } from '../../results/provenance';
import { modelsFor } from '../../rules/chooseModel';
import { axialTurn } from '../../volume/canonicalAxial';
import { ownBrainSurvey } from '../../volume/skullOff';
import type { Context, Order } from '../Task';
import { lookAt, turn, usedModel } from '../work';
import { brainIn, brainSurvey, millilitresOf } from './brainMask';

export interface Brain {
  /** One per slice of the series: 1 inside. */
  masks: Uint8Array[];
  note: MaskNote;
  warnings: Remark[];
}

const ITSELF: MaskNote = { source: 'the series itself, whose skull has been taken off' };

async function find({ grid, count, region, mask, skullOn }: Order, context: Context): Promise<Brain> {
  const size = grid.rows * grid.columns;
  if (region) return { masks: region.map((slice) => slice ?? new Uint8Array(size)), note: mask ?? { source: 'the reader' }, warnings: [] };
  const own = skullOn ? undefined : await lookAt(ownBrainSurvey(grid, count > 1), context);
  if (own) return { masks: own, note: ITSELF, warnings: [] };
  const [found] = modelsFor(await context.models('brain-mask'), 'brain-mask');
  if (!found) throw new DiffusionError('MODEL_MISSING', { measured: 'no model for brain-mask' });
  const manifest = ofKind(found, 'segmenter');
  const network = await context.network(manifest);
  const seen = await lookAt(brainSurvey(grid, count, grid.axes && axialTurn(grid.axes), manifest), context);
  const { masks, warnings } = await brainIn(seen, grid, manifest, network, () => turn(context));
  return { masks, note: { source: `the model ${manifest.id}`, model: usedModel(manifest) }, warnings };
}

/**
 * The brain of a series: as it was given or drawn, else as the series itself shows it, its skull taken off, else by the brain-mask model.
 *
 * @throws DiffusionError MASK_EMPTY, MODEL_MISSING and those of brainSurvey
 */
export async function findBrain(order: Order, context: Context): Promise<Brain> {
  const { masks, note, warnings } = await find(order, context);
  if (!masks.some((mask) => mask.includes(1))) throw new DiffusionError('MASK_EMPTY', { measured: `a mask by ${note.source}` });
  // A volume of one slice is no volume.
  const millilitres = order.count > 1 ? { millilitres: Math.round(millilitresOf(order.grid, masks)) } : {};
  return { masks, note: { ...note, ...millilitres }, warnings };
}

/** Whether the skull is off is seen on all slices together: a few through the crown of a head look the same. */
export async function brainOfAll(order: Order, context: Context): Promise<Partial<Order>> {
  if (order.region) return {};
  const region = await lookAt(ownBrainSurvey(order.grid, false), context);
  return region ? { region, mask: ITSELF } : { skullOn: true };
}
