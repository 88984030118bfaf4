import React, { useEffect, useRef, useState } from 'react';
import { diagnostics, type Sources } from '../diagnostics/collect';
import { ui } from '../i18n';
import { Dialog } from './Dialog';

/** False where there is no clipboard to write to: browsers offer one on https and localhost only, and may be told not to. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Shows what was copied: who sends it on should see that it names nobody. Where a page may not copy, the text is marked for Ctrl+C. */
function Report({ text }: { text: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<boolean>();
  useEffect(() => {
    void copyText(text).then((done) => {
      setCopied(done);
      // By now the dialog is open: before that it would give the focus to its first button.
      area.current?.focus();
      area.current?.select();
    });
  }, [text]);
  return (
    <>
      <p role="status" data-copied={copied}>
        {copied === undefined ? '' : copied ? ui.diagnostics.copied : ui.diagnostics.notCopied}
      </p>
      <textarea ref={area} className="diffusion-report" readOnly rows={18} value={text} aria-label={ui.diagnostics.title} />
      <p className="diffusion-muted">{ui.diagnostics.note}</p>
    </>
  );
}

export function Diagnostics({ sources }: { sources: Sources }) {
  const [text, setText] = useState<string>();
  return (
    <>
      <button type="button" className="diffusion-link" data-cy="diffusion-diagnostics" onClick={() => setText(diagnostics(sources))}>
        {ui.diagnostics.open}
      </button>
      {text !== undefined && (
        <Dialog title={ui.diagnostics.title} cy="diffusion-diagnostics-dialog" close={() => setText(undefined)}>
          <Report text={text} />
        </Dialog>
      )}
    </>
  );
}
