import { cornerstoneVersion, viewerVersion } from '../host/shell';
import type { Settings } from '../host/settings';
import type { WorkbenchState } from '../run/state';
import type { History } from './History';
import { report } from './report';

declare const WORKBENCH_VERSION: string;
declare const ORT_VERSION: string;

/** What a report is read from. */
export interface Sources {
  store: { get(): WorkbenchState };
  settings: Settings;
  history: Pick<History, 'jobs'>;
}

/** The report of this page, now. The address of the page is left out: it names the study. */
export function diagnostics({ store, settings, history }: Sources): string {
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
