import type { ErrorCode } from '../../src/core/errors';

/** What `toThrow` takes for a DiffusionError of this code, and of what else is said of it (`measured`, `allowed`, `message`). */
export const refusal = (code: ErrorCode, said: Readonly<Record<string, unknown>> = {}): Error =>
  expect.objectContaining({ code, ...said }) as Error;
