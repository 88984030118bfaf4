import { encodeFile } from '../../../src/dicom/encode';

const SIZE = { rows: 40, columns: 48, frames: 6, gap: 2.5 } as const;
const root = '1.2.826.0.1.3680043.8.498.18.1';
const TYPE = { ImageType: ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'], PixelPresentation: 'MONOCHROME', VolumetricProperties: 'VOLUME' };
const FRAME_TYPE = {
  FrameType: ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE'],
  PixelPresentation: 'MONOCHROME',
  VolumetricProperties: 'VOLUME',
  VolumeBasedCalculationTechnique: 'NONE',
  ComplexImageComponent: 'MAGNITUDE',
  AcquisitionContrast: 'T1',
};

const STUDY = {
  SpecificCharacterSet: 'ISO_IR 192',
  StudyDate: '20200102',
  StudyTime: '101112',
  SeriesDate: '20200102',
  SeriesTime: '101113',
  ContentDate: '20200102',
  ContentTime: '101114',
  AcquisitionDateTime: '20200102101113',
  AccessionNumber: 'A18',
  Modality: 'MR',
  ReferringPhysicianName: 'Referring^Rosa',
  SeriesDescription: 'MR drawn, enhanced',
  Manufacturer: 'ACME',
  ManufacturerModelName: 'Scanner 9',
  DeviceSerialNumber: '17',
  SoftwareVersions: '1.0',
  PatientName: 'Drawn^Dora',
  PatientID: 'DRAWN-18',
  PatientBirthDate: '19700101',
  PatientSex: 'F',
  BodyPartExamined: 'BRAIN',
  PatientPosition: 'HFS',
  StudyInstanceUID: `${root}.1`,
  SeriesInstanceUID: `${root}.2`,
  FrameOfReferenceUID: `${root}.4`,
  PositionReferenceIndicator: '',
  StudyID: 'S18',
  SeriesNumber: 4,
  InstanceNumber: 1,
  AcquisitionNumber: 1,
  ContentQualification: 'PRODUCT',
};

/** Enhanced MR Image and MR Pulse Sequence Modules. */
const SEQUENCE = {
  ...{ VolumeBasedCalculationTechnique: 'NONE', ComplexImageComponent: 'MAGNITUDE', AcquisitionContrast: 'T1' },
  ...{ ResonantNucleus: '1H', KSpaceFiltering: 'NONE', MagneticFieldStrength: 3, ApplicableSafetyStandardAgency: 'IEC' },
  ...{ AcquisitionDuration: 60, MRAcquisitionType: '3D', EchoPulseSequence: 'GRADIENT', MultiPlanarExcitation: 'NO', PhaseContrast: 'NO' },
  ...{ TimeOfFlightContrast: 'NO', SteadyStatePulseSequence: 'NONE', EchoPlanarPulseSequence: 'NO', SaturationRecovery: 'NO' },
  ...{ SpectrallySelectedSuppression: 'NONE', OversamplingPhase: 'NONE', GeometryOfKSpaceTraversal: 'RECTILINEAR' },
  ...{ SegmentedKSpaceTraversal: 'SINGLE', RectilinearPhaseEncodeReordering: 'LINEAR', NumberOfKSpaceTrajectories: 1 },
  ...{ CoverageOfKSpace: 'FULL', PulseSequenceName: 'drawn', AcquisitionContextSequence: [] },
};

const MODIFIERS = {
  MRTimingAndRelatedParametersSequence: [
    {
      ...{ RepetitionTime: 1800, FlipAngle: 9, EchoTrainLength: 1, RFEchoTrainLength: 0, GradientEchoTrainLength: 1 },
      SpecificAbsorptionRateSequence: [{ SpecificAbsorptionRateDefinition: 'IEC_HEAD', SpecificAbsorptionRateValue: 0.3 }],
      GradientOutputType: 'PER_NERVE_STIM',
      GradientOutput: 0.7,
      OperatingModeSequence: [
        { OperatingModeType: 'GRADIENT', OperatingMode: 'IEC_NORMAL' },
        { OperatingModeType: 'RF', OperatingMode: 'IEC_NORMAL' },
      ],
    },
  ],
  MRFOVGeometrySequence: [
    {
      ...{ InPlanePhaseEncodingDirection: 'ROW', MRAcquisitionFrequencyEncodingSteps: 48, MRAcquisitionPhaseEncodingStepsInPlane: 40 },
      ...{ MRAcquisitionPhaseEncodingStepsOutOfPlane: 6, PercentSampling: 100, PercentPhaseFieldOfView: 100 },
    },
  ],
  MRModifierSequence: [
    {
      ...{ InversionRecovery: 'NO', FlowCompensation: 'NONE', Spoiling: 'NONE', T2Preparation: 'NO', SpectrallySelectedExcitation: 'NONE' },
      ...{ SpatialPresaturation: 'NONE', PartialFourier: 'NO', ParallelAcquisition: 'NO' },
    },
  ],
  MRImagingModifierSequence: [
    {
      ...{ MagnetizationTransfer: 'NONE', BloodSignalNulling: 'NO', Tagging: 'NONE', TransmitterFrequency: 123.26, PixelBandwidth: 150 },
    },
  ],
  MRReceiveCoilSequence: [
    { ReceiveCoilName: 'Head', ReceiveCoilManufacturerName: 'ACME', ReceiveCoilType: 'VOLUME', QuadratureReceiveCoil: 'NO' },
  ],
  MRTransmitCoilSequence: [{ TransmitCoilName: 'Body', TransmitCoilManufacturerName: 'ACME', TransmitCoilType: 'BODY' }],
  MREchoSequence: [{ EffectiveEchoTime: 2.4 }],
  MRAveragesSequence: [{ NumberOfAverages: 1 }],
};

/** An Enhanced MR Image of six frames, drawn and without a fault that dciodvfy would find; its frames are not in the order of their places. */
export function enhancedFile(): ArrayBuffer {
  const { rows, columns, frames, gap } = SIZE;
  const order = [0, 3, 1, 4, 2, 5];
  const pixels = Uint16Array.from({ length: rows * columns * frames }, (_, n) => {
    const [k, r, c] = [order[Math.floor(n / (rows * columns))]!, Math.floor(n / columns) % rows, n % columns];
    const inside = Math.hypot((r - rows / 2) / rows, (c - columns / 2) / columns) < 0.42;
    return inside ? 600 + 150 * k + (((n * 2_654_435_761) >>> 0) % 311) : n % 5;
  });
  const organization = `${root}.5`;
  const made = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.4.1',
    SOPInstanceUID: `${root}.3`,
    ...{ ...STUDY, ...TYPE, ...SEQUENCE },
    ...{ SamplesPerPixel: 1, PhotometricInterpretation: 'MONOCHROME2', Rows: rows, Columns: columns, NumberOfFrames: frames },
    ...{ BitsAllocated: 16, BitsStored: 12, HighBit: 11, PixelRepresentation: 0, PresentationLUTShape: 'IDENTITY' },
    ...{ BurnedInAnnotation: 'NO', LossyImageCompression: '00' },
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organization }],
    DimensionIndexSequence: [
      { DimensionOrganizationUID: organization, DimensionIndexPointer: 0x00209056, FunctionalGroupPointer: 0x00209111 },
      { DimensionOrganizationUID: organization, DimensionIndexPointer: 0x00209057, FunctionalGroupPointer: 0x00209111 },
    ],
    SharedFunctionalGroupsSequence: [
      {
        PixelMeasuresSequence: [{ PixelSpacing: [0.9, 0.8], SliceThickness: gap, SpacingBetweenSlices: gap }],
        PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
        FrameAnatomySequence: [
          {
            AnatomicRegionSequence: [{ CodeValue: '12738006', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Brain' }],
            FrameLaterality: 'U',
          },
        ],
        PixelValueTransformationSequence: [{ RescaleIntercept: 0, RescaleSlope: 1, RescaleType: 'US' }],
        FrameVOILUTSequence: [{ WindowCenter: 800, WindowWidth: 1600 }],
        MRImageFrameTypeSequence: [FRAME_TYPE],
        ...MODIFIERS,
      },
    ],
    PerFrameFunctionalGroupsSequence: order.map((place) => ({
      FrameContentSequence: [
        {
          ...{ StackID: '1', InStackPositionNumber: place + 1, DimensionIndexValues: [1, place + 1], FrameAcquisitionNumber: 1 },
          ...{ FrameAcquisitionDateTime: '20200102101113', FrameReferenceDateTime: '20200102101113', FrameAcquisitionDuration: 60_000 },
        },
      ],
      PlanePositionSequence: [{ ImagePositionPatient: [-19.2, -18, 4 + gap * place] }],
    })),
  };
  return encodeFile({}, made, { keyword: 'PixelData', vr: 'OW', bytes: pixels.byteLength, pieces: () => [pixels] }).buffer;
}
