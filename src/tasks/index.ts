import type { TaskName } from '../results/Result';
import { anomalyTask } from './anomaly/task';
import { denoiseTask } from './denoise/task';
import { inpaintTask } from './inpaint/task';
import type { Task } from './Task';

/** THE table of tasks: a new one is a folder and a row. */
export const TASKS: Readonly<Record<TaskName, Task>> = { denoise: denoiseTask, inpaint: inpaintTask, anomaly: anomalyTask };

export const TASK_NAMES = Object.keys(TASKS) as TaskName[];
