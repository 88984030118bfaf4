import { parseArgs } from 'node:util';
import { repeatable, signInOf, waysOf } from '../src/cli/credentials';
import { DiffusionError, remarkText } from '../src/core/errors';
import { UserError } from './userError';

export interface Options {
  /** DICOMweb root of a PACS; undefined: the embedded server. */
  readonly dicomweb?: URL;
  /** 'name:password' for the PACS, or the name alone where the password is to be asked for. */
  readonly dicomwebUser?: string;
  /** Start a PACS of our own, and put the images into it. */
  readonly pacs?: true;
  /** Folder to serve; undefined: the demo studies. */
  readonly dicom?: string;
  /** Folder for stored objects; undefined: the default one. */
  readonly store?: string;
  readonly port: number;
  readonly host: string;
  /** Names that the viewer answers to, beside those of this machine. */
  readonly allowedHosts?: readonly string[];
  readonly isolation: boolean;
  readonly help: boolean;
}

export const help = `Serves the OHIF viewer with the diffusion extension, and images for it.

  npm start                                  the demo studies
  npm start -- --dicom FOLDER                a folder of DICOM files, with its subfolders
  npm start -- --dicomweb URL                a PACS, such as Orthanc at http://localhost:8042/dicom-web
  npm run pacs                               Orthanc, started here with the demo studies in it (--dicom FOLDER: with others)

  --dicomweb-user NAME            signs in to the PACS for everybody at this viewer; asks for the password
  --dicomweb-user-file FILE       the same without being asked: a file that nobody else may read, with NAME:PASSWORD on
                                  one line; or the environment variable OHIF_DIFFUSION_DICOMWEB_USER
  --store FOLDER                  where stored results go (.cache/stow; npm run pacs: .cache/orthanc); not with --dicomweb,
                                  which stores in the PACS
  --port NUMBER                   3000, or the environment variable PORT
  --host ADDRESS                  127.0.0.1; 0.0.0.0 opens the viewer, and all images, to the network
  --allow-host NAME               a name under which the viewer is opened, beside those of this machine (a proxy's, a container's);
                                  can be given several times
  --no-isolation                  leave out the COOP and COEP headers: WebAssembly then runs on one thread
  --help
`;

/** The environment variable that holds NAME:PASSWORD; the command line has the same. */
const SIGN_IN = 'OHIF_DIFFUSION_DICOMWEB_USER';

/** Reads the command line. Throws a UserError with one sentence for anything wrong. */
export function parseOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Options {
  const values = parse(args);
  if (values.dicom !== undefined && values.dicomweb !== undefined) {
    throw new UserError('Give either --dicom (a folder) or --dicomweb (a PACS), not both.');
  }
  if (values.pacs && values.dicomweb !== undefined) throw new UserError('--pacs starts a PACS of its own: leave out --dicomweb.');
  for (const option of ['dicomweb-user', 'dicomweb-user-file'] as const) {
    if (values[option] !== undefined && !values.dicomweb) throw new UserError(`--${option} needs --dicomweb.`);
  }
  const user = values.dicomweb === undefined ? undefined : signIn(values['dicomweb-user'], values['dicomweb-user-file'], environment);
  return {
    ...(values.dicomweb !== undefined && { dicomweb: dicomwebUrl(values.dicomweb) }),
    ...(user !== undefined && { dicomwebUser: user }),
    ...(values.pacs && { pacs: true as const }),
    ...(values.dicom !== undefined && { dicom: values.dicom }),
    ...(values.store !== undefined && { store: values.store }),
    port: portNumber(values.port ?? (environment['PORT'] || '3000')),
    host: values.host ?? '127.0.0.1',
    ...(values['allow-host'] && { allowedHosts: values['allow-host'].map(hostName) }),
    isolation: !values['no-isolation'],
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        dicomweb: { type: 'string' },
        pacs: { type: 'boolean' },
        'dicomweb-user': { type: 'string' },
        'dicomweb-user-file': { type: 'string' },
        dicom: { type: 'string' },
        store: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
        'no-isolation': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    // Node's own sentence names the option; its second one, about '--', would only confuse here.
    const [sentence = 'Unknown option.'] = (error instanceof Error ? error.message : String(error)).split('. ');
    // A sign-in or an address that stands in the wrong place is not repeated.
    throw new UserError(`${sentence.replace(/\.$/, '').replace(/'[^']*[:@][^']*'/, '')}. See --help.`);
  }
}

function dicomwebUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // It is not repeated: it may hold a password.
  if (!url || !/^https?:$/.test(url.protocol)) throw new UserError('--dicomweb needs a URL such as http://localhost:8042/dicom-web.');
  if (url.username || url.password) {
    throw new UserError(
      `The URL of --dicomweb holds a name or a password: give them by ${waysOf('dicomweb-user', SIGN_IN)}, not in the URL.`,
    );
  }
  if (url.search || url.hash) throw new UserError('--dicomweb needs the DICOMweb root alone, without anything behind its path.');
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

function signIn(name: string | undefined, file: string | undefined, environment: Readonly<Record<string, string | undefined>>) {
  try {
    return signInOf({ option: 'dicomweb-user', name, file, variable: SIGN_IN, stored: environment[SIGN_IN] });
  } catch (error) {
    throw error instanceof DiffusionError ? new UserError(remarkText(error)) : error;
  }
}

/** As URLs have it, without a port. */
function hostName(text: string): string {
  const url = /^[\w.-]+$|^[\da-f:.]+$/i.test(text) ? `http://${text.includes(':') ? `[${text}]` : text}` : '';
  if (!URL.canParse(url)) throw new UserError(`--allow-host needs a name such as viewer.hospital.example, without a port.`);
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new UserError(`The port must be a number from 0 to 65535, not '${repeatable(text)}'.`);
  return port;
}
