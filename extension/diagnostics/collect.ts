import { cornerstoneVersion, viewerVersion } from '../host/site';
import type { Workbench } from '../workbench/Workbench';
import { report } from './report';

declare const WORKBENCH_VERSION: string;
declare const ORT_VERSION: string;

/** The report of this page, now. The address of the page is left out: it names the study. */
export function diagnostics({ store, settings, history }: Workbench): string {
  const { engine, results } = store.get();
  const { userAgent, language, hardwareConcurrency } = navigator;
  return report({
    versions: { workbench: WORKBENCH_VERSION, onnxruntime: ORT_VERSION, OHIF: viewerVersion(), cornerstone: cornerstoneVersion() },
    browser: {
      userAgent,
      language,
      isolated: crossOriginIsolated,
      secure: isSecureContext,
      webgpu: 'gpu' in navigator,
      cores: hardwareConcurrency,
    },
    engine,
    jobs: history.jobs(),
    results: [...results].reverse().map(({ note }) => note.provenance),
    settings,
  });
}
