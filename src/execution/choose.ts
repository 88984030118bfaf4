import { DiffusionError } from '../core/errors';
import type { BackendDescription } from '../results/provenance';

/** What was found out about WebGPU on this computer, before any model is loaded. */
export interface AdapterFacts {
  /** navigator.gpu exists. */
  api: boolean;
  adapter: { label: string; software: boolean } | undefined;
}

/**
 * Which backend is tried first, and why. What was chosen by hand is used or refused; a software adapter is no gain over wasm and is used only on
 * request.
 *
 * @throws DiffusionError BACKEND_UNAVAILABLE for WebGPU by hand where there is none
 */
export function chooseBackend(asked: 'auto' | 'webgpu' | 'wasm', facts: AdapterFacts, threads: number): BackendDescription {
  const wasm = (reason: string): BackendDescription => ({
    asked,
    used: 'wasm',
    reason,
    device: `${threads} thread${threads === 1 ? '' : 's'}`,
  });
  if (asked === 'wasm') return wasm('chosen by hand');
  if (!facts.api || !facts.adapter) {
    const lacking = facts.api ? 'no WebGPU adapter was found' : 'this browser or page offers no WebGPU';
    if (asked === 'webgpu') throw new DiffusionError('BACKEND_UNAVAILABLE', { measured: lacking });
    return wasm(lacking);
  }
  const gpu: BackendDescription = { asked, used: 'webgpu', reason: 'a graphics adapter was found', device: facts.adapter.label };
  if (asked === 'webgpu') return { ...gpu, reason: 'chosen by hand' };
  return facts.adapter.software ? wasm(`the only WebGPU adapter is software (${facts.adapter.label})`) : gpu;
}

/** The description after a fallback: the reason names what went wrong. */
export function fallBack(from: BackendDescription, why: string, threads: number): BackendDescription {
  return {
    asked: from.asked,
    used: 'wasm',
    reason: `WebGPU was tried first, but ${why}`,
    device: `${threads} thread${threads === 1 ? '' : 's'}`,
  };
}

/** The description of the device on which a run went on: the reason names what happened to the one before. */
export const recovered = (from: BackendDescription, { sentence }: Pick<DiffusionError, 'sentence'>): BackendDescription => ({
  ...from,
  reason: `${from.reason}, and the run went on anew: ${sentence.replace(/\.$/, '').toLowerCase()}`,
});
