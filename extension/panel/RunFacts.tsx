import React from 'react';
import type { Provenance } from '../../src/results/provenance';
import { factsOf } from './factsOf';

/** How a result was made, folded away. */
export function RunFacts({ title, provenance, cy }: { title: string; provenance: Provenance; cy?: string }) {
  return (
    <details className="diffusion-advanced" data-cy={cy}>
      <summary>{title}</summary>
      <ul className="diffusion-facts">
        {factsOf(provenance).map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </details>
  );
}
