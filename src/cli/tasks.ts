import { anomalyTask } from './anomaly';
import { denoiseTask } from './denoise';
import { inpaintTask } from './inpaint';
import type { CliTask } from './task';

/** The tasks that are commands: a new one is a file and a row. */
export const TASKS: Readonly<Record<string, CliTask>> = { denoise: denoiseTask, inpaint: inpaintTask, anomaly: anomalyTask };
