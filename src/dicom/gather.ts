import { DiffusionError, type Remark } from '../core/errors';
import type { InputNote } from '../results/provenance';
import { type Dataset, readDataset } from './dataset';
import { frameCount } from './frameCount';
import { isOwnResult } from './product';
import { otherObject } from './objects';
import { isDicom } from './partTen';

/** Files of an input that were not even opened: of another kind, and such as may have been images of the series. */
export interface OtherFiles {
  other: number;
  doubtful: number;
}

/** What becomes of each file of an input. Nothing is dropped without a word. */
export class Account {
  private readonly reasons = new Map<string, number>();
  private readonly faults: DiffusionError[] = [];

  constructor(
    /** Goes on without files that may belong to the series. */
    private readonly partial: boolean,
  ) {}

  leave(because: string, count = 1): void {
    if (count > 0) this.reasons.set(because, (this.reasons.get(because) ?? 0) + count);
  }

  /** A file that may belong to the series and cannot be used. @throws DiffusionError its own, unless one goes on without */
  miss(thrown: unknown, count = 1): void {
    const error = DiffusionError.from(thrown);
    if (!this.partial || error.code === 'INTERNAL') throw error;
    this.faults.push(error);
    this.leave('unreadable', count);
  }

  /** undefined where what a file holds cannot be used. @throws DiffusionError as `miss` */
  attempt<T>(make: () => T): T | undefined {
    try {
      return make();
    } catch (thrown) {
      this.miss(thrown);
      return undefined;
    }
  }

  /** What is to be said of a result that lacks some of its series. */
  remarks(): Remark[] {
    const [first] = this.faults;
    if (!first) return [];
    return [{ code: 'FILES_LEFT_OUT', measured: [`${this.faults.length}`, first.measured].filter(Boolean).join(': ') }];
  }

  /** @param read files whose images are worked on */
  note(read: number): InputNote {
    const left = [...this.reasons].map(([because, count]) => ({ count, because }));
    return { read, left, ...(this.faults.length > 0 && { partial: true }) };
  }
}

/** `MR series 3 (20 images)`: enough to find it, nothing that names a patient. */
function nameOf(images: readonly Dataset[]): string {
  const [first] = images;
  const count = images.reduce((sum, one) => sum + frameCount(one), 0);
  return `${first?.text('Modality') || 'a'} series ${first?.text('SeriesNumber') || 'without a number'} (${count} image${count === 1 ? '' : 's'})`;
}

const SIZE = ['Rows', 'Columns'] as const;
const isOwn = (dataset: Dataset) => isOwnResult((keyword) => dataset.text(keyword));

/** By the value of an attribute, in the order in which the values come. */
export function grouped(images: readonly Dataset[], keyword: string): Map<string, Dataset[]> {
  const found = new Map<string, Dataset[]>();
  for (const image of images) found.set(image.text(keyword), [...(found.get(image.text(keyword)) ?? []), image]);
  return found;
}

/** The images among the files, and what the others are. */
function open(files: Iterable<ArrayBuffer>, account: Account): { images: Dataset[]; own: boolean } {
  const images: Dataset[] = [];
  let own = false;
  for (const file of files) {
    try {
      const dataset = readDataset(file);
      const other = dataset && otherObject(dataset);
      if (!dataset) account.leave(isDicom(new Uint8Array(file)) ? 'directory of a disc (DICOMDIR)' : 'not DICOM');
      else if (other === undefined) {
        const lacks = dataset.text('SOPClassUID') ? SIZE.find((keyword) => !(dataset.number(keyword) ?? 0)) : 'SOPClassUID';
        if (lacks) throw new DiffusionError('DICOM_DAMAGED', { measured: `an image without ${lacks}` });
        frameCount(dataset);
        images.push(dataset);
      } else {
        own ||= isOwn(dataset);
        account.leave(other);
      }
    } catch (thrown) {
      account.miss(thrown);
    }
  }
  return { images, own };
}

/**
 * The images of the one series that `files` hold. Reports, segmentations, structure sets and results of our own that lie beside it are no fault.
 *
 * @throws DiffusionError INPUT_UNREADABLE, OWN_RESULT, MIXED_SERIES, DICOM_DAMAGED, DICOM_UNSUPPORTED
 */
export function gatherSeries(files: Iterable<ArrayBuffer>, account: Account, { other, doubtful }: OtherFiles): Dataset[] {
  account.leave('not DICOM', other);
  if (doubtful > 0) {
    const measured = `${doubtful} file${doubtful === 1 ? '' : 's'} named like the images, without DICOM inside`;
    account.miss(new DiffusionError('DICOM_DAMAGED', { measured }), doubtful);
  }
  const { images, own } = open(files, account);
  const all = [...grouped(images, 'SeriesInstanceUID').values()];
  if (all.length === 0) {
    if (own) throw new DiffusionError('OWN_RESULT');
    throw new DiffusionError('INPUT_UNREADABLE', { measured: 'DICOM files without an image' });
  }
  const sources = all.filter((members) => !members.every(isOwn));
  const [chosen = [], ...more] = sources.length === 1 ? sources : all;
  if (more.length > 0) {
    const names = [chosen, ...more].map(nameOf).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    throw new DiffusionError('MIXED_SERIES', { measured: names.join(', '), allowed: 'one series' });
  }
  account.leave('result of this program', images.length - chosen.length);
  return chosen;
}
