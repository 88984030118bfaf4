import { DiffusionError, type ErrorCode } from '../core/errors';

/** What the system says of a file, in words: by the names of `errno`. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'no right to read or write there',
  EPERM: 'no right to read or write there',
  EROFS: 'a disk that cannot be written',
  ENOENT: 'something that is not there (any more)',
  ENOTDIR: 'a file where a folder should be',
  EISDIR: 'a folder where a file should be',
  ENOSPC: 'no space left',
  EDQUOT: 'no space left for this account',
  EFBIG: 'a file larger than the disk takes',
  ERR_FS_FILE_TOO_LARGE: 'a file larger than can be read at once',
  ELOOP: 'links that lead in a circle',
  ENAMETOOLONG: 'a name that is too long',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EIO: 'a disk that answers with an error',
  ETIMEDOUT: 'a disk that does not answer',
  ESTALE: 'a network folder that has gone',
  ENXIO: 'a device or socket',
  ENODEV: 'a device or socket',
  EBUSY: 'something else that uses it',
  ETXTBSY: 'something else that uses it',
  EINVAL: 'a name that the disk does not take',
  ERR_INVALID_ARG_VALUE: 'a name that no file can have',
};

const codeOf = (error: unknown): string | undefined => {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};

/** A fault of the file system as an error of ours; its own text may name files. Anything else stays what it is. */
export function fileFault(error: unknown, code: ErrorCode): unknown {
  const measured = WORDS[codeOf(error) ?? ''];
  return error instanceof DiffusionError || measured === undefined ? error : new DiffusionError(code, { measured, cause: error });
}

/** That a run was interrupted while a file was written. */
export const isAbort = (error: unknown): boolean => codeOf(error) === 'ABORT_ERR' || (error as Error | undefined)?.name === 'AbortError';
