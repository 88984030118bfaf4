"""Pack the FLAIR training slices into one file: python -m flair_healthy.pack --data FOLDER --out flair.npz

Axial slices at 1 mm on a canvas of 192 x 160, brain in the middle, in units of the brain's median (stored x 4096). Three sources:
SOOP (one level of the brain, hand-drawn lesion masks), ms-cross (lesion masks, all levels), ms-long and nichart-demo (brain masks, all
levels, no lesion masks). Only entries whose split is `train` are read. 120 SOOP subjects are kept aside as `dev`: no file of theirs
serves training.

Label bits: 1 brain, 2 left out of the loss, 4 lesion. Left out are lesion masks dilated by 5 mm and, in series that show disease without
having lesion masks, whatever is brighter than 1.4 medians after smoothing, dilated by 2 mm: disease shall not count as normal.
"""
import argparse
import hashlib
import json
import os

import nibabel as nib
import numpy as np
from scipy import ndimage as ndi

from flair_healthy.slices import centred, filled, scaled, upright

ROWS, COLUMNS = 192, 160
UNIT = 4096
BRAIN, LEFT_OUT, LESION = 1, 2, 4
DEV_STROKE, DEV_FREE = 80, 40
BRIGHT = 1.4
SMALLEST_BRAIN = 2500
"""mm2; slices with less brain than this are not used."""


def entries(data, folder, split, **wanted):
    index = json.load(open(os.path.join(data, folder, "index.json")))
    fits = lambda e: e["split"] == split and all(e.get(k) == v for k, v in wanted.items())
    return [dict(e, folder=os.path.join(data, folder)) for e in index if fits(e)]


class Files:
    """NIfTI arrays, each read once."""

    def __init__(self):
        self.arrays = {}

    def __call__(self, entry, field="file"):
        path = os.path.join(entry["folder"], entry[field])
        if path not in self.arrays:
            self.arrays[path] = np.asanyarray(nib.load(path).dataobj)
        return self.arrays[path]


def ball(size):
    return ndi.distance_transform_edt(np.pad(np.zeros((1, 1)), size, constant_values=1)) <= size


def soop(data, split, files):
    """Yields (entry, image, brain, lesion): axial SOOP slices of the split, [row, column]."""
    for folder in ("mr", "mr-more"):
        for e in entries(data, folder, split, dataset="soop", plane="axial"):
            values = upright(files(e)[..., e["slice"]]).astype(np.float32)
            lesion = upright(files(e, "mask")[..., e["slice"]]) > 0 if e["mask"] else np.zeros(values.shape, bool)
            brain = filled(values)
            yield e, scaled(values, brain), brain, lesion & brain


def volume_slices(e, image, brain, lesion=None):
    """Yields (mm below the top, image, brain, lesion) of every axial slice with enough brain, resampled to 1 mm in plane."""
    dx, dy, dz = e["spacing_mm"]
    area = brain.sum((0, 1)) * dx * dy
    top = np.flatnonzero(area > 100)[-1]
    for k in np.flatnonzero(area >= SMALLEST_BRAIN):
        zoom = lambda a, order: upright(ndi.zoom(a[..., k].astype(np.float32), (dx, dy), order=order, grid_mode=True, mode="nearest"))
        b = zoom(brain, 1) > 0.5
        values = np.clip(zoom(image, 1), 0, None)
        yield (top - k) * dz, scaled(values, b), b, zoom(lesion, 1) > 0.5 if lesion is not None else np.zeros(b.shape, bool)


def volumes(data, split, files):
    """Yields (entry, mm below the top, image, brain, lesion, has lesion masks) of the FLAIR volumes with a brain mask."""
    for e in entries(data, "mr", split, dataset="ms-cross", contrast="FLAIR"):
        image = files(e)
        brain = np.stack([filled(image[..., k]) for k in range(image.shape[2])], 2)
        for found in volume_slices(e, image, brain, files(e, "mask") > 0):
            yield e, *found, True
    for e in entries(data, "brainmask", split, contrast="FLAIR"):
        for found in volume_slices(e, files(e), files(e, "mask") > 0):
            yield e, *found, False


def labels(image, brain, lesion, masked=True):
    left_out = ndi.binary_dilation(lesion, ball(5))
    if not masked:
        left_out |= ndi.binary_dilation((ndi.gaussian_filter(image, 0.85) > BRIGHT) & brain, ball(2))
    return (BRAIN * brain + LEFT_OUT * (left_out & brain) + LESION * lesion).astype(np.uint8)


def ventricle_distance(image, brain):
    """mm to the nearest deep CSF (dark, more than 20 mm inside the brain); 255 where there is none."""
    deep = ndi.distance_transform_edt(brain) > 20
    dark = ndi.binary_opening((image < 0.55) & deep)
    return np.clip(ndi.distance_transform_edt(~dark), 0, 255).astype(np.uint8) if dark.any() else np.full(image.shape, 255, np.uint8)


def dev_subjects(found):
    """80 stroke and 40 lesion-free subjects of the train split, by the SHA-1 of their name: the same ones on every machine."""
    largest = {}
    for e in found:
        largest[e["subject"]] = max(largest.get(e["subject"], 0), e["lesion_px"])
    order = sorted(largest, key=lambda s: hashlib.sha1(f"dev:{s}".encode()).hexdigest())
    return set([s for s in order if largest[s] >= 100][:DEV_STROKE] + [s for s in order if largest[s] == 0][:DEV_FREE])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds mr, mr-more, brainmask")
    parser.add_argument("--out", default="flair.npz")
    options = parser.parse_args()
    files, rows = Files(), []

    def keep(name, group, image, brain, lesion, masked, level):
        fit = lambda a: centred(a, brain, ROWS, COLUMNS)
        stored = np.rint(image * UNIT).astype(np.uint16)
        arrays = stored, labels(image, brain, lesion, masked), ventricle_distance(image, brain)
        rows.append((name, group, level, *map(fit, arrays)))

    slices = list(soop(options.data, "train", files))
    dev = dev_subjects([e for e, *_ in slices])
    for e, image, brain, lesion in slices:
        group = "dev" if e["subject"] in dev else "soop" if e["lesion_px"] else "soop-free"
        keep(e["id"], group, image, brain, lesion, True, np.nan)
    for e, level, image, brain, lesion, masked in volumes(options.data, "train", files):
        keep(e["id"], e["dataset"], image, brain, lesion, masked, level)
    names, groups, levels, images, marks, near = zip(*rows)
    arrays = dict(images=np.stack(images), labels=np.stack(marks), near=np.stack(near))
    np.savez_compressed(options.out, names=names, groups=groups, levels=levels, **arrays)
    for group in sorted(set(groups)):
        chosen = [i for i, g in enumerate(groups) if g == group]
        share = np.mean([(marks[i] & LEFT_OUT > 0).sum() / (marks[i] & BRAIN > 0).sum() for i in chosen])
        entries_used = len({names[i] for i in chosen})
        print(f"{group}: {len(chosen)} slices of {entries_used} entries, {100 * share:.1f} % of the brain left out of the loss")


if __name__ == "__main__":
    main()
