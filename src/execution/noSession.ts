import { DiffusionError } from '../core/errors';

/** Why no session could be made of a model. The runtime's own text may name files, so of that only what a person can mend is told. */
export function noSession(id: string, cause: unknown): DiffusionError {
  const elsewhere = cause instanceof Error && /external.?data/i.test(cause.message);
  return new DiffusionError('MODEL_RUNTIME', { measured: elsewhere ? `${id}: it keeps weights in another file` : id, cause });
}
