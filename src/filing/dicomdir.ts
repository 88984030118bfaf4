import { readDataset, type Dataset } from '../dicom/dataset';
import { tagOf } from '../dicom/dictionary';
import { elements, encodeHeader } from '../dicom/encode';
import { DiffusionError } from '../core/errors';

/** Media Storage Directory Storage. */
const DIRECTORY = '1.2.840.10008.1.3.10';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const IN_USE = 0xffff;
/** Offsets have a VR of their own in dcmjs' dictionary, which it cannot write. */
const OFFSETS = Object.fromEntries(
  [
    'OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity',
    'OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity',
    'OffsetOfTheNextDirectoryRecord',
    'OffsetOfReferencedLowerLevelDirectoryEntity',
  ].map((keyword) => [keyword, 'UL']),
);

type Elements = ReturnType<typeof elements>;

/** What a record says of the object that it stands for; `else` stands in for what is empty, where a directory must not be. */
interface RecordRow {
  type: string;
  keys: string;
  else?: (text: (keyword: string) => string) => Record<string, string>;
}

/** Directory records and their keys (PS3.3 F.5). */
const RECORDS = {
  patient: {
    type: 'PATIENT',
    keys: 'PatientName PatientID PatientBirthDate PatientSex',
    else: () => ({ PatientName: '', PatientID: 'UNKNOWN' }),
  },
  study: {
    type: 'STUDY',
    keys: 'StudyDate StudyTime StudyDescription StudyInstanceUID StudyID AccessionNumber',
    else: (text) => ({
      StudyDate: text('SeriesDate'),
      StudyTime: text('SeriesTime'),
      StudyID: '1',
      StudyDescription: '',
      AccessionNumber: '',
    }),
  },
  series: { type: 'SERIES', keys: 'Modality SeriesInstanceUID SeriesNumber SeriesDescription SeriesDate SeriesTime' },
  image: { type: 'IMAGE', keys: 'InstanceNumber' },
  report: {
    type: 'SR DOCUMENT',
    keys: 'InstanceNumber CompletionFlag VerificationFlag ContentDate ContentTime VerificationDateTime ConceptNameCodeSequence',
  },
  keyObject: { type: 'KEY OBJECT DOC', keys: 'InstanceNumber ContentDate ContentTime ConceptNameCodeSequence' },
} as const satisfies Record<string, RecordRow>;

/** Tags: what a document says, and what a multi-frame image says of its frames. */
const [CONTENT_SEQUENCE, FRAMES] = ['0040A730', '52009229'];
const KEY_OBJECT = '1.2.840.10008.5.1.4.1.1.88.59';
const STRUCTURED_REPORTS = '1.2.840.10008.5.1.4.1.1.88.';

/** Segmentations and parametric maps are images here too (PS3.3 F.4). */
const leafOf = (sopClass: string): RecordRow =>
  sopClass === KEY_OBJECT ? RECORDS.keyObject : sopClass.startsWith(STRUCTURED_REPORTS) ? RECORDS.report : RECORDS.image;

interface Node {
  type: string;
  own: Elements;
  below: Node[];
}

function nodeOf({ type, keys, else: fallback }: RecordRow, dataset: Dataset, file: Record<string, unknown> = {}): Node {
  const isEmpty = (keyword: string) => dataset.values(keyword).length === 0;
  const missing = Object.entries(fallback?.((keyword) => dataset.text(keyword)) ?? {}).filter(([keyword]) => isEmpty(keyword));
  const made = { SpecificCharacterSet: 'ISO_IR 192', ...Object.fromEntries(missing), ...file };
  return { type, own: elements(dataset.copied(keys.split(' ')), made), below: [] };
}

/** Each record with the places, in the same list, of the next one of its level and of the first one below it. */
interface Linked {
  node: Node;
  next: number | undefined;
  lower: number | undefined;
}

/** In the order in which the records stand in the file: each before those below it. */
function linked(siblings: readonly Node[], list: Linked[] = []): Linked[] {
  let before: Linked | undefined;
  for (const node of siblings) {
    const place = list.length;
    if (before) before.next = place;
    before = { node, next: undefined, lower: node.below.length > 0 ? place + 1 : undefined };
    list.push(before);
    linked(node.below, list);
  }
  return list;
}

