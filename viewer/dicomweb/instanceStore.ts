import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePartTen, readPartTen, UnreadableFile, type Instance, type InstanceUids } from './partTen';
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
  /** Instances whose SOP Instance UID another file had before. */
  readonly duplicates: number;
}

export interface AddResult {
  readonly outcome: 'stored' | 'alreadyStored' | 'conflict' | 'otherStudy';
  readonly instance: Instance;
}

/** How many files are open at once while folders are read. */
const filesAtOnce = 16;

/** Index of the DICOM instances in some folders, and the place where new ones go. Pixels stay on disk. */
export class InstanceStore {
  private readonly bySopInstanceUid = new Map<string, Instance>();
  private lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(private readonly options: StoreOptions) {}

  static async open(options: StoreOptions): Promise<{ store: InstanceStore; report: ScanReport }> {
    const store = new InstanceStore(options);
    const report = { instances: 0, skipped: 0, duplicates: 0 };
    for (const folder of options.folders) await store.scan(folder, report);
    // The store's own folder is ours: what lies there is not counted among the files that the person pointed at.
    if (options.storeFolder !== undefined) await store.scan(options.storeFolder, { instances: 0, skipped: 0, duplicates: 0 });
    return { store, report };
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

  /**
   * Stores one Part 10 file. Never replaces: the same bytes again are 'alreadyStored', other bytes under a known SOP Instance
   * UID are a 'conflict', a file of another study than `study`, where one is given, is 'otherStudy'.
   *
   * @throws UnreadableFile
   */
  add(bytes: Uint8Array, study?: string): Promise<AddResult> {
    // One after the other, so that two requests with the same UID cannot both find it free.
    const added = this.lastWrite.then(() => this.write(bytes, study));
    this.lastWrite = added.catch(() => undefined);
    return added;
  }

  private async write(bytes: Uint8Array, study: string | undefined): Promise<AddResult> {
    const { storeFolder } = this.options;
    if (storeFolder === undefined) throw new RequestError(403, 'nothing can be stored here');
    const parsed = parsePartTen(bytes, '', this.bulkDataRoot);
    for (const uid of [parsed.studyUid, parsed.seriesUid, parsed.sopInstanceUid]) {
      if (!isUid(uid)) throw new UnreadableFile(`'${uid.slice(0, 80)}' is not a UID`);
    }
    if (study !== undefined && parsed.studyUid !== study) return { outcome: 'otherStudy', instance: parsed };
    const known = this.bySopInstanceUid.get(parsed.sopInstanceUid);
    if (known) {
      const same = (await readFile(known.file)).equals(bytes);
      return { outcome: same ? 'alreadyStored' : 'conflict', instance: known };
    }
    const instance = { ...parsed, file: join(storeFolder, `${parsed.sopInstanceUid}.dcm`) };
    await mkdir(storeFolder, { recursive: true });
    // Written beside and renamed: a crash leaves no half file under a UID.
    const unfinished = join(storeFolder, `.${randomUUID()}.part`);
    try {
      await writeFile(unfinished, bytes, { flag: 'wx' });
      await rename(unfinished, instance.file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    this.bySopInstanceUid.set(instance.sopInstanceUid, instance);
    return { outcome: 'stored', instance };
  }

  private async scan(folder: string, report: { instances: number; skipped: number; duplicates: number }): Promise<void> {
    const files = await filesUnder(folder);
    for (let start = 0; start < files.length; start += filesAtOnce) {
      const batch = files.slice(start, start + filesAtOnce).map((file) => readPartTen(file, this.bulkDataRoot).catch(() => undefined));
      for (const instance of await Promise.all(batch)) {
        if (!instance) report.skipped++;
        else if (this.bySopInstanceUid.has(instance.sopInstanceUid)) report.duplicates++;
        else {
          this.bySopInstanceUid.set(instance.sopInstanceUid, instance);
          report.instances++;
        }
      }
    }
  }

  private readonly bulkDataRoot = ({ studyUid, seriesUid, sopInstanceUid }: InstanceUids): string =>
    `${this.options.root}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}/bulkdata`;
}

/** PS3.5 section 9.1. Also what makes a UID safe as a file name. Leading zeros are forbidden there, but the world has them. */
function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(\.\d+)*$/.test(text);
}

/** Regular files below a folder in the order of their paths; none for a missing folder. Hidden ones are left out. */
async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) files.push(...(await filesUnder(path)));
    // A link to a file is followed, a link to a folder is not: it could lead in a circle.
    else if (entry.isFile() || entry.isSymbolicLink()) files.push(path);
  }
  return files;
}
