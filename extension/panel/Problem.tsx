import React from 'react';
import type { ErrorData } from '../../src/core/errors';
import { en } from '../i18n/en';

/** One sentence with its numbers, and what to do next. */
export function Problem({ error, cy }: { error: ErrorData; cy?: string }) {
  const { sentence, hint } = en.problem(error);
  return (
    <div className="diffusion-reason" data-cy={cy} data-code={error.code}>
      <p>{sentence}</p>
      <p className="diffusion-muted">{hint}</p>
    </div>
  );
}