/** An item of undefined length that begins with Offset of the Next Directory Record, of 4 bytes. */
const ITEM = [0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff, 0x04, 0x00, 0x00, 0x14, 0x55, 0x4c, 0x04, 0x00];

/** Where the records stand in the file, in bytes from its beginning. */
function placesOf(file: Uint8Array, count: number): number[] {
  const places: number[] = [];
  for (let at = 0; places.length < count && at + ITEM.length <= file.length; at++) {
    if (ITEM.every((byte, n) => file[at + n] === byte)) places.push(at);
  }
  if (places.length < count) throw new DiffusionError('INTERNAL', { measured: `${places.length} records`, allowed: `${count}` });
  return places;
}

/**
 * The directory of a file-set, DICOMDIR: PATIENT > STUDY > SERIES > IMAGE, SR DOCUMENT or KEY OBJECT DOC (Basic Directory, PS3.3 F). All files are of
 * one patient and study. Keeps what its records say, and no pixels.
 */
export class DicomDirectory {
  private patient: Node | undefined;
  private readonly series = new Map<string, Node>();

  /** @param sopInstanceUid of the directory itself */
  constructor(private readonly sopInstanceUid: string) {}

  /**
   * Makes the record of a file, from the file itself.
   *
   * @param file its pixels may be missing
   * @param sop its SOP class
   * @param path of the file, folder by folder (PS3.10 8.2: at most 8 parts of at most 8 capitals, digits or `_`)
   * @throws DiffusionError DICOM_DAMAGED, INTERNAL for a file that is not DICOM
   */
  add(file: ArrayBuffer, sop: string, path: readonly string[]): void {
    // What comes then has no place in a record, and is long.
    const dataset = readDataset(file, sop.startsWith(STRUCTURED_REPORTS) ? CONTENT_SEQUENCE : FRAMES);
    if (!dataset) throw new DiffusionError('INTERNAL', { measured: 'a file that is not DICOM' });
    const sopClass = dataset.text('SOPClassUID');
    const uid = dataset.text('SeriesInstanceUID');
    let series = this.series.get(uid);
    if (!series) this.series.set(uid, (series = nodeOf(RECORDS.series, dataset)));
    if (!this.patient) {
      this.patient = nodeOf(RECORDS.patient, dataset);
      this.patient.below.push(nodeOf(RECORDS.study, dataset));
    }
    const reference = {
      ReferencedFileID: [...path],
      ReferencedSOPClassUIDInFile: sopClass,
      ReferencedSOPInstanceUIDInFile: dataset.text('SOPInstanceUID'),
      ReferencedTransferSyntaxUIDInFile: dataset.transferSyntax || EXPLICIT_LITTLE_ENDIAN,
    };
    series.below.push(nodeOf(leafOf(sopClass), dataset, reference));
  }

  /** The file. */
  encode(): Uint8Array<ArrayBuffer> {
    const { patient } = this;
    const roots = patient ? [patient] : [];
    patient?.below.forEach((study) => (study.below = [...this.series.values()]));
    const records = linked(roots);
    const write = (places: readonly number[]) => {
      const at = (place: number | undefined) => (place === undefined ? 0 : (places[place] ?? 0));
      const items = records.map(({ node, next, lower }) =>
        elements(
          node.own,
          {
            OffsetOfTheNextDirectoryRecord: at(next),
            RecordInUseFlag: IN_USE,
            OffsetOfReferencedLowerLevelDirectoryEntity: at(lower),
            DirectoryRecordType: node.type,
          },
          OFFSETS,
        ),
      );
      const head = elements(
        {},
        {
          FileSetID: 'DIFFUSION',
          OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity: at(0),
          OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity: at(0),
          FileSetConsistencyFlag: 0,
        },
        OFFSETS,
      );
      const sequence = { [tagOf('DirectoryRecordSequence')]: { vr: 'SQ', Value: items } };
      return encodeHeader({ sopClassUid: DIRECTORY, sopInstanceUid: this.sopInstanceUid }, { ...head, ...sequence });
    };
    // Offsets have 4 bytes whatever they say, so the first writing tells where the records will stand.
    return write(placesOf(write([]), records.length));
  }
}
