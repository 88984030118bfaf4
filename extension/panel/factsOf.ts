import type { Provenance } from '../../src/results/provenance';
import { duration } from '../i18n/describe';
import { ui } from '../i18n';

/** How a prior by partial noising came to its map. */
function noisingFacts(provenance: Provenance): string[] {
  if (provenance.task !== 'anomaly' || !provenance.noising) return [];
  const { samples, noise, sigma, seed } = provenance.noising;
  return [ui.result.noising(samples, noise, sigma, seed)];
}

/** With which settings a result was made, and how long that took. */
export function factsOf(provenance: Provenance): string[] {
  const { evaluations, milliseconds, backend } = provenance;
  return [
    ui.result.steps(evaluations, provenance.task === 'anomaly' ? undefined : provenance.sampler),
    ...noisingFacts(provenance),
    ...(provenance.task === 'denoise' && provenance.turns ? [ui.result.turns(provenance.turns)] : []),
    ...(provenance.task === 'denoise' ? [ui.result.noise(provenance.sigma, provenance.scaling)] : []),
    ui.result.took(duration(milliseconds), backend.used, backend.device),
    // Also what happened on the way: a device that was lost, another backend than was asked for.
    ...(backend.reason ? [ui.backendLine(backend)] : []),
  ];
}
