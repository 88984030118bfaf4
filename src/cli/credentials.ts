import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { DiffusionError } from '../core/errors';

/** Where a sign-in may stand. Not among them: an argument, which anybody on the machine can read, and an address. */
export interface SignInPlaces {
  /** Name of the option, without its dashes; `-file` behind it is that of a file. */
  readonly option: string;
  /** The name alone: the password is asked for. */
  readonly name: string | undefined;
  /** A file that holds NAME:PASSWORD. */
  readonly file: string | undefined;
  /** An environment variable that holds NAME:PASSWORD, and its name. */
  readonly variable: string;
  readonly stored: string | undefined;
}

/** Parts of the standard streams that a password is asked for on. */
export interface AskedOn {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  signal?: AbortSignal;
}

const MOST_BYTES = 4096;
/** Without what a header cannot hold. */
const NAME_AND_PASSWORD = /^[^:\x00-\x1f\x7f]+:[^\x00-\x1f\x7f]*$/;
/** RFC 6750 section 2.1. */
const TOKEN = /^[\w.~+/-]+=*$/;

const refused = (measured: string, allowed: string) => new DiffusionError('BAD_OPTION', { measured, allowed });

/** What was given, as an error may repeat it: a sign-in or an address that stands in a wrong place is not. */
export const repeatable = (text: string) => (/[:@]/.test(text) ? '…' : text);

/** Ways to give a sign-in, for the sentence of a refusal. */
export const waysOf = (option: string, variable: string) =>
  `--${option} NAME (asks for the password), --${option}-file FILE with NAME:PASSWORD, or the environment variable ${variable}`;

/** The one line of a file that nobody else may read. What it holds is never told. @throws DiffusionError BAD_OPTION */
function secretIn(file: string, option: string): string {
  const of = `the file of --${option}`;
  try {
    const found = statSync(file);
    // A pipe or a device has no other readers; Windows has no such bits.
    if (found.isFile() && process.platform !== 'win32' && found.mode & 0o077) {
      throw refused(`${of}, which others may read`, 'a file of yours alone (chmod 600)');
    }
    if (found.size > MOST_BYTES) throw refused(`${of} of ${found.size} bytes`, `one line of ${MOST_BYTES} bytes at most`);
    return readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof DiffusionError) throw error;
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    throw refused(`${of}, which cannot be read (${code})`, 'a file that you may read');
  }
}

/**
 * The sign-in for HTTP Basic: `NAME:PASSWORD`, or `NAME` alone where the password is still to be asked for (`withPassword`).
 *
 * @throws DiffusionError BAD_OPTION; its words hold no part of what was given
 */
export function signInOf({ option, name, file, variable, stored }: SignInPlaces): string | undefined {
  if (name !== undefined && file !== undefined) throw refused(`--${option} and --${option}-file`, 'one of them');
  if (name?.includes(':')) throw refused(`a password behind --${option}, where others can read it`, waysOf(option, variable));
  if (name === '') throw refused(`--${option} without a name`, waysOf(option, variable));
  if (name !== undefined) return name;
  const [given, from] =
    file === undefined ? [stored || undefined, variable] : [secretIn(file, `${option}-file`), `the file of --${option}-file`];
  if (given === undefined || NAME_AND_PASSWORD.test(given)) return given;
  if (file === undefined && NAME_AND_PASSWORD.test(`${given}:`)) return given;
  throw refused(`${from}, which holds something else`, 'NAME:PASSWORD on one line');
}

/** The bearer token of a file or an environment variable. @throws DiffusionError BAD_OPTION; its words hold no part of it */
export function tokenOf({ option, file, variable, stored }: Omit<SignInPlaces, 'name'>): string | undefined {
  const [given, from] = file === undefined ? [stored?.trim() || undefined, variable] : [secretIn(file, option), `the file of --${option}`];
  if (given === undefined || TOKEN.test(given)) return given;
  throw refused(`${from}, which holds something else`, 'a bearer token on one line');
}

/**
 * The sign-in with its password, asked for where it is a name alone. What is typed is not shown.
 *
 * @param at the archive, as the person knows it
 * @throws DiffusionError BAD_OPTION where there is no terminal to ask on; CANCELLED
 */
export async function withPassword(signIn: string, at: string, { input, output, signal }: AskedOn): Promise<string> {
  if (signIn.includes(':')) return signIn;
  if (!input.isTTY)
    throw refused('a name without a password, and no terminal to ask for it on', 'a file or an environment variable (see --help)');
  const unseen = new Writable({ write: (_, __, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: true, historySize: 0 });
  const interrupted = new AbortController();
  const stop = () => interrupted.abort();
  lines.on('SIGINT', stop).on('close', stop);
  signal?.addEventListener('abort', stop);
  output.write(`Password of ${signIn} at ${at}: `);
  try {
    return `${signIn}:${await lines.question('', { signal: interrupted.signal })}`;
  } catch {
    throw new DiffusionError('CANCELLED');
  } finally {
    signal?.removeEventListener('abort', stop);
    output.write('\n');
    lines.close();
  }
}
