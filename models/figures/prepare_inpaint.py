"""Writes the slices and holes of the inpainting figures: python models/figures/prepare_inpaint.py --data FOLDER --out FOLDER [--slices N]

`val` slices without a lesion where the hole is: slices.json says what they are; clean.f32 (units of the slice's 98th percentile), tissue.f32
(where no skull is) and hole.f32 (0 or 1) hold them one after the other, row-major. A hole is the largest lesion of a `val` stroke mask, scaled to 800 mm2 and
put somewhere inside the brain; which shape and where follows from the number of the slice alone (baselines: the same rule).
"""
import argparse
import json
import os
from dataclasses import replace

import numpy as np
from scipy import ndimage as ndi

from denoise import framed, sources

HOLE_MM2 = 800
SHAPE_PIXELS = (300, 3000)
SKULL_MM = 9
"""Of the outer head: skull and scalp, no place for a lesion."""
EDGE_MM = 4


def clinical_t2_pd(e):
    return e["dataset"] in ("niivue", "papaya")


# Title, which entries, slices of each volume, most slices of the set, factor of enlargement before the hole is put in.
SETS = (
    ("T1, IXI, 2 mm as stored", lambda e: e["dataset"] == "ixi", 1, None, 1),
    ("T1, IXI, resampled to 1 mm", lambda e: e["dataset"] == "ixi", 1, None, 2),
    ("T1, studyforrest, 1 mm", lambda e: e["dataset"] == "studyforrest", 6, None, 1),
    ("FLAIR, SOOP, skull off, 1 mm", lambda e: e["dataset"] == "soop" and e["plane"] == "axial" and e["lesion_px"] == 0, 1, 12, 1),
    ("T2 and PD, clinical", clinical_t2_pd, 4, None, 1),
)


def shapes(folder):
    """Largest connected lesions of the stroke masks, as small arrays."""
    stroke = lambda e: e["dataset"] == "soop" and e["plane"] == "axial" and e["lesion_px"] > 0
    found = []
    for source in sources(folder, (("", stroke, 1, None),))[""]:
        labels, _ = ndi.label(source.lesion)
        shape = labels == 1 + np.argmax(np.bincount(labels.ravel())[1:])
        if SHAPE_PIXELS[0] <= shape.sum() <= SHAPE_PIXELS[1]:
            found.append(shape[ndi.find_objects(shape.astype(int))[0]])
    return found


def scaled(shape, pixels):
    return ndi.zoom(np.pad(shape.astype(float), 2), np.sqrt(pixels / shape.sum()), order=1) > 0.5


def placed(shape, room, random):
    """-> the shape somewhere inside `room`, or None."""
    if any(a >= b for a, b in zip(shape.shape, room.shape)):
        return None
    for _ in range(4000):
        r, c = (int(random.integers(0, n - m)) for n, m in zip(room.shape, shape.shape))
        window = slice(r, r + shape.shape[0]), slice(c, c + shape.shape[1])
        if room[window][shape].all():
            hole = np.zeros(room.shape, bool)
            hole[window] = shape
            return hole


def pixel_size(spacing):
    return float(np.sqrt(spacing[0] * spacing[1]))


def inner(head, skull, spacing):
    """Where healthy tissue is: the head without its outer shell, or the brain where the skull is off."""
    filled = ndi.binary_fill_holes(head)
    return ndi.binary_erosion(filled, iterations=round(SKULL_MM / pixel_size(spacing))) if skull == "on" else filled


def hole_in(tissue, spacing, bank, k):
    """The hole of slice number k: up to 12 shapes are tried until one fits."""
    pixel = pixel_size(spacing)
    room = ndi.binary_erosion(tissue, iterations=round(EDGE_MM / pixel))
    random = np.random.default_rng([77, k])
    for _ in range(12):
        hole = placed(scaled(bank[int(random.integers(len(bank)))], HOLE_MM2 / pixel**2), room, random)
        if hole is not None:
            return hole
    raise ValueError(f"no hole fits into slice {k}")


def enlarged(source, factor):
    if factor == 1:
        return source
    return replace(source, pixels=ndi.zoom(source.pixels.astype(float), factor, order=1), spacing=[s / factor for s in source.spacing])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--slices", type=int, help="of each set; all without")
    options = parser.parse_args()
    bank = shapes(options.data)
    names = ("clean", "tissue", "hole")
    files = {name: open(os.path.join(options.out, f"{name}.f32"), "wb") for name in names}
    slices = []
    for number, (title, test, count, most, factor) in enumerate(SETS):
        found = sources(options.data, ((title, test, count, most),))[title]
        take = len(found) if options.slices is None else min(options.slices, len(found))
        for k in (int((i + 0.5) * len(found) / take) for i in range(take)):
            source = enlarged(found[k], factor)
            x, head, window = framed(source.pixels)
            x, head = x[window], head[window]
            tissue = inner(head, source.skull, source.spacing)
            hole = hole_in(tissue, source.spacing, bank, 100 * number + k)
            for name, picture in zip(names, (x, tissue, hole)):
                picture.astype(np.float32).tofile(files[name])
            about = dict(set=title, id=source.id, contrast=source.contrast, skull=source.skull, spacing=source.spacing)
            slices.append(dict(about, rows=x.shape[0], columns=x.shape[1], hole=int(hole.sum())))
    for file in files.values():
        file.close()
    with open(os.path.join(options.out, "slices.json"), "w") as file:
        json.dump(dict(asked=options.slices, slices=slices), file)


if __name__ == "__main__":
    main()
