"""How far the intensity unit is from the plain rule (12 % of the maximum): python unit_kept.py --data FOLDER [--every]

Each series that the sets name, and slices of it: ordinary ones must keep their unit to 0.1 %. Then each volume with something foreign put in.
Reads `train`; with --every all splits, for a last look.
"""
import argparse
import json
import os

import nibabel as nib
import numpy as np

from intensity import intensity_unit

SETS = ("mr", "mr-more", "mr-clinical", "ixi-volumes", "brainmask", "wmh")
SLICES = 8


def plain_unit(values):
    return np.percentile(values[values > 0.12 * values.max()], 98)


def pictures(data, every):
    """Yields (name, array): volumes, and the slices of stacks of single images."""
    for name in SETS:
        with open(os.path.join(data, name, "index.json")) as file:
            found = {e["file"]: e for e in json.load(file) if every or e["split"] == "train"}
        for path, entry in found.items():
            volume = np.asanyarray(nib.load(os.path.join(data, name, path)).dataobj).astype(np.float64)
            single = entry.get("slice") is not None
            if not single:
                yield path, volume
            step = 1 if single else max(1, volume.shape[2] // SLICES)
            for k in range(0, volume.shape[2], step):
                yield f"{path} slice {k}", volume[..., k]


def foreign(volume, random):
    """Yields (name, the volume with something in it)."""
    most = volume.max()
    for times in (1.2, 1.3, 2, 20, 90):
        made = volume.copy()
        made[1, 1, 0] = times * most
        yield f"a voxel of {times} times the maximum", made
    for times in (1.4, 3, 10):
        made = volume.copy()
        made[5:11, 5:11, 0] = times * most * (1 + 0.2 * random.random((6, 6)))
        yield f"36 voxels of {times} times the maximum and more", made


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help=f"folder that holds {', '.join(SETS)}")
    parser.add_argument("--every", action="store_true", help="all splits")
    options = parser.parse_args()
    random, kept, moved = np.random.default_rng(1), [], {}
    for name, values in pictures(options.data, options.every):
        if values.max() <= 0 or (values > 0.12 * values.max()).mean() < 0.05:
            continue  # nothing but air
        unit = intensity_unit(values)
        kept.append(abs(unit / plain_unit(values) - 1))
        if kept[-1] > 1e-3:
            print(f"{name}: {100 * kept[-1]:.2f} %")
        if values.ndim == 3:
            for what, made in foreign(values, random):
                moved.setdefault(what, []).append(abs(intensity_unit(made) / unit - 1))
    print(f"{len(kept)} series and slices, the unit differs by {100 * max(kept):.3f} % at most")
    for what, found in moved.items():
        print(f"{what}: median {100 * np.median(found):.3f} %, most {100 * max(found):.3f} % of {len(found)}")


if __name__ == "__main__":
    main()
