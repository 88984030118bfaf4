"""What pydicom reads of every DICOM file below a folder, in a few numbers: reads.json, by path below it.

    python reference.py FOLDER OUT.json

`sha`: of the stored values (int32, what Bits Stored and High Bit cut out) of all frames; null where pydicom reads none.
"""

import hashlib
import json
import os
import sys
import warnings

import numpy as np
import pydicom
from pydicom.pixels import pixel_array

warnings.simplefilter("ignore")
pydicom.config.settings.reading_validation_mode = pydicom.config.WARN


WORDS = {f"1.2.840.10008.1.2{end}" for end in ("", ".1", ".1.99", ".2", ".5")}


def numbers(value):
    """None where nothing is said; no number at all where not all of them are numbers."""
    if value is None or value == "":
        return None
    many = isinstance(value, (list, tuple, pydicom.multival.MultiValue))
    try:
        found = [float(one) for one in value] if many else [float(value)]
    except (TypeError, ValueError):
        return []
    return found if np.isfinite(found).all() else []


def field(values, stored, high, sign):
    words = (values.astype(np.int64) >> (high + 1 - stored)) & ((1 << stored) - 1)
    if sign == 1:
        words = np.where(words >= 1 << (stored - 1), words - (1 << stored), words)
    return words


def read(path):
    row = {"sha": None}
    try:
        ds = pydicom.dcmread(path, force=True)
        syntax = str(ds.file_meta.TransferSyntaxUID) if "TransferSyntaxUID" in ds.file_meta else ""
        for key in ("Rows", "Columns", "RescaleSlope", "RescaleIntercept", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing"):
            row[key] = numbers(ds.get(key))
        if ds.get("SamplesPerPixel", 1) == 1 and ds.BitsAllocated in (8, 16, 32):
            stored, high = int(ds.BitsStored), int(ds.get("HighBit", ds.BitsStored - 1))
            if syntax in WORDS:  # whole words: pydicom takes the lowest bits whatever High Bit says
                ds.BitsStored, ds.HighBit = ds.BitsAllocated, ds.BitsAllocated - 1
            plugin = "pillow" if syntax.endswith("4.50") else ""
            try:
                values = pixel_array(ds, raw=True, decoding_plugin=plugin)
            except Exception as fault:
                if plugin or "TransferSyntaxUID" in ds.file_meta:
                    raise
                ds.file_meta.TransferSyntaxUID = pydicom.uid.ImplicitVRLittleEndian if ds.original_encoding[0] else pydicom.uid.ExplicitVRLittleEndian
                values = pixel_array(ds, raw=True)
            row["sha"] = hashlib.sha256(field(values, stored, high, ds.PixelRepresentation).astype("<i4").tobytes()).hexdigest()[:16]
    except Exception as fault:  # what pydicom does not read is no reference
        row["fault"] = str(fault).splitlines()[0][:120] if str(fault) else type(fault).__name__
    return row


def main(root, out):
    rows = {}
    for folder, _, names in sorted(os.walk(root)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            rows[os.path.relpath(path, root)] = read(path)
    with open(out, "w") as file:
        json.dump(rows, file)


if __name__ == "__main__":
    main(*sys.argv[1:3])
