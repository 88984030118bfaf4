import React from 'react';
import type { Budget } from '../../src/execution/budget';

/** What the run would need, before it is started. */
export const MemoryLine = ({ plan }: { plan: Budget | undefined }) =>
  plan ? (
    <p className="diffusion-muted" data-cy="diffusion-memory">
      {plan.sentence}
    </p>
  ) : null;
