import type { Provenance } from '../../src/results/provenance';
import { runNotes } from '../host/displaySets';
import type { ResultNote } from '../host/resultNote';
import { ui } from '../i18n';
import { layerName } from '../i18n/describe';

type Named = Pick<ResultNote, 'kind' | 'sample' | 'provenance' | 'made' | 'twin'>;

const two = (n: number) => String(n).padStart(2, '0');

/** `14:32`, by the clock of the reading room. */
const clock = (made: Date) => `${two(made.getHours())}:${two(made.getMinutes())}`;

/** What may differ from another result of the same series: how often it was drawn, in how many turns. */
function drawn(provenance: Provenance): string[] {
  if (provenance.task === 'anomaly') return provenance.noising ? [ui.name.reconstructions(provenance.noising.samples)] : [];
  const { steps, samples } = provenance;
  const best = provenance.task === 'denoise' && provenance.turns ? [ui.name.best] : [];
  return steps > 1 ? [...best, ui.name.steps(steps, samples)] : best;
}

/** `8 steps × 2 · 14:32`, whatever the part of the run. */
const how = (provenance: Provenance, made: Date) => [...drawn(provenance), clock(made)].join(' · ');

/** What a result is called on screen, what it is first: `denoised · 8 steps × 2 · 14:32`. The time is that at which it was made here. */
export const resultName = ({ kind, sample, provenance, made, twin }: Named): string =>
  `${layerName({ kind, sample })} · ${how(provenance, made)}${twin === undefined ? '' : ` (${twin})`}`;

/**
 * A number for a run whose parts would be called like those of another run of the same series, from 2 on; undefined where none is needed.
 */
export function twinOf(sourceUID: string, provenance: Provenance, made: Date): number | undefined {
  const alike = runNotes().filter(
    (note) =>
      note.sourceUID === sourceUID && note.provenance.task === provenance.task && how(note.provenance, note.made) === how(provenance, made),
  );
  return alike.length === 0 ? undefined : 1 + Math.max(...alike.map(({ twin = 1 }) => twin));
}

/** In the list of series, which cuts the end off: the name, how much it may be trusted, and from what it was made. */
export function listedName(note: Named & Pick<ResultNote, 'partial' | 'outside' | 'sourceLabel'>): string {
  const { partial, outside, gaps } = ui.tag;
  const marks = [note.partial && partial, note.outside && outside, note.provenance.gaps && gaps, ui.tag.title];
  return [resultName(note), ...marks.filter(Boolean), note.sourceLabel].join(' · ');
}
