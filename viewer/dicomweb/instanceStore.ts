import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFrames } from './frames';
import { isUid, NotDicom } from './header';
import { Incoming, syncFolder, tidy } from './incoming';
import { indexed, isIndexedWhole } from './indexed';
import { readPartTen, UnreadableFile, type Instance, type InstanceUids } from './partTen';
import { RequestError } from './requestError';

export interface StoreOptions {
  /** Served read only, with their subfolders. */
  readonly folders: readonly string[];
  /** Receives stored objects, one file per SOP Instance UID; its content is served too. Made when first needed. Without, it only reads. */
  readonly storeFolder: string | undefined;
  /** URL path under which the DICOMweb router is mounted; starts the BulkDataURIs. */
  readonly root: string;
}

/** Files met while reading the folders. */
export interface ScanReport {
  readonly instances: number;
  /** Not DICOM Part 10, or without the UIDs that DICOMweb needs, or damaged. */
  readonly skipped: number;
  /** Of these, those that are DICOM and cannot be served, and why the first one cannot. */
  readonly unservable: number;
  readonly because?: string;
  /** Instances whose SOP Instance UID another file had before. */
  readonly duplicates: number;
}

const NOTHING: ScanReport = { instances: 0, skipped: 0, unservable: 0, duplicates: 0 };

export interface AddResult {
  readonly outcome: 'stored' | 'alreadyStored' | 'conflict' | 'otherStudy';
  readonly instance: Instance;
}

/** Index of the DICOM instances in some folders, and the place where new ones go. Pixels stay on disk. */
export class InstanceStore {
  private readonly bySopInstanceUid = new Map<string, Instance>();
  private lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(private readonly options: StoreOptions) {}

  /** `report` is of the folders that the person pointed at, `stored` of the store's own. */
  static async open(options: StoreOptions): Promise<{ store: InstanceStore; report: ScanReport; stored: ScanReport }> {
    const store = new InstanceStore(options);
    let report = NOTHING;
    for (const folder of options.folders) report = await store.scan(folder, report);
    if (options.storeFolder === undefined) return { store, report, stored: NOTHING };
    await tidy(options.storeFolder);
    return { store, report, stored: await store.scan(options.storeFolder, NOTHING) };
  }

  /** In the order of the folders and of the file names in them, stored objects last. */
  get instances(): Instance[] {
    return [...this.bySopInstanceUid.values()];
  }

  find(uids: Partial<InstanceUids>): Instance[] {
    return this.instances.filter(
      (instance) =>
        (uids.studyUid === undefined || instance.studyUid === uids.studyUid) &&
        (uids.seriesUid === undefined || instance.seriesUid === uids.seriesUid) &&
        (uids.sopInstanceUid === undefined || instance.sopInstanceUid === uids.sopInstanceUid),
    );
  }

  /** Header and places of an instance, all of them: of a long header the index holds only what searches ask for. @throws UnreadableFile */
  async whole(instance: Instance): Promise<Instance> {
    return isIndexedWhole(instance) ? instance : readPartTen(instance.file, this.bulkDataRoot);
  }

  /** @throws RequestError where nothing can be stored */
  checkWritable(): string {
    const { storeFolder } = this.options;
    if (storeFolder === undefined) throw new RequestError(403, 'nothing can be stored here');
    return storeFolder;
  }

  /** Until the names of what was stored are on the disk, as their bytes are: once for all that came together. */
  async settle(): Promise<void> {
    await syncFolder(this.checkWritable());
  }

  /** A file that will be handed to `keep`; whoever asked for it discards it afterwards. */
  receive(): Promise<Incoming> {
    return Incoming.into(this.checkWritable());
  }

  /** Stores one Part 10 file, as `keep`. */
  async add(bytes: Uint8Array, study?: string): Promise<AddResult> {
    const incoming = await this.receive();
    try {
      await incoming.write(bytes);
      await incoming.finish();
      return await this.keep(incoming, study);
    } finally {
      await incoming.discard();
    }
  }

  /**
   * Stores one Part 10 file that has come in. Never replaces: the same bytes again are 'alreadyStored', other bytes under a known SOP
   * Instance UID are a 'conflict', a file of another study than `study`, where one is given, is 'otherStudy'.
   *
   * @throws UnreadableFile for what could not be served
   */
  keep(incoming: Incoming, study?: string): Promise<AddResult> {
    // One after the other, so that two requests with the same UID cannot both find it free.
    const added = this.lastWrite.then(() => this.write(incoming, study));
    this.lastWrite = added.catch(() => undefined);
    return added;
  }

  private async write(incoming: Incoming, study: string | undefined): Promise<AddResult> {
    const storeFolder = this.checkWritable();
    const parsed = await readPartTen(incoming.path, this.bulkDataRoot);
    for (const uid of [parsed.studyUid, parsed.seriesUid, parsed.sopInstanceUid]) {
      if (!isUid(uid)) throw new UnreadableFile('one of its UIDs is not a UID');
    }
    checkFrames(parsed);
    if (study !== undefined && parsed.studyUid !== study) return { outcome: 'otherStudy', instance: parsed };
    const known = this.bySopInstanceUid.get(parsed.sopInstanceUid);
    if (known) {
      const same = await haveSameBytes(known.file, incoming.path);
      return { outcome: same ? 'alreadyStored' : 'conflict', instance: known };
    }
    const instance = indexed({ ...parsed, file: join(storeFolder, `${parsed.sopInstanceUid}.dcm`) });
    await incoming.moveTo(instance.file);
    this.bySopInstanceUid.set(instance.sopInstanceUid, instance);
    return { outcome: 'stored', instance };
  }

  private async scan(folder: string, before: ScanReport): Promise<ScanReport> {
    let { instances, skipped, unservable, duplicates, because } = before;
    for (const file of await filesUnder(folder)) {
      try {
        const instance = await readPartTen(file, this.bulkDataRoot);
        if (this.bySopInstanceUid.has(instance.sopInstanceUid)) duplicates++;
        else {
          checkFrames(instance);
          this.bySopInstanceUid.set(instance.sopInstanceUid, indexed(instance));
          instances++;
        }
      } catch (error) {
        // One file never keeps the others away. What the system says of it holds its path, which may name a patient.
        skipped++;
        if (!(error instanceof UnreadableFile) || error instanceof NotDicom) continue;
        unservable++;
        because ??= error.message;
      }
    }
    return { instances, skipped, unservable, duplicates, ...(because !== undefined && { because }) };
  }

  private readonly bulkDataRoot = ({ studyUid, seriesUid, sopInstanceUid }: InstanceUids): string =>
    `${this.options.root}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}/bulkdata`;
}

async function haveSameBytes(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  if (a.size !== b.size) return false;
  const others = (createReadStream(other) as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  try {
    // Both streams give pieces of the same sizes.
    for await (const piece of createReadStream(one) as AsyncIterable<Buffer>) {
      const next = await others.next();
      if (next.done || !piece.equals(next.value)) return false;
    }
    return true;
  } finally {
    await others.return?.();
  }
}

/** Regular files below a folder in the order of their paths; none for a missing folder. Hidden ones are left out. */
async function filesUnder(folder: string, files: string[] = []): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) await filesUnder(path, files);
    // A link to a file is followed, a link to a folder is not: it could lead in a circle.
    else if (entry.isFile() || entry.isSymbolicLink()) files.push(path);
  }
  return files;
}
