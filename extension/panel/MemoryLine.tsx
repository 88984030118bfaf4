import React from 'react';
import type { Budget } from '../../src/execution/budget';
import { KINDS } from '../../src/results/kinds';
import { memorySize } from '../i18n/describe';
import { ui } from '../i18n';

/** What the run would need, before it is started. */
export const MemoryLine = ({ plan }: { plan: Budget | undefined }) =>
  plan ? (
    <p className="diffusion-muted" data-cy="diffusion-memory">
      {ui.memory.needs(
        memorySize(plan.bytes),
        [ui.memory.source, ...plan.kept.map((kind) => (KINDS[kind].held === 2 ? ui.memory.twice(ui.layers[kind]) : ui.layers[kind]))].join(
          ', ',
        ),
        memorySize(plan.volumeBytes),
        memorySize(plan.workingBytes),
      )}
    </p>
  ) : null;

/** Said beside the button, where a run is done in several slabs. */
export const SlabLine = ({ plan }: { plan: Budget | undefined }) =>
  plan && plan.slabs > 1 ? (
    <p className="diffusion-note" data-cy="diffusion-slabs">
      {ui.memory.slabs(plan.slabs, plan.slabSlices, memorySize(plan.bytes), memorySize(plan.wholeBytes))}
    </p>
  ) : null;
