/** What the system calls an error, such as ENOSPC; undefined where it is none of its own. Its message names the file, its code does not. */
export function systemCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
