import { errors } from './zh/errors';
import { filing } from './zh/filing';
import { found } from './zh/found';
import { keep } from './zh/keep';
import { orphan } from './zh/orphan';
import { panel } from './zh/panel';
import { reading } from './zh/reading';
import { regions } from './zh/regions';
import { run } from './zh/run';
import { shell } from './zh/shell';
import type { en } from './en';
import type { Translation } from './merge';

/** Chinese in simplified script. */
export const zh: Translation<typeof en> = {
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
