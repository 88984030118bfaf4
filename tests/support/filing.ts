import { spawnSync } from 'node:child_process';
import { readDataset } from '../../src/dicom/dataset';
import { encodeHeader } from '../../src/dicom/encode';
import { elementsOf } from '../../src/dicom/naturalElements';
import { readSeries } from '../../src/dicom/readSeries';
import { planFiling } from '../../src/filing/plan';
import type { FiledInstance, FiledSeries, Filing, Role } from '../../src/filing/Filing';
import type { Kind } from '../../src/results/kinds';
import { dicomImage, marked, type DicomImage } from './dicomFile';
import { DENOISED } from './provenance';

const REPORT = '1.2.840.10008.5.1.4.1.1.88.34';
const KEY_OBJECT = '1.2.840.10008.5.1.4.1.1.88.59';
const code = (CodeValue: string, CodeMeaning: string) => [{ CodeValue, CodingSchemeDesignator: 'DCM', CodeMeaning }];

/** Files as a filing hands them out. @param seen is told of every file that is made */
function seriesOf(role: Role, files: readonly Uint8Array<ArrayBuffer>[], kind?: Kind, seen?: (uid: string) => void): FiledSeries {
  const instances = files.map((file): FiledInstance => {
    const text = (keyword: string) => readDataset(file.slice().buffer)?.text(keyword) ?? '';
    const sopInstanceUid = text('SOPInstanceUID');
    const make = () => (seen?.(sopInstanceUid), file.slice());
    return { sopClassUid: text('SOPClassUID'), sopInstanceUid, seriesUid: text('SeriesInstanceUID'), bytes: file.length, make };
  });
  const first = readDataset(files[0]!.slice().buffer)!;
  const [modality, number] = [first.text('Modality'), first.number('SeriesNumber') ?? 0];
  return { role, kind, modality, number, description: first.text('SeriesDescription'), seriesUid: instances[0]!.seriesUid, instances };
}

/** A document without images, of the study of `source`: as much of one as a directory looks at. */
function documentFile(sopClass: string, uid: string, modality: string, title: { CodeMeaning: string }[], source: DicomImage) {
  const keys = ['PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex', 'StudyInstanceUID', 'StudyDate', 'StudyTime', 'StudyID'];
  const made = {
    ...{ SpecificCharacterSet: 'ISO_IR 192', SOPClassUID: sopClass, SOPInstanceUID: uid, SeriesInstanceUID: `${uid}.1` },
    ...{ Modality: modality, SeriesNumber: 9001, InstanceNumber: 1, AccessionNumber: '', ReferringPhysicianName: '', Manufacturer: 'ACME' },
    ...{ ContentDate: '20260102', ContentTime: '030405', SeriesDate: '20260102', SeriesTime: '030405' },
    ...{ CompletionFlag: 'PARTIAL', VerificationFlag: 'UNVERIFIED', ValueType: 'CONTAINER', ContinuityOfContent: 'SEPARATE' },
    ...{ ConceptNameCodeSequence: title, ReferencedPerformedProcedureStepSequence: [], PerformedProcedureCodeSequence: [] },
  };
  return encodeHeader(
    { sopClassUid: sopClass, sopInstanceUid: uid },
    { ...readDataset(dicomImage(source))!.copied(keys), ...elementsOf(made) },
  );
}

/** Two series of real derived images, a report and a rejection, of one study. */
export async function filing(change: Partial<DicomImage> = {}, slices = 3, seen?: (uid: string) => void): Promise<Filing> {
  const image = (k: number): DicomImage => ({ z: 7 * k, pixels: marked(k), instance: k + 1, ...change });
  const source = await readSeries(
    Array.from({ length: slices }, (_, k) => dicomImage(image(k))),
    {},
    { stack: true },
  );
  const { volume, images } = source;
  const grid = { ...volume, axes: undefined };
  const derived = (kind: Kind) => {
    const layers = [{ kind, grid, slices: volume.slices }];
    const result = { layers, finished: volume.slices.map(() => true), partial: false, warnings: [], provenance: DENOISED };
    const { series } = planFiling({ result, sources: images, stack: undefined, made: new Date(2026, 0, 2, 3, 4, 5) });
    return series.flatMap(({ instances }) => instances.map(({ make }) => make()));
  };
  const documents = [
    documentFile(REPORT, '2.25.71', 'SR', code('126000', 'Imaging Measurement Report'), image(0)),
    documentFile(KEY_OBJECT, '2.25.72', 'KO', code('113001', 'Rejected for Quality Reasons'), image(0)),
  ] as const;
  const series = [
    seriesOf('picture', derived('denoised'), 'denoised', seen),
    seriesOf('map', derived('inpainted'), 'difference', seen),
    seriesOf('report', [documents[0]], undefined, seen),
    seriesOf('rejection', [documents[1]], undefined, seen),
  ];
  return { work: 'work', studyUid: '1.2.3', series };
}

/** `it` where a program is installed; elsewhere the test is named and skipped. */
export const itWith = (program: string, ...probe: string[]): typeof it =>
  spawnSync(program, probe, { stdio: 'ignore' }).error === undefined && spawnSync(program, probe, { stdio: 'ignore' }).status === 0
    ? it
    : it.skip;
