import React, { useEffect, useRef } from 'react';
import { errorHint, errorText, timeLeft } from '../i18n/describe';
import { ui } from '../i18n';
import { type Job, type JobProgress, type Place, isActive } from '../run/job';
import type { RunControl } from '../run/RunControl';
import { PreviewPair } from './PreviewPair';

interface Props {
  job: Job;
  control: Pick<RunControl, 'cancel' | 'keep' | 'discard'>;
}

/** What happens now: `Slice 5 of 20, step 1 of 1`. Counts name the slice at work, not those finished. */
export function progressText({ stage, slicesDone, slices, stepsDone, steps, sample }: JobProgress): string {
  if (stage === 'reading' && stepsDone > 0) return ui.job.reading(stepsDone, steps);
  if (stage !== 'network') return ui.job.stages[stage];
  if (sample) return ui.job.sample(sample.number, sample.of, Math.min(sample.slicesDone + 1, slices), slices);
  return ui.job.slices(Math.min(slicesDone + 1, slices), slices, Math.min(stepsDone + 1, steps), steps);
}

/** When a waiting job will be done, or at least begin. */
function placeText({ startsIn, readyIn }: Place): string {
  if (Number.isFinite(readyIn)) return timeLeft(readyIn);
  return Number.isFinite(startsIn) ? ui.queue.startsIn(timeLeft(startsIn)) : '';
}

function Running({ job, control }: Props) {
  const { progress, place, stopping, label, preview } = job;
  const percent = Math.round(100 * progress.fraction);
  const doing = stopping ? ui.job.stopping : place ? ui.queue.waiting(place.before) : progressText(progress);
  const left = stopping ? '' : place ? placeText(place) : timeLeft(progress.secondsLeft);
  return (
    <>
      <div className="diffusion-card-title">{ui.job.title(ui.tasks[job.task].doing, label)}</div>
      <div
        className="diffusion-bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={doing}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
      <div className="diffusion-row">
        <span>{doing}</span>
        <span className="diffusion-muted" data-cy="diffusion-time-left">
          {left}
        </span>
      </div>
      {/* Read out in quarters: every slice would drown everything else. */}
      <span className="diffusion-hidden" aria-live="polite">
        {`${ui.job.title(ui.tasks[job.task].doing, label)}: ${25 * Math.floor(percent / 25)} %`}
      </span>
      <button
        type="button"
        data-cy="diffusion-cancel"
        className="diffusion-button"
        disabled={stopping}
        onClick={() => control.cancel(job.id)}
      >
        {ui.job.cancel}
      </button>
      {preview && <PreviewPair preview={preview} />}
    </>
  );
}

function Cancelled({ job, control }: Props) {
  const { slicesDone, slices } = job.progress;
  return (
    <>
      <div className="diffusion-card-title">{ui.job.cancelledTitle(job.label)}</div>
      <p role="status">{ui.job.cancelled(slicesDone, slices)}</p>
      {slicesDone > 0 && slicesDone < slices && <p className="diffusion-muted">{ui.job.keepNote}</p>}
      <div className="diffusion-row">
        {slicesDone > 0 && (
          <button type="button" data-cy="diffusion-keep" className="diffusion-button" onClick={() => void control.keep(job.id)}>
            {ui.job.keep(slicesDone)}
          </button>
        )}
        <button type="button" data-cy="diffusion-discard" className="diffusion-button" onClick={() => control.discard(job.id)}>
          {slicesDone > 0 ? ui.job.discard : ui.job.dismiss}
        </button>
      </div>
    </>
  );
}

/** Here too what was finished can be kept, where the failure says nothing of it. */
function Failed({ job, control }: Props) {
  const { slicesDone, slices } = job.progress;
  const left = slicesDone > 0;
  return (
    <div data-cy="diffusion-error" data-code={job.error?.code} role="alert">
      <div className="diffusion-card-title">{ui.job.failed(job.label)}</div>
      <p>{job.error && errorText(job.error)}</p>
      <p className="diffusion-muted">{job.error && errorHint(job.error)}</p>
      {left && <p role="status">{ui.job.cancelled(slicesDone, slices)}</p>}
      {left && slicesDone < slices && <p className="diffusion-muted">{ui.job.keepNote}</p>}
      <div className="diffusion-row">
        {left && (
          <button type="button" data-cy="diffusion-keep" className="diffusion-button" onClick={() => void control.keep(job.id)}>
            {ui.job.keep(slicesDone)}
          </button>
        )}
        <button type="button" data-cy="diffusion-dismiss" className="diffusion-button" onClick={() => control.discard(job.id)}>
          {left ? ui.job.discard : ui.job.dismiss}
        </button>
      </div>
    </div>
  );
}

const BODY = { pending: Running, running: Running, done: () => null, failed: Failed, cancelled: Cancelled };

export function JobCard({ job, control }: Props) {
  const Body = BODY[job.state];
  const card = useRef<HTMLElement>(null);
  const running = job.state === 'running';
  // With the further settings open it would lie below the fold.
  useEffect(() => {
    if (running) card.current?.scrollIntoView({ block: 'nearest' });
  }, [running]);
  return (
    <section
      ref={card}
      className={`diffusion-card${job.state === 'failed' ? ' diffusion-error' : ''}`}
      data-cy="diffusion-job"
      data-state={job.state}
    >
      <Body job={job} control={control} />
    </section>
  );
}

/** In the order in which they run; with several at once one button ends them all. */
export function JobList({ jobs, control }: { jobs: readonly Job[]; control: Props['control'] }) {
  if (jobs.length === 0) return null;
  return (
    <>
      <div className="diffusion-row diffusion-heading">
        <h3>{ui.panel.jobs}</h3>
        {jobs.filter(isActive).length > 1 && (
          <button type="button" className="diffusion-link" data-cy="diffusion-cancel-all" onClick={() => control.cancel()}>
            {ui.queue.cancelAll}
          </button>
        )}
      </div>
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} control={control} />
      ))}
    </>
  );
}
