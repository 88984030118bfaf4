import React, { type ComponentType, useEffect, useRef, useSyncExternalStore } from 'react';
import { FillingSection } from './FillingSection';
import { AnomalySection } from './AnomalySection';
import { FindingsSection } from './FindingsSection';
import { OverlaySection } from './OverlaySection';
import type { WorkbenchState } from '../run/state';
import type { Features } from '../workbench/features';
import type { ResultActions } from '../workbench/ResultActions';
import type { SectionProps } from './props';
import { BlendSection } from './BlendSection';
import { FileSection } from './FileSection';
import { CompareSection } from './CompareSection';
import { MeasureSection } from './MeasureSection';
import { strengthName } from '../i18n/describe';
import { Remarks } from './Remarks';
import { ReviewSection } from './ReviewSection';
import { RunFacts } from './RunFacts';
import { ui } from '../i18n';
import { resultName } from '../results/name';

type Props = SectionProps<keyof Features, keyof ResultActions> & Pick<WorkbenchState, 'shown'>;

/** What a result offers below its facts, from top to bottom, the list without an end last; a section that has nothing for a task shows nothing. */
export const RESULT_SECTIONS: readonly (readonly [id: string, section: ComponentType<Props>])[] = [
  ['review', ReviewSection],
  ['file', FileSection],
  ['anomaly', AnomalySection],
  ['filling', FillingSection],
  ['blend', BlendSection],
  ['compare', CompareSection],
  ['measures', MeasureSection],
  ['overlay', OverlaySection],
  ['findings', FindingsSection],
];

/** What was made, with what, how long it took; and the two things one can do with it. */
export function ResultCard({ row, shown, features, actions, open }: Props & { open: boolean }) {
  const { note, finished, uid, task } = row;
  const { keep, reminder } = features;
  const unfiled = useSyncExternalStore(reminder.store.subscribe, reminder.store.get).unfiled.includes(row.id);
  const kept = useSyncExternalStore(keep.store.subscribe, keep.store.get);
  const { provenance, warnings } = note;
  const strength = note.strength === undefined ? undefined : strengthName(note.strength);
  const buttons = useRef<HTMLDivElement>(null);
  // A result that arrives below the edge of the panel would not be noticed.
  useEffect(() => {
    if (open) buttons.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  /** The settings are at the top of the panel. */
  const again = (button: HTMLElement) => {
    button.closest('.diffusion-root')?.scrollTo({ top: 0, behavior: 'smooth' });
    void actions.again(uid);
  };
  return (
    <details className="diffusion-card" data-cy="diffusion-result" data-task={task} data-uid={uid} data-partial={note.partial} open={open}>
      <summary className="diffusion-card-title">
        {unfiled && (
          <span className="diffusion-dot" data-cy="diffusion-unfiled" role="img" title={ui.unfiled.dot} aria-label={ui.unfiled.dot}>
            ●
          </span>
        )}
        {resultName(note)}
      </summary>
      <p className="diffusion-muted">{note.sourceLabel}</p>
      <p className="diffusion-muted">{ui.result.model(note.modelLabel, provenance.model.version, strength)}</p>
      {note.partial && <p className="diffusion-warning">{ui.result.partial(finished, note.slices)}</p>}
      {kept.unkept.includes(row.id) && (
        <p className="diffusion-warning" data-cy="diffusion-unkept">
          {ui.unfiled.unkept}
        </p>
      )}
      {kept.differing.includes(row.id) && (
        <p className="diffusion-warning" data-cy="diffusion-differing">
          {ui.restore.differing}
        </p>
      )}
      <Remarks remarks={warnings} />
      <div className="diffusion-row" ref={buttons}>
        <button type="button" data-cy="diffusion-show" className="diffusion-button" onClick={() => void actions.show(uid)}>
          {ui.result.show}
        </button>
        {row.settings && (
          <button type="button" data-cy="diffusion-again" className="diffusion-button" onClick={(event) => again(event.currentTarget)}>
            {ui.shell.againButton}
          </button>
        )}
        <button type="button" data-cy="diffusion-remove" className="diffusion-button" onClick={() => void actions.remove(uid)}>
          {ui.result.remove}
        </button>
      </div>
      {RESULT_SECTIONS.map(([id, Section]) => (
        <Section key={id} row={row} shown={shown} features={features} actions={actions} />
      ))}
      <RunFacts title={ui.shell.settings} provenance={provenance} cy="diffusion-settings-used" />
    </details>
  );
}
