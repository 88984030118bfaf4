import React, { useSyncExternalStore } from 'react';
import type { FiledSeries } from '../../src/filing/Filing';
import { type FilingStep, sizeOf } from '../filing/state';
import { memorySize } from '../i18n/describe';
import { ui } from '../i18n';
import type { Features } from '../workbench/features';
import { Dialog } from './Dialog';
import { Problem } from './Problem';
import { TableHead } from './TableHead';

type Desk = Features['filing'];

const TEXT = ui.filing;

interface RowProps {
  series: FiledSeries;
  ticked: boolean;
  /** undefined before anything was sent. */
  verified: number | undefined;
  toggle: (() => void) | undefined;
}

function SeriesRow({ series, ticked, verified, toggle }: RowProps) {
  const { role, number, description, instances, seriesUid } = series;
  const bytes = instances.reduce((sum, one) => sum + one.bytes, 0);
  return (
    <tr data-cy="diffusion-file-series" data-role={role} data-ticked={ticked} data-objects={instances.length}>
      <td>
        <label className="diffusion-check">
          <input
            type="checkbox"
            aria-label={TEXT.include(description)}
            data-cy={`diffusion-file-include-${role}`}
            checked={ticked}
            disabled={!toggle}
            onChange={toggle}
            name={seriesUid}
          />
          <span>{TEXT.roles[role]}</span>
        </label>
      </td>
      <td>{number}</td>
      <td>{description}</td>
      <td>{verified === undefined ? instances.length : TEXT.verified(verified, instances.length)}</td>
      <td>{memorySize(bytes)}</td>
    </tr>
  );
}

/** What would be sent, or was: one row per series. */
function SeriesTable({ state, toggle }: { state: FilingStep; toggle: (uid: string) => void }) {
  if (!('filing' in state) || !state.filing) return null;
  const left = state.step === 'preview' ? state.left : [];
  const verified = 'verified' in state ? state.verified : undefined;
  const { what, series: number, description, count, size } = TEXT.columns;
  return (
    <div className="diffusion-table">
      <table>
        <TableHead columns={[what, number, description, count, size]} />
        <tbody>
          {state.filing.series.map((series) => (
            <SeriesRow
              key={series.seriesUid}
              series={series}
              ticked={!left.includes(series.seriesUid)}
              verified={verified && (verified[series.seriesUid] ?? 0)}
              toggle={state.step === 'preview' ? () => toggle(series.seriesUid) : undefined}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, one) => total + one, 0);

/** The state in one line, and what can be done now. */
function Foot({ state, desk, runId }: { state: FilingStep; desk: Desk; runId: string }) {
  const target = desk.target;
  const download = (
    <button type="button" className="diffusion-button" data-cy="diffusion-file-download" onClick={() => void desk.download(runId)}>
      {TEXT.download}
    </button>
  );
  const cancel = (label: string) => (
    <button type="button" className="diffusion-button" data-cy="diffusion-file-cancel" onClick={() => desk.closeDialog()}>
      {label}
    </button>
  );
  if (state.step === 'preparing') return <p role="status">{TEXT.preparing}</p>;
  if (state.step === 'preview') {
    const { objects, bytes } = sizeOf(state.filing, state.left);
    return (
      <>
        <p className="diffusion-muted">{state.rejects ? TEXT.rejectNote : TEXT.unfiledReport}</p>
        <p data-cy="diffusion-file-target" className={target === undefined ? 'diffusion-warning' : undefined}>
          {target === undefined ? TEXT.noTarget : `${TEXT.target(target)} · ${TEXT.total(objects, memorySize(bytes))}`}
        </p>
        {target !== undefined && <p className="diffusion-note">{TEXT.nothingSent}</p>}
        <div className="diffusion-row">
          <button
            type="button"
            className="diffusion-button diffusion-main"
            data-cy="diffusion-file-confirm"
            disabled={target === undefined || objects === 0}
            onClick={() => void desk.accept(runId)}
          >
            {TEXT.confirm(objects)}
          </button>
          {download}
          {cancel(TEXT.cancel)}
        </div>
      </>
    );
  }
  if (state.step === 'sending') {
    const { objects } = sizeOf(state.filing);
    const done = sum(state.verified);
    return (
      <>
        <div className="diffusion-bar" role="progressbar" aria-valuemin={0} aria-valuemax={objects} aria-valuenow={done}>
          <div style={{ width: `${(100 * done) / Math.max(1, objects)}%` }} />
        </div>
        <p role="status" data-cy="diffusion-file-progress">
          {TEXT.sending(done, objects)}
        </p>
        <div className="diffusion-row">
          <button type="button" className="diffusion-button" data-cy="diffusion-file-stop" onClick={() => desk.stop(runId)}>
            {TEXT.stop}
          </button>
        </div>
      </>
    );
  }
  if (state.step === 'filed')
    return (
      <>
        <p role="status" className="diffusion-good" data-cy="diffusion-file-done">
          {TEXT.filed} {state.already && TEXT.already}
        </p>
        <div className="diffusion-row">{cancel(ui.shell.close)}</div>
      </>
    );
  const unasked = state.step === 'failed' && !state.filing && state.error.code.startsWith('ARCHIVE_');
  return (
    <>
      {state.step === 'partial' && (
        <p role="alert" className="diffusion-warning" data-cy="diffusion-file-partial">
          {TEXT.partial(state.missing.length, sizeOf(state.filing).objects)}
        </p>
      )}
      {unasked && (
        <p role="alert" className="diffusion-warning" data-cy="diffusion-file-unasked">
          {TEXT.notAsked}
        </p>
      )}
      <Problem error={state.error} cy="diffusion-file-problem" />
      <div className="diffusion-row">
        {state.step === 'partial' && (
          <button
            type="button"
            className="diffusion-button diffusion-main"
            data-cy="diffusion-retry-missing"
            onClick={() => void desk.retry(runId)}
          >
            {TEXT.retry(state.missing.length)}
          </button>
        )}
        {(state.step === 'partial' || unasked) && (
          <button type="button" className="diffusion-button" data-cy="diffusion-file-again" onClick={() => void desk.again(runId)}>
            {unasked ? TEXT.askAgain : TEXT.lookAgain}
          </button>
        )}
        {download}
        {cancel(ui.shell.close)}
      </div>
    </>
  );
}

/** One preview of what will be filed, then its progress, then what is there: nothing leaves before the reader accepts. */
export function FileDialog({ desk }: { desk: Desk }) {
  const { open, steps } = useSyncExternalStore(desk.store.subscribe, desk.store.get);
  const state = open === undefined ? undefined : steps[open];
  if (open === undefined || !state) return null;
  return (
    <Dialog
      title={'rejects' in state && state.rejects ? TEXT.rejectTitle : TEXT.title}
      cy="diffusion-file-dialog"
      close={() => desk.closeDialog()}
    >
      <SeriesTable state={state} toggle={(uid) => desk.toggle(open, uid)} />
      <Foot state={state} desk={desk} runId={open} />
    </Dialog>
  );
}
