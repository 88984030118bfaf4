import React, { useSyncExternalStore } from 'react';
import { en } from '../i18n/en';
import type { Workbench } from '../workbench/Workbench';
import { BackendRow } from './BackendRow';
import { JobCard } from './JobCard';
import { ModelSelect } from './ModelSelect';
import { ResultCard } from './ResultCard';
import { SeriesHeader } from './SeriesHeader';
import { StartButton } from './StartButton';
import { TASK_FIELDS } from './TaskFields';
import { TaskTabs } from './TaskTabs';

/** From top to bottom as one works: what is looked at, what to do, how, go, what is running, what came out. */
export function Panel({ workbench }: { workbench: Workbench }) {
  const state = useSyncExternalStore(workbench.store.subscribe, workbench.store.get);
  const { engine, task, series, results } = state;
  const choices = state.choices[task];
  const Fields = TASK_FIELDS[task];
  const jobs = state.jobs.filter(({ state: jobState }) => jobState !== 'done');
  const busy = jobs.some((job) => job.state === 'pending' || job.state === 'running');
  const choose = workbench.choose.bind(workbench);
  return (
    <div className="diffusion-root">
      <SeriesHeader series={series} />
      <TaskTabs task={task} chooseTask={(name) => workbench.chooseTask(name)} />
      <ModelSelect engine={engine} task={task} choices={choices} choose={choose} />
      <Fields state={state} workbench={workbench} />
      <StartButton state={state} start={() => workbench.run()} />
      <BackendRow engine={engine} choices={choices} busy={busy} choose={choose} retry={() => workbench.lookUp()} />
      {jobs.length > 0 && <h3>{en.panel.jobs}</h3>}
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} workbench={workbench} />
      ))}
      {results.length > 0 && <h3>{en.panel.results}</h3>}
      {results.map((row) => (
        <ResultCard key={row.uid} row={row} workbench={workbench} />
      ))}
      {jobs.length + results.length === 0 && <p className="diffusion-muted">{en.panel.empty}</p>}
      <p className="diffusion-research">{en.panel.research}</p>
    </div>
  );
}
