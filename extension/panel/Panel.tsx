import React, { useSyncExternalStore } from 'react';
import { en } from '../i18n/en';
import type { Workbench } from '../workbench/Workbench';
import { Advanced } from './Advanced';
import { BackendRow } from './BackendRow';
import { DenoiseButton } from './DenoiseButton';
import { JobCard } from './JobCard';
import { ModelSelect } from './ModelSelect';
import { ResultCard } from './ResultCard';
import { SeriesHeader } from './SeriesHeader';
import { Strength } from './Strength';

/** From top to bottom as one works: what is looked at, how, go, what is running, what came out. */
export function Panel({ workbench }: { workbench: Workbench }) {
  const state = useSyncExternalStore(workbench.store.subscribe, workbench.store.get);
  const { engine, choices, series, results } = state;
  const jobs = state.jobs.filter(({ state: jobState }) => jobState !== 'done');
  const busy = jobs.some((job) => job.state === 'pending' || job.state === 'running');
  const choose = workbench.choose.bind(workbench);
  return (
    <div className="diffusion-root">
      <SeriesHeader series={series} />
      <ModelSelect engine={engine} choices={choices} choose={choose} />
      <Strength strength={choices.strength} choose={choose} />
      <Advanced choices={choices} choose={choose} />
      <DenoiseButton state={state} denoise={() => workbench.denoise()} />
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
