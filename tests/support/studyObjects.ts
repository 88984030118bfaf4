import type { Instance } from '../../extension/host/types';
import type { StudyObject } from '../../extension/host/studyObjects';
import type { DicomSeries } from '../../src/dicom/readSeries';
import type { Filing } from '../../src/filing/Filing';
import { dicomJson, naturalJson } from './report';

type File = Uint8Array<ArrayBuffer>;

/** What a viewer has of one series of an archive: the headers as DICOM JSON, in dcmjs' natural form. */
export function studyObject(displaySetUID: string, files: readonly File[]): StudyObject {
  const instances = files.map((file) => naturalJson(dicomJson(file)) as Instance);
  const [first] = instances;
  return {
    displaySetUID,
    seriesUid: first?.SeriesInstanceUID ?? '',
    label: typeof first?.SeriesDescription === 'string' ? first.SeriesDescription : '',
    instances,
  };
}

/** Everything of a filing, as a viewer groups it: a display set for each series. */
export const filedObjects = ({ series }: Filing): StudyObject[] =>
  series.map(({ seriesUid, instances }) =>
    studyObject(
      seriesUid,
      instances.map((one) => one.make()),
    ),
  );

/** The source of a filing, as a viewer has it. */
export const sourceObject = ({ images }: DicomSeries): StudyObject =>
  studyObject(
    'source',
    images.map(({ header }) => new Uint8Array(header.file)),
  );
