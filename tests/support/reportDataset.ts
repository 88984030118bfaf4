const MR = '1.2.840.10008.5.1.4.1.1.4';
const code = (CodeValue: string, CodeMeaning: string) => ({ CodeValue, CodingSchemeDesignator: 'SCT', CodeMeaning });
const reference = (uid: string) => ({ ReferencedSOPClassUID: MR, ReferencedSOPInstanceUID: uid });

/** A number measured on an image, as OHIF writes it: sequences of one item stand without their array. */
const measured = (CodeValue: string, meaning: string, image: unknown) => ({
  ValueType: 'NUM',
  ConceptNameCodeSequence: code(CodeValue, meaning),
  MeasuredValueSequence: { NumericValue: 1 },
  ContentSequence: { ValueType: 'SCOORD', ContentSequence: { ValueType: 'IMAGE', ReferencedSOPSequence: image } },
});

/** A report on images of one series each, with an area and a mean measured on every one; the image is one object for all of its items, as in OHIF. */
export function reportOn(...images: { series: string; uid: string }[]) {
  const groups = images.map(({ uid }) => {
    const image = reference(uid);
    return {
      ValueType: 'CONTAINER',
      ContentSequence: [
        { ValueType: 'TEXT', TextValue: 'Cornerstone3DTools@^0.1.0:EllipticalROI' },
        measured('42798000', 'Area', image),
        measured('373098007', 'Mean', image),
      ],
    };
  });
  return {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.22',
    SeriesInstanceUID: '2.25.3',
    _meta: { TransferSyntaxUID: { Value: ['1.2.840.10008.1.2.1'], vr: 'UI' } },
    PixelData: new Uint8Array(4).buffer,
    CurrentRequestedProcedureEvidenceSequence: {
      StudyInstanceUID: '1',
      ReferencedSeriesSequence: images.map(({ series, uid }) => ({ SeriesInstanceUID: series, ReferencedSOPSequence: reference(uid) })),
    },
    ContentSequence: [{ ValueType: 'CONTAINER', ContentSequence: groups }],
  };
}

/** What a report refers to, by series, and what is measured on each image. */
export function readBack({ CurrentRequestedProcedureEvidenceSequence: { ReferencedSeriesSequence: evidence }, ContentSequence }: Report) {
  const list = <T>(value: T | T[]): T[] => [value].flat() as T[];
  return {
    evidence: Object.fromEntries(
      list(evidence).map(({ SeriesInstanceUID, ReferencedSOPSequence: instances }) => [
        SeriesInstanceUID,
        list(instances).map((one) => one.ReferencedSOPInstanceUID),
      ]),
    ),
    measured: ContentSequence.flatMap(({ ContentSequence: groups }) =>
      groups.map(({ ContentSequence: items }) =>
        items.flatMap((item) => {
          if (!('MeasuredValueSequence' in item)) return [];
          const image = item.ContentSequence.ContentSequence.ReferencedSOPSequence as ReturnType<typeof reference>;
          return [`${item.ConceptNameCodeSequence.CodeMeaning} on ${image.ReferencedSOPInstanceUID}`];
        }),
      ),
    ),
  };
}

export type Report = ReturnType<typeof reportOn>;
