"""Writes the FLAIR demo study as DICOM: python viewer/demo/write_flair.py --data FOLDER (pydicom, nibabel, numpy).

FOLDER holds mr/index.json. The same input gives the same bytes: every UID is made of the picture's SHA-256. 8-bit levels in 16 bits, as the
MR Image IOD wants them, so RLE halves the size without a loss.
"""
import argparse
import json
import os
import uuid

import nibabel as nib
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, RLELossless

ENTRY = "ms-long-patient03-t2-flair"
HERE = os.path.dirname(os.path.abspath(__file__))
RAS_TO_LPS = np.diag([-1, -1, 1])
SOURCE = "open_ms_data (CC BY), Lesjak et al., Neuroinformatics 2016; longitudinal/raw, patient 03, time point 2"
CHANGES = "8-bit levels (99.95th percentile at 255), cropped to the head, slices far below the brain dropped"


def text(number):
    return f"{number:.10g}"[:16]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds mr")
    parser.add_argument("--out", default=os.path.join(HERE, "flair"))
    options = parser.parse_args()
    folder = os.path.join(options.data, "mr")
    with open(os.path.join(folder, "index.json")) as file:
        (entry,) = [e for e in json.load(file) if e["id"] == ENTRY]
    assert entry["split"] == "val", "only what no model was trained on is shown"
    image = nib.load(os.path.join(folder, entry["file"]))
    levels = np.asanyarray(image.dataobj)
    uid = lambda name: f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, entry['sha256'] + ' ' + name).int}"

    # Columns to the patient's left and rows to the back: the first two axes of the array run the other way.
    width, height, count = levels.shape
    axes = RAS_TO_LPS @ image.affine[:3, :3]
    spacing = np.linalg.norm(axes, axis=0)
    row, column = -axes[:, 0] / spacing[0], -axes[:, 1] / spacing[1]
    os.makedirs(options.out, exist_ok=True)
    for k in range(count):
        position = RAS_TO_LPS @ (image.affine @ [width - 1, height - 1, k, 1])[:3]
        pixels = np.ascontiguousarray(levels[::-1, ::-1, k].T.astype("<u2"))
        d = Dataset()
        d.SpecificCharacterSet = "ISO_IR 192"
        d.ImageType = ["DERIVED", "SECONDARY", "OTHER"]
        d.SOPClassUID, d.SOPInstanceUID = MRImageStorage, uid(f"slice {k}")
        d.StudyInstanceUID, d.SeriesInstanceUID, d.FrameOfReferenceUID = uid("study"), uid("series"), uid("frame")
        d.StudyDate = d.StudyTime = d.AccessionNumber = d.ReferringPhysicianName = d.PatientBirthDate = d.PatientSex = ""
        d.PatientName, d.PatientID, d.StudyID = "Demo^FLAIR", "open-ms-03", "1"
        d.PatientIdentityRemoved, d.DeidentificationMethod = "YES", "Published without identity; this header was made anew"
        d.Modality, d.Manufacturer, d.BodyPartExamined = "MR", "", "BRAIN"
        d.StudyDescription, d.SeriesDescription = "Brain, multiple sclerosis", "FLAIR axial"
        d.SeriesNumber, d.InstanceNumber, d.AcquisitionNumber = 1, k + 1, 1
        d.PatientPosition, d.PositionReferenceIndicator = "HFS", ""
        d.DerivationDescription, d.ImageComments = CHANGES, SOURCE
        d.ScanningSequence, d.SequenceVariant, d.ScanOptions, d.MRAcquisitionType = ["SE", "IR"], "SK", "", "2D"
        d.EchoTime = d.RepetitionTime = d.InversionTime = d.EchoTrainLength = None
        d.ImagePositionPatient = [text(v) for v in position]
        d.ImageOrientationPatient = [text(v) for v in [*row, *column]]
        d.PixelSpacing = [text(spacing[1]), text(spacing[0])]
        d.SliceThickness, d.SpacingBetweenSlices = text(spacing[2]), text(spacing[2])
        d.SamplesPerPixel, d.PhotometricInterpretation, d.PixelRepresentation = 1, "MONOCHROME2", 0
        d.Rows, d.Columns = pixels.shape
        d.BitsAllocated, d.BitsStored, d.HighBit = 16, 12, 11
        d.WindowCenter, d.WindowWidth = 130, 260
        d.PixelData = pixels.tobytes()
        d.file_meta = FileMetaDataset()
        d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        d["PixelData"].VR = "OW"
        d.compress(RLELossless, generate_instance_uid=False)
        d.save_as(os.path.join(options.out, f"flair-{k + 1:02d}.dcm"), enforce_file_format=True)
    print(f"{count} slices of {width} x {height}, {' x '.join(text(v)[:6] for v in spacing)} mm")


if __name__ == "__main__":
    main()
