import { dropPixelValues, type InstancePointer, redirectReferences, referencedInstances } from '../../src/filing/references';
import { aroundCommand, type Command } from '../host/commands';
import { pointerTo, resultOfSeries } from '../host/displaySets';
import { resultInstance } from '../host/resultImages';
import { siteDicom } from '../host/siteDicom';
import { ui } from '../i18n';
import { notifyInfo, orNotify } from '../i18n/notices';
import { resultName } from '../results/name';

/** What a document is about to refer to, and nobody else could open. */
export interface OrphanQuestion {
  /** What the results are called on screen, each once. */
  results: readonly string[];
  images: number;
  /** Whether the results could be filed too. */
  canFile: boolean;
}

/** File the results too, refer to the images that they were made from, or store nothing. */
export type OrphanChoice = 'file' | 'source' | 'cancel';

export interface OrphanParts {
  ask: (question: OrphanQuestion) => Promise<OrphanChoice>;
  /** The instance in the archive that holds an image of a result; undefined as long as there is none. */
  filedAs?: ((imageId: string) => InstancePointer | undefined) | undefined;
  /** Files results, by their display sets; what of them is in the archive afterwards is asked by `filedAs`. */
  fileFirst?: ((displaySetUIDs: readonly string[]) => Promise<unknown>) | undefined;
}

/** Every report, segmentation and structure set of OHIF leaves by what this command makes, to the archive and as a file. */
const DOOR = ['DEFAULT', 'createStoreFunction'] as const;
/** The commands that go through it and take what they return for success. */
const STORING = [
  ['CORNERSTONE_STRUCTURED_REPORT', 'storeMeasurements'],
  ['CORNERSTONE', 'storeSegmentation'],
  ['SEGMENTATION', 'storeSegmentation'],
] as const;

type Store = (dataset: object | object[], options?: Record<string, unknown>) => unknown;
type Found = NonNullable<ReturnType<typeof resultInstance>> & { uid: string };

/** Images of results that datasets refer to. */
const foundIn = (datasets: readonly object[]): Found[] =>
  [...new Set(datasets.flatMap((dataset) => [...referencedInstances(dataset)]))].flatMap((uid) => {
    const found = resultInstance(uid);
    return found ? [{ ...found, uid }] : [];
  });

/**
 * Stands before the door by which OHIF's own tools store what they have made: a measurement on a result that is not in the archive would be
 * a report whose images exist nowhere. Nothing goes out before the reader has decided.
 */
export class OrphanGuard {
  private undo: (() => void)[] = [];
  /** How often nothing was stored. */
  private refused = 0;

  constructor(private readonly parts: OrphanParts) {}

  /** When a mode is entered: then all commands of the viewer are there. */
  open(): void {
    this.close();
    this.undo = [
      aroundCommand(...DOOR, (command, options) => {
        const store = command(options);
        return typeof store === 'function' ? this.guarded(store as Store) : store;
      }),
      ...STORING.map(([context, name]) => aroundCommand(context, name, (command, options) => this.quietly(command, options))),
    ];
  }

  close(): void {
    this.undo.forEach((undo) => undo());
    this.undo = [];
  }

  /** OHIF calls a report saved as soon as its command returns one. */
  private async quietly(command: Command, options: Parameters<Command>[0]): Promise<unknown> {
    const before = this.refused;
    const stored = await command(options);
    return this.refused > before ? undefined : stored;
  }

  private guarded(store: Store): Store {
    return async (dataset, options) => {
      const datasets = [dataset].flat();
      const found = foundIn(datasets);
      if (found.length === 0) return store(dataset, options);
      let settled = false;
      await orNotify(async () => {
        settled = await this.settle(datasets, found);
      });
      if (settled) return store(dataset, siteDicom(dataset, options));
      this.refused++;
      notifyInfo(ui.orphan.nothingStored);
    };
  }

  /** @returns whether the datasets now refer to nothing but what is in the archive */
  private async settle(datasets: readonly object[], found: readonly Found[]): Promise<boolean> {
    const { ask, fileFirst, filedAs } = this.parts;
    const unfiled = () => found.filter(({ imageId }) => !filedAs?.(imageId));
    const moved = new Set<string>();
    const open = unfiled();
    if (open.length > 0) {
      const sets = [...new Set(open.map(({ seriesUID }) => seriesUID))].flatMap((uid) => resultOfSeries(uid) ?? []);
      const results = new Set(sets.flatMap(({ diffusionResult }) => (diffusionResult ? [resultName(diffusionResult)] : [])));
      const choice = await ask({ results: [...results], images: open.length, canFile: fileFirst !== undefined });
      if (choice === 'cancel') return false;
      if (choice === 'source') open.forEach(({ uid }) => moved.add(uid));
      else {
        await fileFirst?.(sets.map(({ displaySetInstanceUID }) => displaySetInstanceUID));
        if (unfiled().length > 0) return false;
      }
    }
    const targets = new Map(
      found.map(({ uid, imageId, sourceImageId }) => [uid, moved.has(uid) ? pointerTo(sourceImageId) : filedAs?.(imageId)]),
    );
    for (const dataset of datasets) {
      if (moved.size > 0) dropPixelValues(dataset, moved);
      redirectReferences(dataset, (uid) => targets.get(uid));
    }
    return true;
  }
}
