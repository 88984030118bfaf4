import React from 'react';
import { ui } from '../i18n';
import { groupResults } from '../results/rows';
import type { WorkbenchState } from '../run/state';
import type { Visit } from '../workbench/Visit';
import { ResultCard } from './ResultCard';

/** Newest first, the series at hand above the others; all but the newest result are folded, so that it is seen without scrolling. */
export function ResultList({ state, features, actions }: { state: WorkbenchState } & Pick<Visit, 'features' | 'actions'>) {
  const groups = groupResults(state.results, state.series.displaySetUID);
  const newest = groups[0]?.rows[0];
  if (!newest) return null;
  return (
    <>
      <h3>{ui.panel.results}</h3>
      {groups.map(({ sourceUID, label, rows }) => (
        <section key={sourceUID} className="diffusion-group" data-cy="diffusion-results" aria-label={label}>
          {groups.length > 1 && <div className="diffusion-muted">{ui.shell.ofSeries(label, rows.length)}</div>}
          {rows.map((row) => (
            <ResultCard key={row.uid} row={row} shown={state.shown} features={features} actions={actions} open={row === newest} />
          ))}
        </section>
      ))}
    </>
  );
}
