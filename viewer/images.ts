import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { RequestHandler } from 'express';
import { withPassword } from '../src/cli/credentials';
import { DiffusionError, remarkText } from '../src/core/errors';
import { dicomwebPath } from './app-config';
import { DEMO_NAMES, demoStudies } from './demoStudies';
import { dicomweb } from './dicomweb';
import { InstanceStore, type ScanReport } from './dicomweb/instanceStore';
import type { Options } from './options';
import { ownPacs } from './ownPacs';
import { firstStudyOf } from './pacsProbe';
import { pacsProxy } from './pacsProxy';
import { UserError } from './userError';

/** What the viewer shows. */
export interface Images {
  /** Answers below /dicomweb. */
  readonly handler: RequestHandler;
  /** Studies whose addresses are told, with their UIDs: the first one, and further demo studies. */
  readonly studies: readonly (readonly [name: (typeof DEMO_NAMES)[number], uid: string])[];
  /** Only for a PACS behind our proxy. */
  readonly pacsUrl?: string;
  /** Ends what was started for them. */
  readonly stop?: () => Promise<void>;
}

/** `repository`: folder against which the default places are resolved; those that the person gives are relative to here. */
export async function openImages(options: Options, repository: string, say: (message: string) => void): Promise<Images> {
  if (options.dicomweb) {
    const pacs = { url: options.dicomweb, user: await passwordFor(options.dicomweb, options.dicomwebUser) };
    const first = await firstStudyOf(pacs, say);
    return { handler: pacsProxy(pacs), studies: first === undefined ? [] : [['demo', first]], pacsUrl: pacs.url.href };
  }
  const folders = options.dicom === undefined ? demoStudies() : [resolve(options.dicom)];
  for (const folder of folders) {
    if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw new UserError(`There is no folder ${folder}.`);
  }
  const storeFolder = resolve(options.store ?? join(repository, '.cache', options.pacs ? 'orthanc' : 'stow'));
  const { store, report, stored } = await InstanceStore.open({
    folders,
    storeFolder: options.pacs ? undefined : storeFolder,
    root: dicomwebPath,
  });
  if (report.instances === 0) throw new UserError(`There is no DICOM file in ${folders.join(', ')} (${report.skipped} other files).`);
  say(`images: ${report.instances} DICOM files in ${folders.join(', ')}${leftOut(report)}`);
  if (stored.unservable > 0) say(`stored: ${stored.instances} DICOM files${leftOut(stored)}`);
  const studies = folders.flatMap((folder, k) => {
    const uid = store.instances.find(({ file }) => file.startsWith(folder))?.studyUid;
    return uid === undefined ? [] : [[DEMO_NAMES[k] ?? 'demo', uid] as const];
  });
  if (!options.pacs) return { handler: dicomweb(store), studies };
  const { stop, ...pacs } = await ownPacs(store, storeFolder, say);
  return { handler: pacsProxy(pacs), studies, pacsUrl: pacs.url.href, stop };
}

async function passwordFor({ host }: URL, user: string | undefined): Promise<string | undefined> {
  if (user === undefined) return undefined;
  return withPassword(user, host, { input: process.stdin, output: process.stderr }).catch((error: unknown) => {
    throw error instanceof DiffusionError ? new UserError(remarkText(error)) : error;
  });
}

/** In numbers and reasons: the files' names may be their patients'. */
function leftOut({ skipped, unservable, because, duplicates }: ScanReport): string {
  const parts = [
    skipped && `${skipped} other or unreadable`,
    unservable && `among them DICOM that cannot be served: ${unservable} (the first: ${because})`,
    duplicates && `${duplicates} with a SOP Instance UID met before`,
  ];
  const text = parts.filter(Boolean).join(', ');
  return text && `; left out: ${text}`;
}
