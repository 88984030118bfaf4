import type { TaskName } from '../src/results/Result';
import type { Verdict } from '../src/results/review';
import { showSeries } from './host/mounted';
import { hasButton } from './host/shell';
import { ui } from './i18n';
import { notifyInfo } from './i18n/notices';
import type { CancelChoice } from './run/JobService';
import type { RunCommand } from './run/RunStarter';
import type { Settings } from './host/settings';

export interface CancelCommand {
  /** Without it all jobs are cancelled. */
  jobId?: string;
  /** Keeps or discards the finished slices at once; without it the reader is asked. */
  keep?: boolean;
}

/** From the menu of a thumbnail: the series it stands for. */
interface SetCommand {
  displaySetInstanceUID?: string;
}

interface Hotkey {
  hotkey?: boolean;
}

/** What commands can act on: a part of the workbench. */
export interface Commanded {
  readonly settings: Pick<Settings, 'tasks'>;
  readonly visit:
    { readonly control: { cancel(jobId?: string, choice?: CancelChoice): void }; readonly actions: ResultCommands } | undefined;
  open(): unknown;
  run(command: RunCommand): string | undefined;
}

interface ResultCommands {
  flicker(viewportId?: string): Promise<void>;
  swipe(viewportId?: string): Promise<void>;
  toggle(): Promise<void>;
  show(uid: string): Promise<void>;
  remove(uid: string): Promise<void>;
  file(uid?: string): Promise<void>;
  download(uid?: string): Promise<void>;
  judge(verdict: Verdict): void;
  stepFinding(by: 1 | -1): Promise<void>;
}

/**
 * A toolbar button calls its command with its own properties beside the options: only ours are looked at. Before a visit there is no result
 * that a command could act on, and none of them begins one but those that start a task.
 */
export const commandsModule = (workbench: Commanded) => {
  /** Hotkeys hold in every mode; a slip of the finger in a mode without our buttons must do nothing. */
  const ours = () => workbench.settings.tasks.some(hasButton);
  const actions = () => workbench.visit?.actions;
  const nothing = () => notifyInfo(ui.shell.nothingToShow);
  const noResult = () => notifyInfo(ui.shell.noResult);
  /** Shows a series and starts a task on it; what is missing for that is said. */
  const runOn = async (uid: string, command: RunCommand): Promise<void> => {
    workbench.open();
    if (!(await showSeries(uid))) return notifyInfo(ui.shell.notShown);
    workbench.run(command);
  };
  const run =
    (task: TaskName) =>
    ({ viewportId, settings, region, hotkey = false, displaySetInstanceUID: uid }: RunCommand & Hotkey & SetCommand = {}) => {
      if (hotkey && !hasButton(task)) return undefined;
      return uid === undefined ? workbench.run({ task, viewportId, settings, region }) : runOn(uid, { task, settings });
    };
  /** Single letters are easily hit by accident: where there is no result, or in another mode, they do nothing and say nothing. */
  const judge = (verdict: Verdict) => () => (ours() ? actions()?.judge(verdict) : undefined);
  const step = (by: 1 | -1) => () => (ours() ? actions()?.stepFinding(by) : undefined);
  return {
    defaultContext: 'CORNERSTONE',
    definitions: {
      denoise: run('denoise'),
      inpaint: run('inpaint'),
      anomalyMap: run('anomaly'),
      diffusionFlicker: ({ viewportId }: { viewportId?: string } = {}) => void actions()?.flicker(viewportId),
      diffusionSwipe: ({ viewportId, hotkey = false }: { viewportId?: string } & Hotkey = {}) =>
        hotkey && !ours() ? undefined : (actions()?.swipe(viewportId) ?? nothing()),
      diffusionAccept: judge('accepted'),
      diffusionReject: judge('rejected'),
      diffusionUnsure: judge('unsure'),
      diffusionNextFinding: step(1),
      diffusionPreviousFinding: step(-1),
      cancelDiffusion: ({ jobId, keep }: CancelCommand = {}) => {
        const choice: CancelChoice | undefined = keep === undefined ? undefined : keep ? 'keep' : 'discard';
        workbench.visit?.control.cancel(jobId, choice);
      },
      toggleDiffusionResult: ({ hotkey = false }: Hotkey = {}) => (hotkey && !ours() ? undefined : (actions()?.toggle() ?? nothing())),
      showDiffusionResult: ({ displaySetInstanceUID: uid = '' }: SetCommand = {}) => actions()?.show(uid) ?? noResult(),
      fileDiffusionResult: ({ displaySetInstanceUID: uid, hotkey = false }: SetCommand & Hotkey = {}) =>
        hotkey && !ours() ? undefined : (actions()?.file(uid) ?? noResult()),
      downloadDiffusionResult: ({ displaySetInstanceUID: uid }: SetCommand = {}) => actions()?.download(uid) ?? noResult(),
      removeDiffusionResult: ({ displaySetInstanceUID: uid = '' }: SetCommand = {}) => actions()?.remove(uid) ?? noResult(),
    },
  };
};
