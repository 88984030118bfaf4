"""Converts a classic MR or CT series (a folder) to one Legacy Converted Enhanced object: legacy.py FOLDER OUT."""

import sys
from pathlib import Path

import pydicom
from highdicom.legacy import LegacyConvertedEnhancedCTImage, LegacyConvertedEnhancedMRImage

folder, out = sys.argv[1:]
images = [pydicom.dcmread(path) for path in sorted(Path(folder).iterdir())]
root = images[0].StudyInstanceUID.rsplit('.', 1)[0]
convert = {'MR': LegacyConvertedEnhancedMRImage, 'CT': LegacyConvertedEnhancedCTImage}[images[0].Modality]
converted = convert(
    legacy_datasets=images,
    series_instance_uid=f'{root}.6',
    series_number=6,
    sop_instance_uid=f'{root}.7',
    instance_number=1,
)
converted.save_as(out)
