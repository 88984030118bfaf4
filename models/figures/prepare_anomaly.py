"""Writes the slices of the anomaly figures: python models/figures/prepare_anomaly.py --data FOLDER --out FOLDER [--slices N]

`val` FLAIR slices of 1 mm without skull, as stored: slices.json says what they are; image.f32, brain.f32, lesion.f32 and suspect.f32 (0 or 1) hold them one
after the other, row-major. Suspect: where white-matter disease is suspected by brightness alone (healthy/disease.py), in the slices without an acute lesion. template.f32 holds mean, median and robust deviation (1.4826 MAD) of the lesion-free `train` slices of SOOP, each
over its brain's median, position by position: all SOOP slices lie in one standard space.
"""
import argparse
import json
import os
import sys
import warnings

import nibabel as nib
import numpy as np
from scipy import ndimage as ndi

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "training"))

from healthy.disease import hyperintensities  # noqa: E402
from healthy.slices import scaled  # noqa: E402
from healthy.sources import Files, marked  # noqa: E402

LEAST = 100
"""Lesion pixels of a slice that counts as one with a lesion."""
FEWEST = 10
"""Brains that must cover a position of the template."""


def soop(e):
    return e["dataset"] == "soop" and e["plane"] == "axial"


def flair_off(e, dataset):
    return e["dataset"] == dataset and e["contrast"] == "FLAIR" and e["skull"] == "off"


# Title, folder, which entries, which slices by their lesion pixels, whether they lie where the template does.
SETS = (
    ("stroke, SOOP", "mr", soop, lambda n: n >= LEAST, True),
    ("stroke, SOOP, further slices", "mr-more", soop, lambda n: n >= LEAST, True),
    ("MS, one patient", "mr", lambda e: flair_off(e, "ms-cross"), lambda n: n >= LEAST, False),
    ("glioma, automatic masks", "mr", lambda e: flair_off(e, "tcga-lgg"), lambda n: n >= LEAST, False),
    ("no acute lesion, SOOP", "mr", soop, lambda n: n == 0, True),
)


class Reader:
    """Entries of a folder, their arrays read once."""

    def __init__(self, data, folder, split):
        self.folder, self.arrays = os.path.join(data, folder), {}
        with open(os.path.join(self.folder, "index.json")) as file:
            self.entries = [e for e in json.load(file) if e["split"] == split]

    def array(self, name):
        if name not in self.arrays:
            self.arrays[name] = np.asanyarray(nib.load(os.path.join(self.folder, name)).dataobj)
        return self.arrays[name]

    def slices(self, wanted):
        """Yields (id, image, brain, lesion) of every slice: [to the right, to the front]."""
        for e in filter(wanted, self.entries):
            image, mask = self.array(e["file"]), self.array(e["mask"]) if e["mask"] else None
            for k in range(image.shape[2]) if e["slice"] is None else [e["slice"]]:
                values = image[..., k].astype(np.float32)
                brain = ndi.binary_fill_holes(values > 0)
                lesion = np.zeros(brain.shape, bool) if mask is None else mask[..., k] > 0
                yield (e["id"] if e["slice"] is not None else f"{e['id']}:{k}"), values, brain, lesion & brain


def white_matter(data):
    """Yields the same of every third slice of the elderly heads whose hyperintensities a program marked: 2 mm scans at 1 mm, the product's own brain mask."""
    for e, level, values, brain, lesion in list(marked(data, "val", Files()))[::3]:
        turned = lambda a: np.ascontiguousarray(a[::-1].T)
        yield f"{e['id']}:{level:.0f}", turned(values), turned(brain), turned(lesion & brain)


def suspected(values, brain):
    """Where the training would suspect white-matter disease; every array is [to the right, to the front]."""
    return hyperintensities(scaled(values, brain).T[::-1], brain.T[::-1])[::-1].T


def template(data):
    found = []
    for _, values, brain, lesion in Reader(data, "mr", "train").slices(lambda e: soop(e) and e["lesion_px"] == 0):
        found.append(np.where(brain, values / np.median(values[brain]), np.nan))
    found = np.stack(found)
    few = np.isfinite(found).sum(0) < FEWEST
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # positions that no brain covers
        mean, middle = (np.where(few, 1.0, np.nan_to_num(of(found, axis=0), nan=1.0)) for of in (np.nanmean, np.nanmedian))
        spread = 1.4826 * np.nanmedian(np.abs(found - middle), 0)
    return mean, middle, np.where(~few & (spread > 0.05), spread, 0.15)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--slices", type=int, help="of each set; all without")
    options = parser.parse_args()
    names, slices = ("image", "brain", "lesion", "suspect"), []
    files = {name: open(os.path.join(options.out, f"{name}.f32"), "wb") for name in names}
    sets = [(title, Reader(options.data, folder, "val").slices(wanted), lesions, standard) for title, folder, wanted, lesions, standard in SETS]
    sets.insert(3, ("white-matter disease, automatic marks", white_matter(options.data), lambda n: n >= LEAST, False))
    for title, every, lesions, standard in sets:
        found = [s for s in every if lesions(s[3].sum())]
        take = len(found) if options.slices is None else min(options.slices, len(found))
        for name, *pictures in (found[int((i + 0.5) * len(found) / take)] for i in range(take)):
            values, brain, lesion = pictures
            pictures.append(np.zeros(brain.shape) if lesion.any() else suspected(values, brain))
            for file, picture in zip(names, pictures):
                picture.astype(np.float32).tofile(files[file])
            rows, columns = pictures[0].shape
            about = dict(set=title, id=name, rows=rows, columns=columns, standard=standard)
            slices.append(dict(about, lesion=int(pictures[2].sum())))
    for file in files.values():
        file.close()
    maps = template(options.data)
    np.stack(maps).astype(np.float32).tofile(os.path.join(options.out, "template.f32"))
    with open(os.path.join(options.out, "slices.json"), "w") as file:
        json.dump(dict(asked=options.slices, template=dict(rows=maps[0].shape[0], columns=maps[0].shape[1]), slices=slices), file)


if __name__ == "__main__":
    main()
