"""Pack the training slices of a contrast into one file: python -m healthy.pack --contrast FLAIR --data FOLDER --out flair.npz

Axial slices at 1 mm on a canvas of 192 x 160, brain in the middle, in units of the brain's median (stored x 4096). Three kinds of sources:
SOOP (FLAIR, one level of the brain, hand-drawn lesion masks), ms-cross (lesion masks, all levels), and volumes with brain masks, all levels,
without lesion masks. Only entries whose split is `train` are read. Subjects kept aside are `dev`: no file of theirs serves training. For
FLAIR they are 120 of SOOP. Where there are no lesions with masks, every third slice of the subjects kept aside is there twice: as it is
(`dev-plain`), and with things put in by a seed of its own, their mark above one half as lesion (`dev`).

Label bits: 1 brain, 2 left out of the loss, 4 lesion. Left out are lesion masks dilated by 5 mm and, in series of patients without lesion
masks, what the recipe suspects (recipes.py): disease shall not count as normal.
"""
import argparse
import hashlib
import json
import os

import nibabel as nib
import numpy as np
import torch
from scipy import ndimage as ndi

from healthy.blobs import Blobs
from healthy.recipes import RECIPES, around
from healthy.slices import centred, filled, scaled, upright

ROWS, COLUMNS = 192, 160
UNIT = 4096
BRAIN, LEFT_OUT, LESION = 1, 2, 4
DEV_STROKE, DEV_FREE = 80, 40
DEV_SEED, DEV_STEP = 4711, 3
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


def volumes(data, split, files, recipe):
    """Yields (entry, mm below the top, image, brain, lesion) of the recipe's volumes with a brain mask."""
    for e in entries(data, "mr", split, dataset="ms-cross", contrast=recipe.contrast):
        image = files(e)
        brain = np.stack([filled(image[..., k]) for k in range(image.shape[2])], 2)
        for found in volume_slices(e, image, brain, files(e, "mask") > 0):
            yield e, *found
    for e in entries(data, "brainmask", split, contrast=recipe.contrast):
        if e["dataset"] in recipe.share:
            for found in volume_slices(e, files(e), files(e, "mask") > 0):
                yield e, *found


def labels(brain, lesion, suspect):
    left_out = around(lesion, 5) | suspect
    return (BRAIN * brain + LEFT_OUT * (left_out & brain) + LESION * lesion).astype(np.uint8)


def ventricle_distance(image, brain):
    """mm to the nearest deep CSF (dark, more than 20 mm inside the brain); 255 where there is none."""
    deep = ndi.distance_transform_edt(brain) > 20
    dark = ndi.binary_opening((image < 0.55) & deep)
    return np.clip(ndi.distance_transform_edt(~dark), 0, 255).astype(np.uint8) if dark.any() else np.full(image.shape, 255, np.uint8)


def by_hash(subjects):
    """In the order of the SHA-1 of their names: the same one on every machine."""
    return sorted(subjects, key=lambda s: hashlib.sha1(f"dev:{s}".encode()).hexdigest())


def dev_strokes(found):
    """80 stroke and 40 lesion-free subjects of the train split."""
    largest = {}
    for e in found:
        largest[e["subject"]] = max(largest.get(e["subject"], 0), e["lesion_px"])
    order = by_hash(largest)
    return set([s for s in order if largest[s] >= 100][:DEV_STROKE] + [s for s in order if largest[s] == 0][:DEV_FREE])


def dev_volunteers(found, recipe):
    """As many subjects of each data set as the recipe keeps aside."""
    of = lambda dataset: by_hash({e["subject"] for e in found if e["dataset"] == dataset})
    return {subject for dataset, count in recipe.dev.items() for subject in of(dataset)[:count]}


def put_in(image, brain, maker):
    """-> the slice on its canvas with things put in, the canvas of its brain, and where they are"""
    x, b, near = (centred(a, brain, ROWS, COLUMNS) for a in (image, brain, ventricle_distance(image, brain)))
    altered, mark = maker.put(*(torch.from_numpy(a)[None] for a in (x, b, near.astype(np.float32))))
    return altered[0].numpy(), b, mark[0].numpy() > 0.5


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contrast", choices=RECIPES, required=True)
    parser.add_argument("--data", required=True, help="folder that holds mr, mr-more, brainmask")
    parser.add_argument("--out", help="default: the contrast's name")
    options = parser.parse_args()
    recipe = RECIPES[options.contrast]
    files, rows = Files(), []

    def keep(e, group, image, brain, lesion, level=np.nan):
        near = ventricle_distance(image, brain)
        nothing = np.zeros(brain.shape, bool)
        suspect = recipe.suspect(image, brain, near) if e["dataset"] in recipe.patients and not group.startswith("dev") else nothing
        arrays = np.rint(image * UNIT).astype(np.uint16), labels(brain, lesion, suspect), near
        rows.append((e["id"], group, level, *(centred(a, brain, ROWS, COLUMNS) for a in arrays)))

    slices = list(soop(options.data, "train", files)) if "soop" in recipe.share else []
    dev = dev_strokes([e for e, *_ in slices])
    for e, image, brain, lesion in slices:
        keep(e, "dev" if e["subject"] in dev else "soop" if e["lesion_px"] else "soop-free", image, brain, lesion)
    stacks = list(volumes(options.data, "train", files, recipe))
    dev, maker = dev_volunteers([e for e, *_ in stacks], recipe), Blobs(recipe.things, DEV_SEED, ROWS, COLUMNS, "cpu")
    for k, (e, level, image, brain, lesion) in enumerate(stacks):
        if e["subject"] not in dev:
            keep(e, e["dataset"], image, brain, lesion, level)
        elif k % DEV_STEP == 0:
            keep(e, "dev-plain", image, brain, lesion, level)
            keep(e, "dev", *put_in(image, brain, maker), level)
    names, groups, levels, images, marks, near = zip(*rows)
    arrays = dict(images=np.stack(images), labels=np.stack(marks), near=np.stack(near))
    out = options.out or f"{recipe.contrast.lower()}.npz"
    np.savez_compressed(out, contrast=recipe.contrast, names=names, groups=groups, levels=levels, **arrays)
    for group in sorted(set(groups)):
        chosen = [i for i, g in enumerate(groups) if g == group]
        share = np.mean([(marks[i] & LEFT_OUT > 0).sum() / (marks[i] & BRAIN > 0).sum() for i in chosen])
        entries_used = len({names[i] for i in chosen})
        print(f"{group}: {len(chosen)} slices of {entries_used} entries, {100 * share:.1f} % of the brain left out of the loss")


if __name__ == "__main__":
    main()
