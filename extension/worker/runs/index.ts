import { runAnomaly } from './anomaly';
import type { Runs } from './context';
import { runDenoise } from './denoise';
import { runInpaint } from './inpaint';

/** THE table of what the worker can do: a new task is a file and a row. */
export const RUNS: Runs = { denoise: runDenoise, inpaint: runInpaint, anomaly: runAnomaly };
