import { DiffusionError, type ErrorData } from '../../src/core/errors';
import type { TaskName } from '../../src/results/Result';
import { workedSeries } from '../host/activeSeries';
import { forEachTask, type Settings } from '../host/settings';
import { FIRST_CHOICES } from '../run/choices';
import type { RunCommand } from '../run/RunStarter';
import type { Kept } from '../run/state';
import { Store } from '../run/Store';
import type { Leaving } from '../keep/Reminder';
import { judgeSeries } from '../run/Readiness';
import type { EngineClient } from '../worker/client';
import { Visit } from './Visit';

/** What stays while modes come and go: how the site has set up the workbench, and what the reader has chosen. */
export class Workbench {
  readonly visits = new Store<{ visit: Visit | undefined }>({ visit: undefined });
  /** Set by the panel while it is on screen. */
  panelShown = false;
  private kept: Kept = { task: 'denoise', choices: forEachTask(() => FIRST_CHOICES) };

  /** @param readSettings called again in each visit: a site's customizations may differ from mode to mode */
  constructor(
    private readonly readSettings: () => Settings,
    private readonly makeEngine: (assetsUrl: string) => EngineClient,
    private readonly ask: (question: Leaving) => void = ({ leave }) => leave(),
  ) {}

  get visit(): Visit | undefined {
    return this.visits.get().visit;
  }

  get settings(): Settings {
    // Before a visit OHIF may not have taken in the site's customizations yet.
    return this.visit?.settings ?? this.readSettings();
  }

  /** Idempotent. Nothing is created in modes that never show the panel. */
  open(): Visit {
    if (this.visit) return this.visit;
    const settings = this.readSettings();
    const visit = new Visit(settings, this.makeEngine(settings.assetsUrl), this.kept, () => this.panelShown, this.ask);
    this.visits.set({ visit });
    // After it is known: the viewer's toolbar asks back at once.
    visit.open();
    return visit;
  }

  /** Called when the mode is left. */
  close(): void {
    const { visit } = this;
    if (!visit) return;
    const { task, choices } = visit.store.get();
    this.kept = { task, choices };
    this.visits.set({ visit: undefined });
    visit.close();
  }

  run(command: RunCommand = {}): string | undefined {
    return this.open().control.run(command);
  }

  /** Why a task cannot be done now on the series of a viewport; undefined when it can. Before a visit only the series itself is judged. */
  reason(task: TaskName, viewportId?: string): ErrorData | undefined {
    if (this.visit) return this.visit.control.reason(task, viewportId);
    const { refused } = judgeSeries(workedSeries(viewportId), undefined);
    return refused && new DiffusionError(refused.code, refused).toData();
  }
}
