import React, { useSyncExternalStore } from 'react';
import { ui } from '../i18n';
import type { SeriesState } from '../run/state';
import type { Visit } from '../workbench/Visit';
import { BackendRow } from './BackendRow';
import { Diagnostics } from './Diagnostics';
import { FileDialog } from './FileDialog';
import { Doubts } from './Doubts';
import { FoundSection } from './FoundSection';
import { JobList } from './Jobs';
import { ModelSelect } from './ModelSelect';
import { Problem } from './Problem';
import { RestoreSection } from './RestoreSection';
import { ResultList } from './ResultList';
import { StartButton } from './StartButton';
import { TASK_FIELDS } from './TaskFields';
import { TaskTabs } from './TaskTabs';

/** The series that the button acts on. */
export function SeriesHeader({ series }: { series: SeriesState }) {
  const { displaySetUID, label, modality, slices } = series;
  return (
    <div data-cy="diffusion-series">
      <div className="diffusion-muted">{ui.panel.series}</div>
      <div className="diffusion-series-name">{displaySetUID === undefined ? ui.panel.noSeries : label}</div>
      {displaySetUID !== undefined && <div className="diffusion-muted">{ui.panel.seriesFacts(modality, slices)}</div>}
    </div>
  );
}

/** From top to bottom as one works: what is looked at, what to do, how, go, what is running, what came out. */
export function Panel({ visit }: { visit: Visit }) {
  const { store, settings, control, features, actions } = visit;
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { engine, task, series, results } = state;
  const choices = state.choices[task];
  const Fields = TASK_FIELDS[task];
  const jobs = state.jobs.filter(({ state: jobState }) => jobState !== 'done');
  const busy = jobs.some((job) => job.state === 'pending' || job.state === 'running');
  const choose = control.choose.bind(control);
  return (
    <div className="diffusion-root">
      {state.blackout && (
        <div className="diffusion-card diffusion-error" role="alert">
          <Problem error={state.blackout} cy="diffusion-blackout" />
        </div>
      )}
      <RestoreSection keep={features.keep} />
      <SeriesHeader series={series} />
      <TaskTabs task={task} tasks={settings.tasks} chooseTask={(name) => control.chooseTask(name)} />
      <ModelSelect engine={engine} task={task} choices={choices} choose={choose} assetsUrl={settings.assetsUrl} />
      <Fields state={state} control={control} features={features} />
      <Doubts state={state} control={control} />
      <StartButton state={state} start={() => control.run()} />
      <BackendRow engine={engine} choices={choices} busy={busy} choose={choose} retry={() => control.lookUp()} />
      <JobList jobs={jobs} control={control} />
      <FileDialog desk={features.filing} />
      <FoundSection found={features.found} />
      <ResultList state={state} features={features} actions={actions} />
      {jobs.length + results.length === 0 && <p className="diffusion-muted">{ui.panel.empty}</p>}
      <div className="diffusion-foot">
        <Diagnostics sources={visit} />
      </div>
      <p className="diffusion-research">{ui.panel.research}</p>
    </div>
  );
}
