import { errors } from './en/errors';
import { filing } from './en/filing';
import { found } from './en/found';
import { keep } from './en/keep';
import { orphan } from './en/orphan';
import { panel } from './en/panel';
import { reading } from './en/reading';
import { regions } from './en/regions';
import { run } from './en/run';
import { shell } from './en/shell';

/** Every text that a reader sees. What a run warns of, and what an error has found, is written where it is measured (src), in English. */
export const en = { ...panel, ...run, ...reading, ...regions, ...keep, ...shell, ...filing, ...found, ...orphan, ...errors };
