import React, { type KeyboardEvent, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Finding } from '../../src/results/findings';
import { ui } from '../i18n';
import { LONGEST_COMMENT } from '../keep/kept';
import { isRarity, isScore, type OverlayMap } from '../overlay/look';
import { valueText } from '../overlay/valueText';
import { LEAST_MILLILITRES, type Mark, slicePosition } from '../review/FindingsReview';
import { orNotify } from '../i18n/notices';
import type { SectionProps } from './props';
import { verdictKeys, Verdicts } from './Verdicts';

type Props = SectionProps<'overlay' | 'review' | 'runs', 'fill'>;

interface FindingProps extends Props {
  finding: Finding;
  /** Place in the list, from 1. */
  n: number;
  mark: Mark;
  map: OverlayMap;
  /** Keys act on it. */
  current: boolean;
}

const millilitres = (value: number) => (value < 1 ? value.toFixed(2) : value.toFixed(1));

function FindingItem({ finding, n, mark, map, current, row, features, actions }: FindingProps) {
  const { review, runs } = features;
  const item = useRef<HTMLLIElement>(null);
  // Keys move from finding to finding while the eyes are on the image: the list follows, also where its card is folded.
  useEffect(() => {
    const card = current ? item.current?.closest<HTMLDetailsElement>('details.diffusion-card') : undefined;
    if (card) card.open = true;
    if (current) item.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
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
    <li
      ref={item}
      className="diffusion-finding"
      data-cy="diffusion-finding-item"
      data-verdict={mark.verdict}
      aria-current={current || undefined}
      onFocus={() => review.choose(row.id, finding.id)}
    >
      <div className="diffusion-finding-line">
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
        <Verdicts
          label={`${text}: ${ui.findings.verdict}`}
          cy="diffusion-verdict"
          keyed
          verdict={mark.verdict}
          choose={(verdict) => review.judge(row.id, finding.id, verdict)}
        />
      </div>
      <details>
        <summary className="diffusion-muted">{mark.comment?.trim() ? mark.comment : ui.findings.more}</summary>
        <input
          className="diffusion-input"
          data-cy="diffusion-finding-comment"
          aria-label={`${text}: ${ui.findings.comment}`}
          placeholder={ui.findings.comment}
          maxLength={LONGEST_COMMENT}
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

/** Up and down go from finding to finding; in the viewer they are keys for slices, so they stay here. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-cy="diffusion-finding"]')];
  const at = buttons.indexOf(event.target as HTMLElement);
  if (by === undefined || at < 0) return;
  event.preventDefault();
  event.nativeEvent.stopPropagation();
  buttons[at + by]?.focus();
}

/** What lies above the threshold, region by region. */
export function FindingsSection({ row, features, actions }: Props) {
  const { overlay, review } = features;
  useSyncExternalStore(overlay.store.subscribe, overlay.store.get);
  const { reviews, current } = useSyncExternalStore(review.store.subscribe, review.store.get);
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
      {findings.length > 0 && <p className="diffusion-muted">{verdictKeys()}</p>}
      <ol className="diffusion-findings" onKeyDown={moveFocus}>
        {findings.map((finding, index) => (
          <FindingItem
            key={finding.id}
            finding={finding}
            n={index + 1}
            mark={marks[finding.id] ?? {}}
            map={found.map}
            current={current?.runId === row.id && current.findingId === finding.id}
            row={row}
            features={features}
            actions={actions}
          />
        ))}
      </ol>
      {leftOut > 0 && <p className="diffusion-muted">{ui.findings.leftOut(leftOut)}</p>}
    </section>
  );
}
