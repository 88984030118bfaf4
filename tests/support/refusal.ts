import type { ErrorCode } from '../../src/core/errors';

/** What `toThrow` takes for a DiffusionError of this code. */
export const refusal = (code: ErrorCode): Error => expect.objectContaining({ code }) as Error;
