import { parseArgs } from 'node:util';
import { DiffusionError } from '../core/errors';
import { STRONGEST } from '../results/blend';
import { repeatable, signInOf, tokenOf, waysOf } from './credentials';
import type { StowOptions } from './stow';

/** Words for the strength; the panel has the same. */
export const STRENGTHS: Readonly<Record<string, number>> = { low: 0.5, medium: 0.75, high: 1 };

/** What a person asked for; undefined where the model's or the task's default holds. */
export interface RunOptions {
  input: string;
  /** Where files go: a folder, or a ZIP archive of DICOM files; undefined where an archive alone gets the results. */
  target: { kind: 'folder' | 'zip'; path: string } | undefined;
  /** The archive that they are filed in. */
  stow: StowOptions | undefined;
  model: string | undefined;
  /** A file that names the manifests that a site vouches for. */
  pins: string | undefined;
  strength: number | undefined;
  steps: number | undefined;
  sampler: string | undefined;
  seed: number;
  samples: number;
  /** The best setting: each slice in eight turns. */
  turns: 8 | undefined;
  independentSlices: boolean;
  /** What a NIfTI file holds, which cannot say it itself. */
  modality: string | undefined;
  /** A NIfTI file on the grid of the input. */
  mask: string | undefined;
  /** Goes on where the series is not what the model was made for; the result is marked. */
  confirm: boolean;
  /** Goes on without files that may belong to the series and cannot be read; the result is marked. */
  partial: boolean;
  /** `name:password` for the address of the input, or the name alone where the password is to be asked for. */
  user: string | undefined;
}

export interface CommandLine {
  words: string[];
  help: boolean;
  version: boolean;
  quiet: boolean;
  verbose: boolean;
  pins: string | undefined;
  /** Reads and checks the options of a run; other commands have none. */
  run(): RunOptions;
}

const MOST_SAMPLES = 64;

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        input: { type: 'string', short: 'i' },
        output: { type: 'string', short: 'o' },
        zip: { type: 'string' },
        stow: { type: 'string' },
        'stow-user': { type: 'string' },
        'stow-user-file': { type: 'string' },
        'stow-token-file': { type: 'string' },
        model: { type: 'string', short: 'm' },
        pins: { type: 'string' },
        strength: { type: 'string' },
        steps: { type: 'string' },
        sampler: { type: 'string' },
        seed: { type: 'string' },
        samples: { type: 'string' },
        best: { type: 'boolean' },
        'independent-slices': { type: 'boolean' },
        modality: { type: 'string' },
        mask: { type: 'string' },
        confirm: { type: 'boolean' },
        partial: { type: 'boolean' },
        'dicomweb-user': { type: 'string' },
        'dicomweb-user-file': { type: 'string' },
        quiet: { type: 'boolean', short: 'q' },
        verbose: { type: 'boolean', short: 'v' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node's first sentence names the option; the rest is about '--'.
    const { message = '' } = error as Partial<Error>;
    const [sentence = ''] = message.split(/\. |\n/);
    throw new DiffusionError('BAD_OPTION', { measured: sentence.replace(/\.$/, ''), allowed: 'see --help', cause: error });
  }
}

function numberOf(name: string, text: string | undefined, allowed: string, accepts: (value: number) => boolean): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? NaN : Number(text);
  if (!accepts(value)) throw new DiffusionError('BAD_OPTION', { measured: `--${name} ${repeatable(text)}`, allowed });
  return value;
}

const wholeFrom = (low: number, high: number) => (value: number) => Number.isSafeInteger(value) && value >= low && value <= high;

function strengthOf(text: string | undefined): number | undefined {
  const word = text === undefined ? undefined : STRENGTHS[text.toLowerCase()];
  return (
    word ??
    numberOf(
      'strength',
      text,
      `${Object.keys(STRENGTHS).join(', ')} or a number from 0 to ${STRONGEST}`,
      (value) => value >= 0 && value <= STRONGEST,
    )
  );
}

const MODALITIES = ['MR', 'CT'];

function modalityOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const found = MODALITIES.find((one) => one === text.toUpperCase());
  if (!found) throw new DiffusionError('BAD_OPTION', { measured: `--modality ${repeatable(text)}`, allowed: MODALITIES.join(', ') });
  return found;
}

