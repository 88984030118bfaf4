import type { TaskName } from '../src/results/Result';
import { hasButton } from './host/shell';
import type { CancelChoice } from './run/JobService';
import type { RunCommand } from './run/RunStarter';
import type { Workbench } from './workbench/Workbench';

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

/** A toolbar button calls its command with its own properties beside the options: only ours are looked at. */
export const commandsModule = (workbench: Workbench) => {
  const { actions } = workbench;
  /** Hotkeys hold in every mode; a slip of the finger in a mode without our buttons must do nothing. */
  const ours = () => workbench.settings.tasks.some(hasButton);
  const run =
    (task: TaskName) =>
    ({ viewportId, settings, region, hotkey = false, displaySetInstanceUID: uid }: RunCommand & Hotkey & SetCommand = {}) => {
      if (hotkey && !hasButton(task)) return undefined;
      return uid === undefined ? workbench.run({ task, viewportId, settings, region }) : actions.runOn(uid, { task, settings });
    };
  return {
    defaultContext: 'CORNERSTONE',
    definitions: {
      denoise: run('denoise'),
      inpaint: run('inpaint'),
      anomalyMap: run('anomaly'),
      diffusionFlicker: ({ viewportId }: { viewportId?: string } = {}) => void workbench.flicker(viewportId),
      diffusionSwipe: ({ viewportId, hotkey = false }: { viewportId?: string } & Hotkey = {}) =>
        hotkey && !ours() ? undefined : actions.swipe(viewportId),
      cancelDiffusion: ({ jobId, keep }: CancelCommand = {}) => {
        const choice: CancelChoice | undefined = keep === undefined ? undefined : keep ? 'keep' : 'discard';
        workbench.cancel(jobId, choice);
      },
      toggleDiffusionResult: ({ hotkey = false }: Hotkey = {}) => (hotkey && !ours() ? undefined : actions.toggle()),
      showDiffusionResult: ({ displaySetInstanceUID: uid = '' }: SetCommand = {}) => actions.showSet(uid),
      removeDiffusionResult: ({ displaySetInstanceUID: uid = '' }: SetCommand = {}) => actions.removeSet(uid),
    },
  };
};
