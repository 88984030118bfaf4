import React from 'react';
import type { FiledFinding } from '../../src/dicom/readReport';
import type { Found, FoundCard } from '../found/Found';
import { ui } from '../i18n';
import { orNotify } from '../i18n/notices';
import { OVERLAY_MAPS } from '../overlay/look';
import { valueText } from '../overlay/valueText';

const TEXT = ui.found;

interface Props {
  card: FoundCard;
  found: Found;
}

/** `3.2`, `0.07` */
const millilitres = (cubicMillimetres: number) => (cubicMillimetres / 1000).toFixed(cubicMillimetres < 1000 ? 2 : 1);

function Item({ card, found, finding, n }: Props & { finding: FiledFinding; n: number }) {
  const { cubicMillimetres, peak, verdict, comment, point } = finding;
  const place = found.placeOf(card, finding);
  const map = OVERLAY_MAPS.find((one) => one === card.report?.review.found?.map);
  return (
    <li className="diffusion-finding" data-cy="diffusion-found-finding" data-verdict={verdict}>
      <div className="diffusion-finding-line">
        <button
          type="button"
          className="diffusion-button"
          data-cy="diffusion-found-jump"
          disabled={!point || card.link.problem !== undefined}
          title={point ? TEXT.jump : TEXT.noPlace}
          onClick={() => void orNotify(() => found.jump(card, finding))}
        >
          <b>{ui.findings.name(n, cubicMillimetres === undefined ? '?' : millilitres(cubicMillimetres))}</b>
          {place && <span>{ui.findings.place(place.slice, place.first, place.last)}</span>}
          {map && peak !== undefined && <span>{valueText(map, peak, '')}</span>}
        </button>
        <b className="diffusion-found-verdict" data-verdict={verdict}>
          {verdict ? TEXT.verdicts[verdict] : TEXT.unread}
        </b>
      </div>
      {comment && <p className="diffusion-muted">{comment}</p>}
    </li>
  );
}

/** The findings as their reader has left them; each can be gone to with nothing loaded but the source. */
export function FoundFindings({ card, found }: Props) {
  const filed = card.report?.review.found;
  if (!filed) return null;
  if (filed.findings.length === 0) return <p className="diffusion-muted">{TEXT.noFindings}</p>;
  return (
    <ol className="diffusion-findings" aria-label={TEXT.findings}>
      {filed.findings.map((finding, index) => (
        <Item key={finding.trackingUid || finding.id} card={card} found={found} finding={finding} n={index + 1} />
      ))}
    </ol>
  );
}
