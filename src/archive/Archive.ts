/**
 * A DICOMweb archive (PS3.18 chapter 10): where objects are stored, searched for and read back. The viewer makes one of its active data source, the
 * command line of `--stow`.
 */
export interface Archive {
  /** `…/studies`, to which objects are sent (STOW-RS); undefined where the archive takes none. */
  readonly stowUrl: string | undefined;
  /** Root of searches (QIDO-RS), without a slash at its end. */
  readonly qidoUrl: string;
  /** Root of retrieval (WADO-RS), without a slash at its end. */
  readonly wadoUrl: string;
  /** The sign-in, asked for before each request: a token may have been renewed. */
  readonly headers?: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  /** Whether cookies go along, as `fetch` has it; archives behind a sign-in page may want `include`. */
  readonly credentials?: RequestCredentials;
  /** Whether the runtime's requests can be made while they are sent, as those of Node; browsers send what is there as a whole. */
  readonly streams?: boolean;
  /** In place of the runtime's own. */
  readonly fetch?: typeof fetch;
  /** Milliseconds without a sign of life after which a request is given up; 60 s. */
  readonly patience?: number;
}

/** Names of one instance, from the study down. */
export interface InstanceName {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
}

/** An archive whose three services lie below one root, such as `http://localhost:8042/dicom-web`; `…/studies` is understood as well. */
export function archiveAt(root: string, more: Omit<Archive, 'stowUrl' | 'qidoUrl' | 'wadoUrl'> = {}): Archive {
  const base = root.replace(/\/+$/, '').replace(/\/studies$/, '');
  return { stowUrl: `${base}/studies`, qidoUrl: base, wadoUrl: base, ...more };
}
