import React, { useEffect, useSyncExternalStore } from 'react';
import type { Finding } from '../../src/results/findings';
import type { Verdict } from '../../src/results/review';
import { ui } from '../i18n';
import { isRarity, isScore, type OverlayMap } from '../overlay/look';
import { valueText } from '../overlay/valueText';
import { LEAST_MILLILITRES, type Mark, slicePosition } from '../review/FindingsReview';
import { orNotify } from '../i18n/notices';
import type { SectionProps } from './props';

type Props = SectionProps<'overlay' | 'review' | 'runs', 'fill'>;

interface FindingProps extends Props {
  finding: Finding;
  /** Place in the list, from 1. */
  n: number;
  mark: Mark;
  map: OverlayMap;
}

const VERDICTS = Object.keys(ui.findings.verdicts) as Verdict[];
const millilitres = (value: number) => (value < 1 ? value.toFixed(2) : value.toFixed(1));

function FindingItem({ finding, n, mark, map, row, features, actions }: FindingProps) {
  const { review, runs } = features;
  const delivery = runs.get(row.id);
  if (!delivery) return null;
  const [centre, one, other] = [finding.centre.slice, ...finding.slices].map((slice) => slicePosition(delivery, slice)) as [
    number,
    number,
    number,
  ];
  const inpaint = () => {
    const masks = review.masksOf(row, finding);
    if (masks) actions.fill(row.note.sourceUID, masks, ui.findings.segment(n));
  };
  const peak = [valueText(map, finding.peak.score, ''), slicePosition(delivery, finding.peak.slice)] as const;
  const text = ui.findings.name(n, millilitres(finding.millilitres));
  return (
    <li className="diffusion-finding" data-cy="diffusion-finding-item" data-verdict={mark.verdict}>
      <button
        type="button"
        className="diffusion-button"
        data-cy="diffusion-finding"
        title={ui.findings.jump}
        onClick={() => void orNotify(() => review.jump(row, finding))}
      >
        <b>{text}</b>
        <span>{ui.findings.place(centre, Math.min(one, other), Math.max(one, other))}</span>
        <span>{isRarity(map) ? ui.findings.peak(...peak) : ui.findings.peakValue(...peak)}</span>
      </button>
      <details>
        <summary className="diffusion-muted">{mark.verdict ? ui.findings.verdicts[mark.verdict] : ui.findings.verdict}</summary>
        <div className="diffusion-choices" role="radiogroup" aria-label={`${text}: ${ui.findings.verdict}`}>
          {VERDICTS.map((verdict) => (
            <label key={verdict} className="diffusion-choice">
              <input
                type="radio"
                name={`diffusion-finding-${row.id}-${finding.id}`}
                data-cy={`diffusion-finding-${verdict}`}
                checked={mark.verdict === verdict}
                onChange={() => review.mark(row.id, finding.id, { verdict })}
              />
              <span>{ui.findings.verdicts[verdict]}</span>
            </label>
          ))}
        </div>
        <input
          className="diffusion-input"
          data-cy="diffusion-finding-comment"
          aria-label={`${text}: ${ui.findings.comment}`}
          placeholder={ui.findings.comment}
          value={mark.comment ?? ''}
          onChange={(event) => review.mark(row.id, finding.id, { comment: event.target.value })}
        />
        <button
          type="button"
          className="diffusion-button"
          data-cy="diffusion-finding-segment"
          disabled={mark.segmentationId !== undefined}
          onClick={() => void orNotify(() => review.addSegment(row, finding, n))}
        >
          {mark.segmentationId === undefined ? ui.findings.addSegment : ui.findings.segmented}
        </button>
        <button type="button" className="diffusion-button" data-cy="diffusion-finding-inpaint" onClick={inpaint}>
          {ui.inpaint.fillFinding}
        </button>
      </details>
    </li>
  );
}

/** What lies above the threshold, region by region. */
export function FindingsSection({ row, features, actions }: Props) {
  const { overlay, review } = features;
  useSyncExternalStore(overlay.store.subscribe, overlay.store.get);
  const { reviews } = useSyncExternalStore(review.store.subscribe, review.store.get);
  const look = overlay.look(row);
  const score = look !== undefined && isScore(look.map);
  useEffect(() => {
    if (score) review.update(row);
  }, [review, row, score, look?.map, look?.range.threshold]);
  const found = reviews[row.id];
  if (!score || !found) return null;
  const { findings, leftOut, marks } = found;
  return (
    <section className="diffusion-section" data-cy="diffusion-findings" data-threshold={found.threshold}>
      <h4>{ui.findings.title}</h4>
      <p className="diffusion-muted" role="status">
        {findings.length === 0 ? ui.findings.none : ui.findings.count(findings.length, LEAST_MILLILITRES)}
      </p>
      <ol className="diffusion-findings">
        {findings.map((finding, index) => (
          <FindingItem
            key={finding.id}
            finding={finding}
            n={index + 1}
            mark={marks[finding.id] ?? {}}
            map={found.map}
            row={row}
            features={features}
            actions={actions}
          />
        ))}
      </ol>
      {leftOut > 0 && <p className="diffusion-muted">{ui.findings.more(leftOut)}</p>}
    </section>
  );
}
