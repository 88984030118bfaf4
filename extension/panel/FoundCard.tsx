import React from 'react';
import { DiffusionError, type ErrorData } from '../../src/core/errors';
import { dateOf } from '../found/objects';
import type { Found, FoundCard as Card } from '../found/Found';
import { isRejected } from '../found/works';
import { ui } from '../i18n';
import { dateText, layerName, strengthName } from '../i18n/describe';
import { FoundFindings } from './FoundFindings';
import { Problem } from './Problem';
import { RunFacts } from './RunFacts';

const TEXT = ui.found;

interface Props {
  card: Card;
  found: Found;
  /** Share that was read, while it is being opened. */
  share: number | undefined;
  /** Why it could not be opened. */
  problem: ErrorData | undefined;
}

/** Which of its models is installed here, where that is another one. */
function olderText({ older, provenance }: Card): string | undefined {
  const { version } = provenance.model;
  if (!older) return undefined;
  if (older.installed === undefined) return TEXT.notInstalled(version);
  return older.installed === version ? TEXT.altered(version) : TEXT.older(version, older.installed);
}

/** `Family Given` of a DICOM name, in its first writing. */
const nameText = (name: string | undefined) => name?.split('=')[0]?.split('^').filter(Boolean).join(' ');

/** Who reported it, when, and what was said of the whole. */
function Reading({ card: { report } }: Pick<Props, 'card'>) {
  if (!report) return <p className="diffusion-muted">{TEXT.noReport}</p>;
  const { date, time, person, device, instanceNumber, review } = report;
  const when = dateOf(date, time);
  return (
    <>
      <p data-cy="diffusion-found-verdict" data-verdict={review.verdict}>
        {TEXT.whole}: <b>{review.verdict ? TEXT.verdicts[review.verdict] : TEXT.unread}</b>
        {review.comment && <span className="diffusion-muted"> – {review.comment}</span>}
      </p>
      <p className="diffusion-muted" data-cy="diffusion-found-report">
        {TEXT.reported(when ? dateText(when) : '', nameText(person), device.name)}
        {instanceNumber > 1 && ` · ${TEXT.version(instanceNumber)}`}
      </p>
    </>
  );
}

/** One work in the archive: what it is first, what was said of it, and the way to its findings and back to life. */
export function FoundCard({ card, found, share, problem }: Props) {
  const { work, kind, provenance, made, link, series } = card;
  const { model } = provenance;
  const rejected = isRejected(card);
  const strength = provenance.task === 'denoise' ? strengthName(provenance.strength) : undefined;
  const older = olderText(card);
  const live = found.rowOf(work) !== undefined;
  const finished = series.find(({ record }) => record.finished)?.record.finished;
  const said = problem ?? (link.problem && new DiffusionError(link.problem).toData());
  const button = share === undefined ? (live ? TEXT.show : TEXT.open) : TEXT.opening(Math.round(100 * share));
  return (
    <details
      className="diffusion-card"
      data-cy="diffusion-found-card"
      data-task={provenance.task}
      data-rejected={rejected}
      open={!rejected && !live}
    >
      <summary className="diffusion-card-title">
        {layerName({ kind })}
        {made && ` · ${dateText(made)}`}
        {rejected && <span className="diffusion-bad"> {TEXT.rejected}</span>}
      </summary>
      {link.label !== undefined && <p className="diffusion-muted">{TEXT.from(link.label)}</p>}
      <p className="diffusion-muted">{ui.result.model(model.id, model.version, strength)}</p>
      {older && (
        <p className="diffusion-warning" data-cy="diffusion-found-older">
          {older}
        </p>
      )}
      {finished && <p className="diffusion-warning">{ui.result.partial(finished.filter(Boolean).length, finished.length)}</p>}
      {said && <Problem error={said} cy="diffusion-found-problem" />}
      <Reading card={card} />
      <FoundFindings card={card} found={found} />
      <div className="diffusion-row">
        <button
          type="button"
          className="diffusion-button"
          data-cy="diffusion-found-open"
          title={live ? undefined : TEXT.openNote}
          disabled={share !== undefined || link.problem !== undefined}
          onClick={() => void found.openCard(card)}
        >
          {button}
        </button>
        <button type="button" className="diffusion-button" data-cy="diffusion-found-card-hide" onClick={() => found.hide(work, true)}>
          {TEXT.hide}
        </button>
      </div>
      {live && <p className="diffusion-muted">{TEXT.live}</p>}
      <RunFacts title={TEXT.settings} provenance={provenance} />
    </details>
  );
}
