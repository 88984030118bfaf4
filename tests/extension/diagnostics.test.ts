import { History } from '../../extension/diagnostics/History';
import { type Facts, report } from '../../extension/diagnostics/report';
import type { Job } from '../../extension/run/job';
import { readSettings } from '../../extension/host/settings';
import { FIRST_CHOICES } from '../../extension/run/choices';
import { DiffusionError } from '../../src/core/errors';
import type { Manifest } from '../../src/models/manifest';
import type { Provenance } from '../../src/results/provenance';

const SECRET = 'DOE^JANE 1.2.840.113619';
const sha256 = 'ab'.repeat(32);
const backend = { asked: 'auto', used: 'wasm', reason: 'no WebGPU adapter in this browser', device: '2 threads' } as const;
const manifest = { id: 'mr', version: '1.2.3', kind: 'denoiser', file: { sha256 } } as unknown as Manifest;

const ended: Job = {
  id: 'job-1',
  task: 'denoise',
  seriesKey: SECRET,
  label: SECRET,
  state: 'failed',
  stopping: false,
  milliseconds: 4200,
  progress: { stage: 'self-test', slicesDone: 0, slices: 20, stepsDone: 0, steps: 1, fraction: 0, secondsLeft: NaN },
  error: new DiffusionError('SELF_TEST_FAILED', { measured: SECRET }).toData(),
};

function facts(patch: Partial<Facts> = {}): Facts {
  const history = new History();
  history.started('job-1', { ...FIRST_CHOICES, modelId: 'mr', steps: 4 });
  history.settled(ended);
  return {
    versions: { workbench: '0.1.0', onnxruntime: '1.30.0', OHIF: undefined, cornerstone: '5.6.8' },
    browser: { userAgent: 'Test/1', language: 'en', isolated: true, secure: false, webgpu: false, cores: 8 },
    engine: { state: 'ready', models: [{ id: 'mr', label: 'MR', manifest }], problems: [], backend },
    jobs: history.jobs(),
    results: [],
    settings: readSettings({ diffusion: { assetsUrl: `https://host/${SECRET}/` } }, 'https://viewer/'),
    ...patch,
  };
}

describe('the diagnostics', () => {
  it('tell versions, backend and why, models and their self-test, and how the last job ended', () => {
    const text = report(facts());
    expect(text).toContain('OHIF: unknown');
    expect(text).toContain('backend: wasm (asked: auto); 2 threads; no WebGPU adapter in this browser');
    expect(text).toContain(`model mr 1.2.3 (denoiser): sha256 ${sha256}, self-test FAILED`);
    expect(text).toContain('denoise: failed SELF_TEST_FAILED at self-test, 0 of 20 slices, 4.2 s; mr, auto, strength 1, steps 4');
  });

  it('take a result for a passed self-test', () => {
    const provenance = {
      task: 'denoise',
      model: { id: 'mr', version: '1.2.3', sha256 },
      evaluations: 1,
      milliseconds: 9000,
      networkMilliseconds: 8000,
      backend,
      sigma: 0.021,
    } as unknown as Provenance;
    const text = report(facts({ jobs: [], results: [provenance] }));
    expect(text).toContain('self-test passed');
    expect(text).toContain('denoise by mr: 1 evaluations per slice, 9.0 s of which 8.0 s in the network, wasm, noise 0.0210');
  });

  it('hold nothing that names a patient, a series or a server', () => {
    expect(report(facts())).not.toContain(SECRET);
    expect(
      report(facts({ engine: { state: 'failed', error: new DiffusionError('ENGINE_STOPPED', { measured: SECRET }).toData() } })),
    ).not.toContain(SECRET);
    expect(report(facts())).not.toMatch(/https?:/);
  });

  it('remember the last five jobs only', () => {
    const history = new History();
    for (let i = 0; i < 9; i++) history.settled({ ...ended, id: `job-${i}`, milliseconds: i });
    expect(history.jobs().map(({ milliseconds }) => milliseconds)).toEqual([8, 7, 6, 5, 4]);
  });
});
