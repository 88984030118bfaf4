import { errors } from './de/errors';
import { filing } from './de/filing';
import { found } from './de/found';
import { keep } from './de/keep';
import { orphan } from './de/orphan';
import { panel } from './de/panel';
import { reading } from './de/reading';
import { regions } from './de/regions';
import { run } from './de/run';
import { shell } from './de/shell';
import type { en } from './en';
import type { Translation } from './merge';

/** German. */
export const de: Translation<typeof en> = {
  ...panel,
  ...run,
  ...reading,
  ...regions,
  ...keep,
  ...shell,
  ...filing,
  ...found,
  ...orphan,
  ...errors,
};
