import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What holds patients is for its owner only. */
const [FOLDER_MODE, FILE_MODE] = [0o700, 0o600];
const UNFINISHED = /^\..*\.part$/;

/** Those that this process is writing. */
const mine = new Set<string>();

/** A file on its way into a folder: under its name it is whole and on the disk, or not there at all. */
export class Incoming {
  private handle: FileHandle | undefined;

  private constructor(
    readonly path: string,
    handle: FileHandle,
  ) {
    this.handle = handle;
  }

  /** @param folder made where it is missing */
  static async into(folder: string): Promise<Incoming> {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
    const name = `.${process.pid}-${randomUUID()}.part`;
    mine.add(name);
    const path = join(folder, name);
    try {
      return new Incoming(path, await open(path, 'wx', FILE_MODE));
    } catch (error) {
      mine.delete(name);
      throw error;
    }
  }

  async write(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length;) at += (await this.handle?.write(piece, at))?.bytesWritten ?? piece.length;
  }

  /** Until it is on the disk: what a store answers for is not lost with the current. */
  async finish(): Promise<void> {
    await this.handle?.datasync();
    await this.close();
  }

  /** Gives it its name; replaces what had it. */
  async moveTo(path: string): Promise<void> {
    await rename(this.path, path);
    mine.delete(basename(this.path));
  }

  /** Nothing of it is left, unless it has been moved. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
    mine.delete(basename(this.path));
  }

  private async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }
}

/** The names in a folder, until they are on the disk as well; where folders cannot be opened, as on Windows, the system does it in its own time. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Makes a folder that is there its owner's alone, and takes away what processes that have ended left unfinished in it. */
export async function tidy(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return;
  await chmod(folder, FOLDER_MODE).catch(() => undefined); // another's folder, which may still be written to
  for (const name of names) if (UNFINISHED.test(name) && !isBeingWritten(name)) await rm(join(folder, name), { force: true });
}

function isBeingWritten(name: string): boolean {
  const pid = Number(/^\.(\d+)-/.exec(name)?.[1] ?? NaN);
  if (pid === process.pid || Number.isNaN(pid)) return mine.has(name);
  try {
    process.kill(pid, 0); // no signal: asks whether it runs
    return true;
  } catch {
    return false;
  }
}
