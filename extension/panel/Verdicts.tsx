import React from 'react';
import type { Verdict } from '../../src/results/review';
import { keyOf } from '../host/shell';
import { ui } from '../i18n';

/** In the order of the buttons: the sign that stands for a verdict in a narrow list, the end of its data-cy, and its command. */
const VERDICTS = [
  ['accepted', '✓', 'accept', 'diffusionAccept'],
  ['rejected', '✗', 'reject', 'diffusionReject'],
  ['unsure', '?', 'unsure', 'diffusionUnsure'],
] as const satisfies readonly (readonly [Verdict, string, string, string])[];

interface Props {
  /** Of what, for screen readers. */
  label: string;
  verdict: Verdict | undefined;
  /** The data-cy of the buttons begins with it. */
  cy: string;
  /** Keys do the same. */
  keyed?: boolean;
  choose: (verdict: Verdict) => void;
}

/** Neutral until one is pressed; the same one again takes it back. Buttons and no radios, on which OHIF hears no keys. */
export function Verdicts({ label, verdict, cy, keyed = false, choose }: Props) {
  return (
    <div className="diffusion-verdicts" role="group" aria-label={label}>
      {VERDICTS.map(([name, sign, end, command]) => {
        const key = keyed ? keyOf(command) : undefined;
        const text = ui.findings.verdicts[name];
        return (
          <button
            key={name}
            type="button"
            className="diffusion-verdict"
            data-cy={`${cy}-${end}`}
            data-verdict={name}
            title={key === undefined ? text : `${text} (${key})`}
            aria-label={text}
            aria-pressed={verdict === name}
            onClick={() => choose(name)}
          >
            {sign}
          </button>
        );
      })}
    </div>
  );
}

/** `Keys: G next, …` with the keys as they are set; empty where the mode has none. */
export function verdictKeys(): string {
  const keys = ['diffusionNextFinding', 'diffusionPreviousFinding', ...VERDICTS.map(([, , , command]) => command)].map(keyOf);
  const [next, previous, accept, reject, unsure] = keys;
  return next && previous && accept && reject && unsure ? ui.findings.keys(next, previous, accept, reject, unsure) : '';
}
