/**
 * What a derived image takes over from its source, by keyword and digit for digit. A whitelist: private groups, overlays, signatures,
 * request and operator attributes, and states that only hold for the source, never travel.
 */
const PATIENT = `PatientName PatientID IssuerOfPatientID TypeOfPatientID PatientBirthDate PatientBirthTime PatientSex QualityControlSubject
  PatientIdentityRemoved DeidentificationMethod DeidentificationMethodCodeSequence PatientSpeciesDescription PatientSpeciesCodeSequence
  ResponsiblePerson`;
const STUDY = `StudyInstanceUID StudyDate StudyTime ReferringPhysicianName StudyID AccessionNumber IssuerOfAccessionNumberSequence
  StudyDescription ProcedureCodeSequence PatientAge PatientSize PatientWeight`;
const FRAME_OF_REFERENCE = `FrameOfReferenceUID PositionReferenceIndicator`;
const GEOMETRY = `ImageOrientationPatient ImagePositionPatient PixelSpacing SliceThickness
  SliceLocation PatientOrientation AnatomicRegionSequence`;
const SERIES = `PatientPosition BodyPartExamined Laterality`;
const ACQUISITION = `Modality AcquisitionDate AcquisitionTime AcquisitionDateTime AcquisitionNumber ProtocolName ScanOptions
  ContrastBolusAgent ContrastBolusAgentSequence ContrastBolusRoute ContrastBolusVolume`;
const MR = `ScanningSequence SequenceVariant MRAcquisitionType SequenceName AngioFlag RepetitionTime EchoTime InversionTime
  NumberOfAverages ImagingFrequency ImagedNucleus EchoNumbers MagneticFieldStrength NumberOfPhaseEncodingSteps PercentSampling
  PercentPhaseFieldOfView EchoTrainLength PixelBandwidth TriggerTime ReceiveCoilName AcquisitionMatrix InPlanePhaseEncodingDirection FlipAngle
  VariableFlipAngleFlag SAR`;
const CT = `KVP DataCollectionDiameter ReconstructionDiameter DistanceSourceToDetector DistanceSourceToPatient GantryDetectorTilt
  TableHeight RotationDirection ExposureTime XRayTubeCurrent Exposure FilterType GeneratorPower FocalSpots ConvolutionKernel RevolutionTime
  SingleCollimationWidth TotalCollimationWidth TableSpeed TableFeedPerRotation SpiralPitchFactor ExposureModulationType CTDIvol RescaleType`;

const ENHANCED = `AcquisitionDuration AcquisitionContextSequence VolumetricProperties VolumeBasedCalculationTechnique
  PresentationLUTShape RecognizableVisualFeatures IsocenterPosition DimensionOrganizationType DimensionOrganizationSequence
  DimensionIndexSequence SharedFunctionalGroupsSequence PerFrameFunctionalGroupsSequence SynchronizationTrigger
  AcquisitionTimeSynchronized SynchronizationFrameOfReferenceUID CardiacSynchronizationTechnique CardiacSignalSource
  RespiratoryMotionCompensationTechnique RespiratorySignalSource`;
// Not the pulse sequence: only original images may have it (PS3.3 C.8.13.4).
const ENHANCED_MR = `ResonantNucleus KSpaceFiltering ApplicableSafetyStandardAgency ApplicableSafetyStandardDescription ComplexImageComponent
  AcquisitionContrast MagneticFieldStrength`;

const keywords = (...lists: string[]) => lists.join(' ').split(/\s+/);

/** Who was examined, and in which study: the same in every object of a study. */
export const CONTEXT: readonly string[] = keywords(PATIENT, STUDY);

/** Type 2 of these: present, and empty where the source does not say. */
export const EMPTY_IF_UNKNOWN: readonly string[] = keywords(
  `PatientName PatientID PatientBirthDate PatientSex StudyDate StudyTime ReferringPhysicianName StudyID AccessionNumber`,
);

/**
 * Clinical Trial Subject Module (PS3.3 C.7.1.3): whole or not at all. Without these three it is none; the others are of Type 2.
 */
export const TRIAL_NEEDED: readonly string[] = keywords('ClinicalTrialSponsorName ClinicalTrialProtocolID ClinicalTrialSubjectID');
export const TRIAL_OR_EMPTY: readonly string[] = keywords('ClinicalTrialProtocolName ClinicalTrialSiteID ClinicalTrialSiteName');

/** Where the patient lies: the same for every object with an image. */
export const FRAME: readonly string[] = keywords(FRAME_OF_REFERENCE);

/** A single image, beside all of these. */
export const IMAGE: readonly string[] = keywords(SERIES, GEOMETRY, ACQUISITION, MR, CT);

/** The scanner, for the list of equipment that took part. */
export const SCANNER: readonly string[] = keywords(
  'Manufacturer ManufacturerModelName SoftwareVersions StationName DeviceSerialNumber InstitutionName',
);

/** An object of many frames, beside patient, study and frame of reference. What its functional groups hold is not repeated at the top. */
export const MULTI_FRAME: readonly string[] = keywords(SERIES, ACQUISITION, ENHANCED, ENHANCED_MR);