/** Passwords and tokens that shall not stand in a list of processes. */
export interface Secrets {
  OHIF_DIFFUSION_DICOMWEB_USER?: string | undefined;
  OHIF_DIFFUSION_STOW_USER?: string | undefined;
  OHIF_DIFFUSION_STOW_TOKEN?: string | undefined;
}

const refused = (measured: string, allowed: string) => new DiffusionError('BAD_OPTION', { measured, allowed });
const originOf = (text: string | undefined) => (text !== undefined && URL.canParse(text) ? new URL(text).origin : undefined);

type Values = ReturnType<typeof parse>['values'];

/** @param given sign-in for the archive that the input comes from: it is good for the same server only */
function stowOf(values: Values, input: string, given: string | undefined, secrets: Secrets) {
  const { stow: url, 'stow-user': name, 'stow-user-file': file, 'stow-token-file': tokenFile } = values;
  const [variable, tokenVariable] = ['OHIF_DIFFUSION_STOW_USER', 'OHIF_DIFFUSION_STOW_TOKEN'] as const;
  if (url === undefined) {
    if ([name, file, tokenFile].some((one) => one !== undefined)) throw refused('a sign-in for --stow alone', 'with --stow');
    return undefined;
  }
  // Neither is repeated: an address may hold a password.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw refused('--stow without an address', 'http(s)://…/dicom-web');
  const { username, password, search, hash } = new URL(url);
  if (username || password) throw refused('a name or a password in the address', waysOf('stow-user', variable));
  if (search || hash) throw refused('an address with more than a path', 'http(s)://…/dicom-web');
  if (tokenFile !== undefined && (name ?? file) !== undefined) throw refused('a token and a name', 'one of them');
  const own = tokenFile === undefined ? signInOf({ option: 'stow-user', name, file, variable, stored: secrets[variable] }) : undefined;
  const stored = own === undefined ? secrets[tokenVariable] : undefined;
  const token = tokenOf({ option: 'stow-token-file', file: tokenFile, variable: tokenVariable, stored });
  const same = originOf(input) === originOf(url) ? given : undefined;
  return { url, token, user: own ?? (token === undefined ? same : undefined) };
}

/** @throws DiffusionError BAD_OPTION for an option that does not exist or whose value cannot be used */
export function readCommandLine(args: readonly string[], secrets: Secrets = process.env): CommandLine {
  const { values, positionals } = parse(args);
  const variable = 'OHIF_DIFFUSION_DICOMWEB_USER';
  const [name, file, stored] = [values['dicomweb-user'], values['dicomweb-user-file'], secrets[variable]];
  const user = signInOf({ option: 'dicomweb-user', name, file, variable, stored });
  const missing = (name: string) => refused(`no --${name}`, 'see --help');
  const input = (): string => {
    if (!values.input) throw missing('input');
    return values.input;
  };
  const target = () => {
    const { output, zip } = values;
    if (output && zip) throw new DiffusionError('BAD_OPTION', { measured: '--output and --zip', allowed: 'one of them' });
    if (output) return { kind: 'folder', path: output } as const;
    if (zip) return { kind: 'zip', path: zip } as const;
    if (values.stow !== undefined) return undefined;
    throw missing('output');
  };
  return {
    words: positionals,
    help: values.help ?? false,
    version: values.version ?? false,
    quiet: values.quiet ?? false,
    verbose: values.verbose ?? false,
    pins: values.pins,
    run: () => ({
      input: input(),
      target: target(),
      stow: stowOf(values, input(), user, secrets),
      model: values.model,
      pins: values.pins,
      strength: strengthOf(values.strength),
      steps: numberOf('steps', values.steps, '1 to 100', wholeFrom(1, 100)),
      sampler: values.sampler,
      seed: numberOf('seed', values.seed, 'a whole number from 0 to 2^53 - 65', wholeFrom(0, Number.MAX_SAFE_INTEGER - MOST_SAMPLES)) ?? 1,
      samples: numberOf('samples', values.samples, `1 to ${MOST_SAMPLES}`, wholeFrom(1, MOST_SAMPLES)) ?? 1,
      turns: values.best ? 8 : undefined,
      independentSlices: values['independent-slices'] ?? false,
      modality: modalityOf(values.modality),
      mask: values.mask,
      confirm: values.confirm ?? false,
      partial: values.partial ?? false,
      user,
    }),
  };
}
