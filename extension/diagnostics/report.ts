import type { Provenance } from '../../src/results/provenance';
import type { Settings } from '../host/settings';
import type { EngineState } from '../run/state';
import type { PastJob } from './History';

/** All that a report is made of. None of it names a patient, a study, a series or a server. */
export interface Facts {
  versions: Readonly<Record<'workbench' | 'onnxruntime' | 'OHIF' | 'cornerstone', string | undefined>>;
  browser: { userAgent: string; language: string; isolated: boolean; secure: boolean; webgpu: boolean; cores: number };
  engine: EngineState;
  /** The last one first. */
  jobs: readonly PastJob[];
  /** Of the results at hand, the last one first. */
  results: readonly Provenance[];
  settings: Settings;
}

const seconds = (milliseconds: number | undefined) => `${((milliseconds ?? 0) / 1000).toFixed(1)} s`;
const yesNo = (value: boolean) => (value ? 'yes' : 'no');

/** What is known of a model on this device: its self-test comes before its first use. */
function selfTest({ id, sha256 }: { id: string; sha256: string }, { results, jobs }: Facts): string {
  if (results.some(({ model }) => model.sha256 === sha256)) return 'passed';
  if (jobs.some(({ code, settings }) => code === 'SELF_TEST_FAILED' && settings?.modelId === id)) return 'FAILED';
  return 'not run yet';
}

function engineLines(facts: Facts): string[] {
  const { engine } = facts;
  if (engine.state === 'failed') return [`engine: failed, ${engine.error.code}`];
  if (engine.state !== 'ready') return [`engine: ${engine.state}`];
  const { asked, used, device, reason } = engine.backend;
  return [
    `backend: ${used} (asked: ${asked}); ${device}; ${reason || 'as asked'}`,
    ...engine.models.map(({ manifest: { id, version, kind, file } }) => {
      const tested = selfTest({ id, sha256: file.sha256 }, facts);
      return `model ${id} ${version} (${kind}): sha256 ${file.sha256}, self-test ${tested}`;
    }),
    ...engine.problems.map(({ code }) => `model problem: ${code}`),
  ];
}

function jobLine({ task, state, milliseconds, slicesDone, slices, stage, code, settings }: PastJob): string {
  const { modelId, backend, strength, steps, sampler, seed } = settings ?? {};
  const chosen = settings ? `; ${modelId}, ${backend}, strength ${strength}, steps ${steps}, ${sampler || 'no sampler'}, seed ${seed}` : '';
  return `${task}: ${state}${code ? ` ${code}` : ''} at ${stage}, ${slicesDone} of ${slices} slices, ${seconds(milliseconds)}${chosen}`;
}

const resultLine = ({ task, model, evaluations, milliseconds, networkMilliseconds, backend, ...rest }: Provenance) =>
  `${task} by ${model.id}: ${evaluations} evaluations per slice, ${seconds(milliseconds)} of which ${seconds(networkMilliseconds)} in the network, ` +
  `${backend.used}${'sigma' in rest ? `, noise ${rest.sigma.toPrecision(3)}` : ''}`;

const list = (title: string, lines: readonly string[]) => [
  `${title}:`,
  ...(lines.length > 0 ? lines : ['none']).map((line) => `  ${line}`),
];

/** Plain text for a support request. English, whatever the viewer's language: it is read by whoever maintains the workbench. */
export function report(facts: Facts): string {
  const { versions, browser, jobs, results, settings } = facts;
  const { models, tasks, defaultModels, overlay } = settings;
  return [
    'Diffusion workbench diagnostics (no patient data)',
    ...Object.entries(versions).map(([name, version]) => `${name}: ${version ?? 'unknown'}`),
    `browser: ${browser.userAgent}`,
    `language ${browser.language}; ${browser.cores} cores; cross-origin isolated: ${yesNo(browser.isolated)}; ` +
      `secure context: ${yesNo(browser.secure)}; WebGPU: ${yesNo(browser.webgpu)}`,
    ...engineLines(facts),
    ...list('last jobs', jobs.map(jobLine)),
    ...list('results', results.map(resultLine)),
    `settings: ${JSON.stringify({ models, tasks, defaultModels, overlay })}`,
  ].join('\n');
}
