import React from 'react';
import type { ErrorData } from '../../src/core/errors';
import { errorHint, errorText } from '../i18n/describe';

/** One sentence with its numbers, and what to do next. */
export function Problem({ error, cy }: { error: ErrorData; cy?: string }) {
  return (
    <div className="diffusion-reason" data-cy={cy} data-code={error.code}>
      <p>{errorText(error)}</p>
      <p className="diffusion-muted">{errorHint(error)}</p>
    </div>
  );
}
