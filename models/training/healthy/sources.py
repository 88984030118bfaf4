"""Where slices come from: the entries of the data sets' indices as slices in brain medians, with their brain and what is marked in them.

SOOP (FLAIR, one level of the brain, hand-drawn lesion masks), ms-cross (lesion masks, all levels), wmh (FLAIR, all levels, white-matter
hyperintensities marked by a program), volumes with brain masks, all levels, without lesion masks, and label maps of healthy volunteers.
"""
import json
import os

import nibabel as nib
import numpy as np
from scipy import ndimage as ndi

from brain_mask.postprocess import clean, to_source
from brain_mask.preprocess import prepare
from healthy.drawn import CLASSES
from healthy.slices import filled, scaled, upright
from model_folder import open_onnx

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
    if "wmh" in recipe.share:
        yield from marked(data, split, files)


def masked(e, image):
    """Brain mask of a series with skull, by the product's own model: what its users get."""
    folder = os.path.join(os.path.dirname(__file__), "..", "..", "brain-mask")
    volume = np.ascontiguousarray(image.T)  # [z, y, x]
    prepared = prepare(volume, e["spacing_mm"][1::-1])
    session = open_onnx(os.path.join(folder, "model.onnx"))
    probability = np.concatenate([session.run(None, {"image": s[None, None]})[0][0] for s in prepared.slices])
    return to_source(clean(probability)[1], prepared, volume.shape).T


def marked(data, split, files):
    """Yields (entry, mm below the top, image, brain, lesion) of the FLAIR volumes whose white-matter hyperintensities are marked."""
    for e in entries(data, "wmh", split):
        e["dataset"] = "wmh"
        image = files(e)
        for found in volume_slices(e, image, masked(e, image), files(e, "mask") > 0):
            yield e, *found


def label_maps(data, split, files, every=2):
    """Yields (entry, mm below the top, classes, T1, brain), each of three neighbouring slices [3, row, column], of every so-many-th slice."""
    of_code = np.zeros(256, np.uint8)
    for k, codes in enumerate(CLASSES):
        of_code[list(codes)] = k + 1
    for e in entries(data, "ixi-volumes", split):
        mm = e["spacing_mm"][2]
        labels = np.pad(files(e, "labels"), 4)
        # As the masks of these maps are made: the sulci closed.
        brain = ndi.binary_closing(labels > 0, iterations=3)
        brain = np.stack([ndi.binary_fill_holes(b) for b in np.moveaxis(brain, 2, 0)])[4:-4, 4:-4, 4:-4]
        turned = lambda a: np.stack([upright(plane) for plane in np.moveaxis(a, 2, 0)])
        stacks = turned(of_code[files(e, "labels")]), turned(files(e)), np.stack([upright(b) for b in brain])
        area = brain.sum((1, 2)) * mm * mm
        top = np.flatnonzero(area > 100)[-1]
        for k in np.flatnonzero(area >= SMALLEST_BRAIN)[::every]:
            if 0 < k < len(brain) - 1:
                yield e, (top - k) * mm, *(a[k - 1 : k + 2] for a in stacks)
