"""Pack slices for inpainting: python -m inpaint.pack --data FOLDER --out inpaint.npz   (FOLDER holds mr, mr-more, mr-clinical)

Slices in units of their 98th percentile, as ../pack.py has them, and for each pixel where it lies: head, inside of the head, lesion (which
no hole may teach). The outlines of the lesions are kept too: they are the holes. Only entries whose split is `train` are read; of those,
every 24th stroke subject and every 10th IXI subject are set aside as `dev`.
"""
import argparse
import json
import os

import numpy as np
from scipy import ndimage as ndi

from intensity import intensity_unit
from pack import SETS, UNIT, head_window, reduced, slices_of

HEAD, INNER, LESION = 1, 2, 4
TUMOURS = ("btp", "cptac-gbm", "rembrandt")
"""Left out: their gliomas are not outlined, and a hole over one would teach the network to draw tumours."""
SIZE = 128
"""Edge of the pictures that hold one outline each."""
SCALP_MM = 9
EVERY = {"soop": 24, "ixi": 10}


def head(x):
    """The head (or the brain, where the skull is off) of a slice in units of its 98th percentile: the largest filled region above 0.12."""
    labels, count = ndi.label(ndi.binary_fill_holes(ndi.binary_closing(x > 0.12, iterations=3)))
    return labels == 1 + np.argmax(np.bincount(labels.ravel())[1:]) if count else labels > 0


def regions(x, lesion, erosion):
    """Bits HEAD, INNER (`erosion` pixels further in: off the scalp and the skull) and LESION (with 2 pixels around it)."""
    whole = head(x)
    return (
        HEAD * whole
        + INNER * ndi.binary_erosion(whole, iterations=erosion)
        + LESION * (ndi.binary_dilation(lesion, iterations=2) if lesion.any() else lesion)
    ).astype(np.uint8)


def resized(x, labels, factor):
    """Both at another resolution; enlarging is linear, as a series of thick pixels is shown."""
    picture = reduced(x, factor) if factor > 1 else ndi.zoom(x, 1 / factor, order=1)
    bits = sum(bit * (ndi.zoom((labels & bit > 0).astype(np.float32), 1 / factor, order=1) > 0.5) for bit in (HEAD, INNER, LESION))
    return picture, bits.astype(np.uint8)


def outlines(lesion):
    """Each connected part of 30 pixels or more, in the middle of a picture of its own."""
    labels, _ = ndi.label(lesion)
    for part in ndi.find_objects(labels):
        shape = lesion[part] & (labels[part] == labels[part].max())
        if shape.sum() >= 30 and max(shape.shape) <= SIZE:
            picture = np.zeros((SIZE, SIZE), bool)
            top, left = ((SIZE - n) // 2 for n in shape.shape)
            picture[top : top + shape.shape[0], left : left + shape.shape[1]] = shape
            yield picture


def pixel_mm(entry):
    """Mean spacing in the plane of the slices."""
    spacing = entry["spacing_mm"]
    return float(np.mean(spacing if len(spacing) == 2 else np.delete(spacing, {"sagittal": 0, "coronal": 1, "axial": 2}[entry["plane"]])))


def entries(folder):
    """Train entries of a set, with whether their subject is set aside."""
    index = [e for e in json.load(open(os.path.join(folder, "index.json"))) if e["split"] == "train" and e["dataset"] not in TUMOURS]
    kept = {n: sorted({e["subject"] for e in index if e["dataset"] == n})[:: EVERY[n]] for n in EVERY}
    return [(e, e["subject"] in kept.get(e["dataset"], ())) for e in sorted(index, key=lambda e: e["file"])]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds mr, mr-more and mr-clinical")
    parser.add_argument("--out", default="inpaint.npz")
    options = parser.parse_args()
    pixels, labels, groups, dev, holes = [], [], [], [], []
    for name in SETS:
        folder = os.path.join(options.data, name)
        cache, mask_cache = {}, {}
        for entry, aside in entries(folder):
            masks = slices_of(folder, {**entry, "file": entry["mask"]}, mask_cache) if entry["mask"] else None
            erosion = 2 if entry["skull"] == "off" else max(2, round(SCALP_MM / pixel_mm(entry)))
            factors = (1, 0.5) if entry["dataset"] == "ixi" else (1, 1.5, 2)
            for raw in slices_of(folder, entry, cache):
                raw = raw.astype(np.float64)
                lesion = next(masks) > 0 if masks else np.zeros(raw.shape, bool)
                if raw.max() <= 0 or (raw > 0.12 * raw.max()).mean() < 0.05:
                    continue  # nothing but air
                x = raw / intensity_unit(raw)
                window = head_window(x)
                x, lesion = x[window], lesion[window]
                if not aside:
                    holes += list(outlines(lesion))
                where = regions(x, lesion, erosion)
                for factor in (1,) if aside else factors:
                    y, bits = (x, where) if factor == 1 else resized(x, where, factor)
                    if min(y.shape) < (48 if factor == 1 else 96) or (bits & INNER > 0).sum() < 1000:
                        continue
                    pixels.append(np.clip(np.rint(y * UNIT), 0, 65535).astype(np.uint16))
                    labels.append(bits)
                    groups.append(entry["id"].split("-")[0])
                    dev.append(aside)
    group, dev = np.array(groups), np.array(dev)
    # Every data set by the square root of its size, as in ../pack.py.
    weights = np.array([1 / np.sqrt((group == g).sum()) for g in group])
    np.savez(
        options.out,
        pixels=np.concatenate([a.ravel() for a in pixels]),
        labels=np.concatenate([a.ravel() for a in labels]),
        shapes=np.array([a.shape for a in pixels], np.int32),
        weights=weights,
        groups=group,
        dev=dev,
        holes=np.packbits(np.array(holes), -1),
    )
    print({g: int((group == g).sum()) for g in sorted(set(groups))}, f"{dev.sum()} dev slices, {len(holes)} outlines, {len(pixels)} slices")


if __name__ == "__main__":
    main()
