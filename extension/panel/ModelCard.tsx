import React, { useEffect, useState } from 'react';
import type { Manifest } from '../../src/models/manifest';
import { ui } from '../i18n';
import { Dialog } from './Dialog';
import { Markdown } from './Markdown';

/** Longer than any card; a server that answers with something else entirely must not fill the panel. */
const MOST_CHARACTERS = 200_000;

/** The card beside a model; undefined where there is none. A server that answers every address with its start page has none either. */
export async function fetchCard(assetsUrl: string, modelId: string): Promise<string | undefined> {
  try {
    const response = await fetch(new URL(`models/${encodeURIComponent(modelId)}/CARD.md`, assetsUrl));
    if (!response.ok) return undefined;
    const text = await response.text();
    return /^\s*<(!doctype|html)/i.test(text) ? undefined : text.slice(0, MOST_CHARACTERS);
  } catch {
    return undefined;
  }
}

interface Props {
  manifest: Manifest;
  assetsUrl: string;
}

/** What the description of the model says, whatever the card does. */
function ManifestFacts({ manifest: { id, version, file, licence, tasks, domain, data, metrics } }: { manifest: Manifest }) {
  const facts: [name: string, value: string][] = [
    [ui.card.id, id],
    [ui.card.version, version],
    [ui.card.sha256, file.sha256],
    [ui.card.licence, licence],
    [ui.card.tasks, tasks.join(', ')],
    [ui.card.modalities, [...domain.modalities, domain.bodyPart, ...domain.contrasts].filter(Boolean).join(', ')],
    [ui.card.data, data.map(({ name, licence: terms }) => `${name} (${terms})`).join('; ')],
  ];
  return (
    <>
      <h3>{ui.card.facts}</h3>
      <dl className="diffusion-terms">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {metrics.length > 0 && (
        <div className="diffusion-table">
          <table>
            <thead>
              <tr>
                {[ui.card.set, ui.card.measure, ui.card.value, ui.card.command].map((title) => (
                  <th key={title}>{title}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {metrics.map(({ set, measure, value, command }, i) => (
                <tr key={i}>
                  <td>{set}</td>
                  <td>{measure}</td>
                  <td>{value}</td>
                  <td>
                    <code>{command}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Card({ manifest, assetsUrl }: Props) {
  const [card, setCard] = useState<{ text: string | undefined }>();
  useEffect(() => {
    let gone = false;
    void fetchCard(assetsUrl, manifest.id).then((text) => !gone && setCard({ text }));
    return () => void (gone = true);
  }, [assetsUrl, manifest.id]);
  return (
    <>
      {!card && <p role="status">{ui.card.loading}</p>}
      {card && (card.text === undefined ? <p role="status">{ui.card.missing}</p> : <Markdown source={card.text} />)}
      <ManifestFacts manifest={manifest} />
    </>
  );
}

/** A button, and the card it opens. */
export function ModelCard({ manifest, assetsUrl }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="diffusion-link" data-cy="diffusion-card" onClick={() => setOpen(true)}>
        {ui.card.open}
      </button>
      {open && (
        <Dialog title={manifest.label} cy="diffusion-card-dialog" close={() => setOpen(false)}>
          <Card manifest={manifest} assetsUrl={assetsUrl} />
        </Dialog>
      )}
    </>
  );
}
