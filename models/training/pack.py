"""Pack the training slices of the MR sets into one file: python pack.py --data FOLDER --out pack.npz

Every slice is scaled by its own intensity unit (intensity.py), cropped to the head and stored as uint16
with 1.0 = 16384; each slice is stored at its own resolution and, where it is large enough, reduced by 1.5 and 2: reducing lowers the
image's own noise and gives other voxel sizes. Only entries whose split is `train` are read.
"""
import argparse
import json
import os

import nibabel as nib
import numpy as np
from scipy import ndimage as ndi

from intensity import intensity_unit

UNIT = 16384
SETS = ("mr", "mr-more", "mr-clinical", "ixi-volumes")
EVERY = {"ixi-volumes": 3}
"""Of contiguous isotropic volumes every third slice in each of the three planes: neighbours are too alike to be worth their place."""


def head_window(x, margin=6):
    """Rows and columns of the head, as slices."""
    rows, columns = np.where((x > 0.12).any(1))[0], np.where((x > 0.12).any(0))[0]
    return slice(max(0, rows[0] - margin), rows[-1] + 1 + margin), slice(max(0, columns[0] - margin), columns[-1] + 1 + margin)


def crop_to_head(x, margin=6):
    return x[head_window(x, margin)]


def reduced(x, factor):
    blurred = ndi.gaussian_filter(x, 0.45 * factor)
    return np.clip(ndi.zoom(blurred, 1 / factor, order=3), 0, None)


def slices_of(folder, entry, cache, every=None):
    """Yields the slices of an entry: its own one, its plane's, or (every) each so-many-th in three planes."""
    if entry["file"] not in cache:
        cache.clear()
        cache[entry["file"]] = np.asanyarray(nib.load(os.path.join(folder, entry["file"])).dataobj)
    volume = cache[entry["file"]]
    if every:
        for axis in range(3):
            for k in range(every // 2, volume.shape[axis], every):
                yield np.take(volume, k, axis)
        return
    if entry["slice"] is not None:
        yield volume[..., entry["slice"]]
        return
    axis = {"sagittal": 0, "coronal": 1, "axial": 2}[entry["plane"]]
    for k in range(volume.shape[axis]):
        yield np.take(volume, k, axis)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds the sets named in SETS")
    parser.add_argument("--out", default="pack.npz")
    options = parser.parse_args()
    arrays, weights, names, squares = [], [], [], []
    for name in SETS:
        folder = os.path.join(options.data, name)
        index = [e for e in json.load(open(os.path.join(folder, "index.json"))) if e["split"] == "train"]
        cache = {}
        for entry in sorted(index, key=lambda e: e["file"]):
            kept = 0
            for raw in slices_of(folder, entry, cache, EVERY.get(name)):
                raw = raw.astype(np.float64)
                if raw.max() <= 0 or (raw > 0.12 * raw.max()).mean() < 0.05:
                    continue  # nothing but air
                x = crop_to_head(raw / intensity_unit(raw))
                for factor in (1, 1.5, 2):
                    y = x if factor == 1 else reduced(x, factor)
                    if min(y.shape) < (48 if factor == 1 else 96):
                        continue
                    arrays.append(np.clip(np.rint(y * UNIT), 0, 65535).astype(np.uint16))
                    names.append(f"{entry['id']}/{factor}")
                    weights.append(1.0 if factor == 1 else 0.5)
                    kept += 1
                squares.append(np.mean(x**2))
            print(f"{entry['id']}: {kept}" if kept > 3 else "", end="\n" if kept > 3 else "")
    # Every data set by the square root of its size: the one with 1,000 slices shall not drown the clinical series.
    group = [n.split("-")[0] for n in names]
    size = {g: group.count(g) for g in set(group)}
    weights = [w / np.sqrt(size[g]) for w, g in zip(weights, group)]
    shapes = np.array([a.shape for a in arrays], np.int32)
    np.savez(options.out, pixels=np.concatenate([a.ravel() for a in arrays]), shapes=shapes, weights=np.array(weights), names=np.array(names))
    print(f"{len(arrays)} slices, {sum(a.size for a in arrays) / 1e6:.1f} M pixels, groups {size}; RMS about zero {np.sqrt(np.mean(squares)):.3f}")


if __name__ == "__main__":
    main()
