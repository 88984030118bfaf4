import React from 'react';
import { ui } from '../i18n';
import { isActive, type Job } from '../jobs/job';
import type { Workbench } from '../workbench/Workbench';
import { JobCard } from './JobCard';

/** In the order in which they run; with several at once one button ends them all. */
export function JobList({ jobs, workbench }: { jobs: readonly Job[]; workbench: Workbench }) {
  if (jobs.length === 0) return null;
  return (
    <>
      <div className="diffusion-row diffusion-heading">
        <h3>{ui.panel.jobs}</h3>
        {jobs.filter(isActive).length > 1 && (
          <button type="button" className="diffusion-link" data-cy="diffusion-cancel-all" onClick={() => workbench.cancel()}>
            {ui.queue.cancelAll}
          </button>
        )}
      </div>
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} workbench={workbench} />
      ))}
    </>
  );
}
