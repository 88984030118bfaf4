import { DiffusionError } from '../core/errors';
import { contrastsIn, readsNamed } from '../models/contrast';
import type { Manifest } from '../models/manifest';
import { DOMAIN, spacingText } from './domain';
import { judgeBy } from './Rule';
import type { SeriesFacts } from './facts';

export interface ModelChoice {
  manifest: Manifest;
  /** Why this one, in plain words. */
  reason: string;
}

export interface Wishes {
  /** Ids that come first where models fit alike: those that a site prefers. */
  first?: readonly string[] | undefined;
  /** The model that is chosen now: it stays where no other fits better. */
  current?: string | undefined;
  /** It was chosen by a person: it stays unless it cannot read the series at all. */
  byHand?: boolean | undefined;
}

/** `MR of the brain`. */
const domainText = ({ domain: { modalities, bodyPart } }: Manifest) =>
  `${modalities.join(' or ')} of ${bodyPart === 'any' ? 'any body part' : `the ${bodyPart}`}`;

/** One number per rule, 1 where it is broken, in the order of the table; undefined where a rule refuses. */
function faults(manifest: Manifest, series: SeriesFacts): number[] | undefined {
  const one = { manifest, series };
  const found = DOMAIN.map(({ level, applies, check }) => ((applies?.(one) ?? true) && check(one) ? level : undefined));
  return found.includes('refuse') ? undefined : found.map((level) => (level ? 1 : 0));
}

/** Below zero where `a` breaks the rule that stands higher. */
function compare(a: readonly number[], b: readonly number[]): number {
  const n = a.findIndex((fault, k) => fault !== b[k]);
  return n < 0 ? 0 : (a[n] ?? 0) - (b[n] ?? 0);
}

/** Models that do a task, those that come first in front. */
export function modelsFor(manifests: readonly Manifest[], task: string, first: readonly string[] = []): Manifest[] {
  const able = manifests.filter(({ tasks }) => tasks.some((name) => name === task));
  return [...new Set([...first.flatMap((id) => able.filter((one) => one.id === id)), ...able])];
}

/**
 * The model for a series: of those that do the task and are not refused, the one that breaks the fewest of the rules that weigh most.
 *
 * @throws DiffusionError MODEL_DOMAIN saying what was found and what each model needs; NOT_MAGNITUDE, which no model reads
 */
export function chooseModel(manifests: readonly Manifest[], task: string, series: SeriesFacts, wishes: Wishes = {}): ModelChoice {
  const { first, current, byHand = false } = wishes;
  const able = modelsFor(manifests, task, first);
  const fitting = able.flatMap((manifest) => {
    const broken = faults(manifest, series);
    return broken ? [{ manifest, broken }] : [];
  });
  const kept = fitting.find(({ manifest }) => manifest.id === current);
  const [best] = [...fitting].sort((a, b) => compare(a.broken, b.broken));
  const found = [series.modality || 'an unknown modality', series.bodyPart, spacingText(series.pixelSpacing)].filter(Boolean).join(', ');
  if (!best) {
    // No model could read it, whatever it was made for.
    if (series.unclear !== undefined) throw new DiffusionError('HEADER_NUMBER', { measured: series.unclear });
    const other = able.map((manifest) => judgeBy(DOMAIN, { manifest, series }).refused).find((one) => one && one.code !== 'MODEL_DOMAIN');
    if (other) throw new DiffusionError(other.code, other);
    const needs = able.map((one) => `${one.id}: ${domainText(one)}`);
    throw new DiffusionError('MODEL_DOMAIN', { measured: found, allowed: needs.join('; ') || `no model for ${task} is installed` });
  }
  const { manifest } = kept && (byHand || compare(kept.broken, best.broken) <= 0) ? kept : best;
  const others = fitting.map((one) => one.manifest);
  return { manifest, reason: `made for ${domainText(manifest)}; the series is ${found}${contrastReason(manifest, others, series)}` };
}

/** Why this one of several models for different contrasts; nothing where the contrast decided nothing. */
function contrastReason(chosen: Manifest, fitting: readonly Manifest[], { description }: SeriesFacts): string {
  const others = fitting.filter(({ domain: { contrasts } }) => contrasts.join() !== chosen.domain.contrasts.join());
  if (others.length === 0) return '';
  const named = contrastsIn(description).join(' or ');
  if (readsNamed(chosen, description)) return named && `, its name says ${named}`;
  const list = others.map(({ id, domain: { contrasts } }) => `${id} for ${contrasts.join(' or ') || 'any contrast'}`).join(', ');
  return `, ${named ? `its name says ${named}` : 'its name says no contrast'} (also installed: ${list})`;
}
