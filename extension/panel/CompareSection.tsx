import React, { type KeyboardEvent, useSyncExternalStore } from 'react';
import { LAYOUTS, type Layout, type LayoutId, layoutsFor } from '../compare/layouts';
import { ui } from '../i18n';
import type { WorkbenchState } from '../run/state';
import { paneName } from '../results/rows';
import type { SectionProps } from './props';

/** Which layouts lack a part that the run did not make. */
const lacks = (id: LayoutId, hasSpread: boolean) => (LAYOUTS[id] as Layout).panes.includes('uncertainty') && !hasSpread;

/** Layouts of the parts, and original and result in one place. */
export function CompareSection({
  row,
  shown,
  features: { comparison, swipe },
  actions,
}: SectionProps<'comparison' | 'swipe', 'compare' | 'flickerRun' | 'swipeRun'> & Pick<WorkbenchState, 'shown'>) {
  const hasSpread = comparison.has(row.id, 'uncertainty');
  const peeking = row.note.peeking ?? false;
  const swiping = useSyncExternalStore(swipe.store.subscribe, swipe.store.get).runId === row.id;
  const key = (on: boolean) => (event: KeyboardEvent) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    comparison.peek(row.id, on);
  };
  return (
    <div className="diffusion-section" data-cy="diffusion-compare">
      <div className="diffusion-layouts">
        {layoutsFor(row).map((id) => {
          const { columns, panes } = LAYOUTS[id] as Layout;
          const name = ui.compare.layouts[id];
          const disabled = lacks(id, hasSpread);
          return (
            <button
              key={id}
              type="button"
              className="diffusion-button"
              data-cy={`diffusion-compare-${id}`}
              title={disabled ? `${name}. ${ui.compare.noUncertainty}` : name}
              aria-label={name}
              disabled={disabled}
              aria-pressed={shown === paneName(row.id, id)}
              onClick={() => void actions.compare(row.id, id)}
            >
              <span className="diffusion-grid" style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }} aria-hidden="true">
                {panes.map((_, n) => (
                  <i key={n} />
                ))}
              </span>
              <span>{name}</span>
            </button>
          );
        })}
      </div>
      {comparison.canPeek(row) && (
        <div className="diffusion-row">
          <button
            type="button"
            className="diffusion-button"
            data-cy="diffusion-flicker"
            aria-pressed={peeking}
            onClick={() => void actions.flickerRun(row.id)}
          >
            {ui.compare.flicker}
          </button>
          <button
            type="button"
            className="diffusion-button"
            data-cy="diffusion-peek"
            onPointerDown={(event) => {
              // The release must be heard wherever the pointer is by then.
              event.currentTarget.setPointerCapture(event.pointerId);
              comparison.peek(row.id, true);
            }}
            onLostPointerCapture={() => comparison.peek(row.id, false)}
            onKeyDown={key(true)}
            onKeyUp={key(false)}
          >
            {ui.compare.peek}
          </button>
          <button
            type="button"
            className="diffusion-button"
            data-cy="diffusion-swipe"
            aria-pressed={swiping}
            onClick={() => void actions.swipeRun(row.id)}
          >
            {ui.compare.swipe}
          </button>
        </div>
      )}
    </div>
  );
}
