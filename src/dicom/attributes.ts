/**
 * What a derived image takes over from its source, by keyword and digit for digit. A whitelist: private groups, overlays, signatures,
 * request and operator attributes, and states that only hold for the source, never travel.
 */
const PATIENT = `PatientName PatientID IssuerOfPatientID TypeOfPatientID PatientBirthDate PatientBirthTime PatientSex QualityControlSubject
  PatientIdentityRemoved DeidentificationMethod DeidentificationMethodCodeSequence PatientSpeciesDescription PatientSpeciesCodeSequence
  ResponsiblePerson`;
const STUDY = `StudyInstanceUID StudyDate StudyTime ReferringPhysicianName StudyID AccessionNumber IssuerOfAccessionNumberSequence
  StudyDescription ProcedureCodeSequence PatientAge PatientSize PatientWeight ClinicalTrialSponsorName ClinicalTrialProtocolID
  ClinicalTrialSubjectID`;
const GEOMETRY = `FrameOfReferenceUID PositionReferenceIndicator ImageOrientationPatient ImagePositionPatient PixelSpacing SliceThickness
  SliceLocation PatientPosition PatientOrientation BodyPartExamined Laterality AnatomicRegionSequence`;
const ACQUISITION = `Modality AcquisitionDate AcquisitionTime AcquisitionDateTime AcquisitionNumber ProtocolName ScanOptions
  ContrastBolusAgent ContrastBolusAgentSequence ContrastBolusRoute ContrastBolusVolume BurnedInAnnotation LossyImageCompression
  LossyImageCompressionRatio LossyImageCompressionMethod`;
const MR = `ScanningSequence SequenceVariant MRAcquisitionType SequenceName AngioFlag RepetitionTime EchoTime InversionTime
  NumberOfAverages ImagingFrequency ImagedNucleus EchoNumbers MagneticFieldStrength NumberOfPhaseEncodingSteps PercentSampling
  PercentPhaseFieldOfView EchoTrainLength PixelBandwidth TriggerTime ReceiveCoilName AcquisitionMatrix InPlanePhaseEncodingDirection FlipAngle
  VariableFlipAngleFlag SAR`;
const CT = `KVP DataCollectionDiameter ReconstructionDiameter DistanceSourceToDetector DistanceSourceToPatient GantryDetectorTilt
  TableHeight RotationDirection ExposureTime XRayTubeCurrent Exposure FilterType GeneratorPower FocalSpots ConvolutionKernel RevolutionTime
  SingleCollimationWidth TotalCollimationWidth TableSpeed TableFeedPerRotation SpiralPitchFactor ExposureModulationType CTDIvol RescaleType`;

const keywords = (...lists: string[]) => lists.join(' ').split(/\s+/);

export const COPIED: readonly string[] = keywords(PATIENT, STUDY, GEOMETRY, ACQUISITION, MR, CT);

/** Type 2: present, and empty where the source does not say. */
export const EMPTY_IF_UNKNOWN: readonly string[] = keywords(
  `PatientName PatientID PatientBirthDate PatientSex StudyDate StudyTime ReferringPhysicianName StudyID AccessionNumber PositionReferenceIndicator`,
);

/** The scanner, for the list of equipment that took part. */
export const SCANNER: readonly string[] = keywords(
  'Manufacturer ManufacturerModelName SoftwareVersions StationName DeviceSerialNumber InstitutionName',
);
