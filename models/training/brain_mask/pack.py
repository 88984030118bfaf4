"""Pack the training volumes into one file: python -m brain_mask.pack --data FOLDER --out brain-mask.npz   (in models/training)

Reads the entries of `brainmask` whose split is `train`, brought to 2 mm in plane as the product does. Each volume becomes its image
(uint8, 1.0 = 100), its mask and the distance of every voxel to the mask (uint8, 0.1 mm), and for T1 the levels of its tissues, from
which contrast.py makes other contrasts. A few subjects are marked `dev`: they choose between settings and are never trained on.
"""
import argparse
import json
import os

import nibabel as nib
import numpy as np
from scipy import ndimage as ndi
from scipy.cluster.vq import kmeans2

from .preprocess import prepare, sample, grid

UNIT = 100
DEV = {"IXI015", "IXI160", "IXI354", "IXI643", "Subj2", "Subj17", "Subj19"}
"""Dev subjects, picked before anything was trained. Both ms-long patients are dev as well."""


def is_dev(entry):
    return entry["dataset"] == "ms-long" or entry["subject"].split("-")[0] in DEV


def load(folder, name):
    """-> array [z, y, x]; the files are RAS with x first."""
    return np.asanyarray(nib.load(os.path.join(folder, name)).dataobj).transpose(2, 1, 0)


def levels(values):
    """Three tissue levels, rising."""
    centres, _ = kmeans2(np.random.default_rng(0).choice(values, 20000), np.quantile(values, [0.05, 0.4, 0.8]), minit="matrix")
    return np.sort(centres)


def pack(folder, entry):
    x_mm, y_mm, z_mm = entry["spacing_mm"]
    volume = load(folder, entry["file"])
    prepared = prepare(volume, (y_mm, x_mm))
    y, x = (grid(c, mm) for c, mm in zip(prepared.centre, prepared.spacing))
    mask = np.stack([sample(m, y, x) >= 0.5 for m in load(folder, entry["mask"]).astype(np.float32)])
    image = np.rint(prepared.slices * UNIT).astype(np.uint8)
    distance = ndi.distance_transform_edt(~mask, (z_mm, 2, 2))
    tissues = np.full(6, np.nan, np.float32)
    if entry["contrast"] == "T1":
        outside = (distance > 6) & (distance < 40) & (prepared.slices > 0.04)
        tissues = np.concatenate([levels(prepared.slices[mask]), levels(prepared.slices[outside])]).astype(np.float32)
    distance = np.rint(np.clip(distance * 10, 0, 255)).astype(np.uint8)
    return dict(image=image, mask=mask, distance=distance, tissues=tissues, z_mm=np.float32(z_mm))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds brainmask and mr")
    parser.add_argument("--out", default="brain-mask.npz")
    options = parser.parse_args()
    folder = os.path.join(options.data, "brainmask")
    index = [e for e in json.load(open(os.path.join(folder, "index.json"))) if e["split"] == "train"]
    arrays = {}
    for entry in index:
        packed = pack(folder, entry)
        for key, value in packed.items():
            arrays[f"{entry['id']}/{key}"] = value
        print(entry["id"], "dev" if is_dev(entry) else "", np.round(packed["tissues"], 2))
    np.savez_compressed(options.out, names=np.array([e["id"] for e in index]), dev=np.array([is_dev(e) for e in index]), **arrays)


if __name__ == "__main__":
    main()
