import { BrainMasks } from '../anomaly/BrainMasks';
import { Comparison } from '../compare/Comparison';
import { Swipe } from '../compare/Swipe';
import { FilingDesk } from '../filing/FilingDesk';
import { Holdings } from '../filing/Holdings';
import type { Settings } from '../host/settings';
import type { SideBySide } from '../host/sideBySide';
import { Found } from '../found/Found';
import { ui } from '../i18n';
import { Inpainting } from '../inpaint/Inpainting';
import { Outlines } from '../inpaint/Outlines';
import { OverlayControl } from '../overlay/OverlayControl';
import { FindingsReview } from '../review/FindingsReview';
import { ResultVerdicts } from '../review/ResultVerdicts';
import { Keep } from '../keep/Keep';
import { type Leaving, Reminder } from '../keep/Reminder';
import type { RunControl } from '../run/RunControl';
import { filedKey } from '../review/reviewOf';
import type { RunData } from '../run/RunData';
import type { WorkbenchState } from '../run/state';
import type { Store } from '../run/Store';
import type { EngineClient } from '../worker/client';

export interface FeatureParts {
  store: Store<WorkbenchState>;
  runs: RunData;
  panes: SideBySide;
  settings: Pick<Settings, 'overlay' | 'tagText' | 'filing'>;
  engine: Pick<EngineClient, 'measure'>;
  /** Something else could be filled than before. */
  changed: () => void;
  control: () => Pick<RunControl, 'run'>;
  /** Puts a result on screen, beside its source. */
  show: (uid: string) => Promise<void>;
  /** What the reader is asked before a study with unfiled work is left. */
  ask: (question: Leaving) => void;
}

/** What a reader does with a series before a run and with its result after it. None of it lies on the way from the one to the other. */
export function makeFeatures({ store, runs, panes, settings, engine, changed, control, show, ask }: FeatureParts) {
  const overlay = new OverlayControl(runs, settings.overlay);
  const comparison = new Comparison(store, runs, overlay, panes, (request) => engine.measure(request));
  const reminds = settings.filing.enabled;
  const reviewers = { review: new FindingsReview(runs, overlay), verdicts: new ResultVerdicts() };
  const row = (runId: string) => store.get().results.find(({ id }) => id === runId);
  const holdings = new Holdings({ runs, row });
  const found = new Found({
    ...reviewers,
    holdings,
    store,
    runs,
    overlay,
    panes,
    show,
    target: settings.filing.target,
    stateOf: (row) => filedKey(row, reviewers),
  });
  const filing = new FilingDesk({
    ...{ ...reviewers, runs, row, holdings, site: settings.filing },
    note: (runId, filed) => store.set({ results: store.get().results.map((one) => (one.id === runId ? { ...one, filed } : one)) }),
    archivedOf: (work, report) => found.archivedOf(work, report),
    differences: (runId) => {
      const picture = comparison.picture(runId);
      return picture ? picture.differencesAt(picture.strength) : [];
    },
  });
  const keep = new Keep({ ...reviewers, store, runs, reminds, control, overlay, comparison, found });
  return {
    ...{ overlay, comparison, ...reviewers, holdings, filing, found },
    keep,
    reminder: new Reminder({ ...reviewers, store, runs, reminds, ask, unkept: () => keep.store.get().unkept }),
    swipe: new Swipe(store, comparison, panes, settings.tagText ?? ui.tag.title),
    outlines: new Outlines(runs),
    inpainting: new Inpainting(changed),
    brains: new BrainMasks(store),
    runs,
  };
}

export type Features = ReturnType<typeof makeFeatures>;
