"""Pack the training slices of a contrast into one file: python -m healthy.pack --contrast FLAIR --data FOLDER --out flair.npz

Axial slices at 1 mm on a canvas of 192 x 160, brain in the middle, in units of the brain's median (stored x 4096), from `sources.py`. Only
entries whose split is `train` are read. Subjects kept aside serve no training: of SOOP 120 (`dev`), of the marked volumes those of
the recipe (`dev-wmh`, `dev-ms-cross`). Where there are no lesions with masks, every third slice of the subjects kept aside is there twice: as
it is (`dev-plain`), and with things put in by a seed of its own, their mark above one half as lesion (`dev`). The label maps of
`ixi-volumes` are packed apart (`drawn_*`), every second slice with its neighbours, 2 mm.

Label bits: 1 brain, 2 left out of the loss, 4 lesion, 8 suspect. Disease shall not count as normal: a recipe calls it altered, or it
is left out of the loss, and what lies around it is left out anyway. `targets`: the slices with white matter where disease was suspected.
"""
import argparse
import hashlib

import numpy as np
import torch
from scipy import ndimage as ndi

from healthy.blobs import Blobs
from healthy.disease import around, mended
from healthy.drawn import MM
from healthy.recipes import RECIPES
from healthy.slices import centred
from healthy.sources import Files, label_maps, soop, volumes

ROWS, COLUMNS = 192, 160
UNIT = 4096
BRAIN, LEFT_OUT, LESION, SUSPECT = 1, 2, 4, 8
NOT_HEALTHY = LEFT_OUT | LESION | SUSPECT
DEV_STROKE, DEV_FREE = 80, 40
DEV_SEED, DEV_STEP = 4711, 3


def labels(brain, lesion, suspect, called):
    """Left out: 5 mm around a lesion, 2 mm around what is suspected, and these themselves unless the recipe calls them altered."""
    left_out = (around(lesion, 5) | around(suspect, 2)) & brain
    if called:
        left_out &= ~(lesion | suspect)
    return (BRAIN * brain + LEFT_OUT * left_out + LESION * lesion + SUSPECT * (suspect & brain & ~lesion)).astype(np.uint8)


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


def drawn(data, recipe, files):
    """Arrays of the label maps: three neighbouring slices of classes and T1 on a canvas of 2 mm, which subjects are kept aside, levels."""
    found = list(label_maps(data, "train", files))
    dev = set(by_hash({e["subject"] for e, *_ in found})[: recipe.dev["ixi-volumes"]])
    rows = []
    for e, level, classes, t1, brain in found:
        middle = brain[1]
        fit = lambda a: centred(a, middle, round(ROWS / MM), round(COLUMNS / MM))
        ventricle = classes[1] == 1
        near = np.clip(MM * ndi.distance_transform_edt(~ventricle), 0, 255) if ventricle.any() else np.full(middle.shape, 255)
        three = lambda a: np.stack([fit(plane) for plane in a]).astype(np.uint8)
        rows.append(("dev" if e["subject"] in dev else "train", level, three(classes), three(t1), fit(near).astype(np.uint8), fit(middle)))
    return dict(zip(("drawn_groups", "drawn_levels", "drawn_classes", "drawn_t1", "drawn_near", "drawn_brain"), map(np.array, zip(*rows))))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contrast", choices=RECIPES, required=True)
    parser.add_argument("--data", required=True, help="folder that holds mr, mr-more, brainmask, wmh, ixi-volumes")
    parser.add_argument("--out", help="default: the contrast's name")
    options = parser.parse_args()
    recipe = RECIPES[options.contrast]
    files, rows = Files(), []

    def keep(e, group, image, brain, lesion, level=np.nan):
        near = ventricle_distance(image, brain)
        suspect = np.zeros(brain.shape, bool)
        if e["dataset"] in recipe.patients and (recipe.called or not group.startswith("dev")):
            suspect = recipe.suspect(image, brain, near)
        if group == "wmh":  # a program's marks are no more than a suspicion
            suspect, lesion = suspect | lesion, np.zeros_like(lesion)
        stored = lambda a: np.rint(a * UNIT).astype(np.uint16)
        arrays = [stored(image), labels(brain, lesion, suspect, recipe.called), near]
        if recipe.called:
            arrays.append(stored(mended(image, brain, suspect)))
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
        elif recipe.called:
            if e["dataset"] == "ms-cross" or k % DEV_STEP == 0:
                keep(e, f"dev-{e['dataset']}", image, brain, lesion, level)
        elif k % DEV_STEP == 0:
            keep(e, "dev-plain", image, brain, lesion, level)
            keep(e, "dev", *put_in(image, brain, maker), level)
    names, groups, levels, *columns = zip(*rows)
    arrays = dict(zip(("images", "labels", "near", "targets"), map(np.stack, columns)))
    marks = arrays["labels"]
    if recipe.drawn:
        arrays.update(drawn(options.data, recipe, files))
    out = options.out or f"{recipe.contrast.lower()}.npz"
    np.savez_compressed(out, contrast=recipe.contrast, names=names, groups=groups, levels=levels, **arrays)
    for group in sorted(set(groups)):
        chosen = [i for i, g in enumerate(groups) if g == group]
        share = lambda bits: 100 * np.mean([(marks[i] & bits > 0).sum() / (marks[i] & BRAIN > 0).sum() for i in chosen])
        entries_used = len({names[i] for i in chosen})
        print(f"{group}: {len(chosen)} slices of {entries_used} entries, {share(LEFT_OUT):.1f} % of the brain left out, {share(SUSPECT):.1f} % suspected")


if __name__ == "__main__":
    main()
