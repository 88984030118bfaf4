"""Writes the slices of the T1 anomaly figures: python models/figures/prepare_anomaly_t1.py --data FOLDER --out FOLDER [--slices N]

`val` T1 slices of 1 mm without skull on canvases centred on the brain: slices.json says what they are; image.f32, brain.f32 and lesion.f32 (0
or 1) hold them one after the other, row-major, [to the right, to the front], the image over its brain's median. Every third slice of the
volumes with a brain mask is there twice: as it is, and with things put in by the training's own maker (another seed; their mark above one half
counts as lesion).
"""
import argparse
import json
import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "training"))

from healthy.blobs import Blobs  # noqa: E402
from healthy.pack import COLUMNS, ROWS, put_in  # noqa: E402
from healthy.sources import Files, entries, filled, volume_slices, volumes  # noqa: E402
from healthy.recipes import RECIPES  # noqa: E402
from healthy.slices import centred  # noqa: E402

RECIPE = RECIPES["T1"]
SEED, STEP = 11, 3
LEAST_PUT_IN, LEAST = 30, 100
"""Pixels of a slice that counts as one with things put in, and as one with a lesion."""
NAMES = {"ixi": "volunteers, IXI", "nichart-demo": "elderly, nichart-demo", "ms-cross": "MS, one patient", "tcga-lgg": "glioma, automatic masks"}


def glioma(data, files):
    for e in entries(data, "mr", "val", dataset="tcga-lgg", contrast="T1", skull="off"):
        image = files(e)
        brain = np.stack([filled(image[..., k]) for k in range(image.shape[2])], 2)
        for found in volume_slices(e, image, brain, files(e, "mask") > 0):
            yield e, *found


def slices(data):
    """Yields (set, id, mm below the top, image, brain, lesion)."""
    files, maker = Files(), Blobs(RECIPE.things, SEED, ROWS, COLUMNS, "cpu")
    fit = lambda *arrays, brain: [centred(a, brain, ROWS, COLUMNS) for a in arrays]
    plain = []
    for e, level, image, brain, lesion in [*volumes(data, "val", files, RECIPE), *glioma(data, files)]:
        name = NAMES[e["dataset"]]
        if e["dataset"] in ("ixi", "nichart-demo"):
            plain.append((name, e["id"], level, image, brain, lesion))
        elif lesion.sum() >= LEAST:
            yield name, e["id"], level, *fit(image, brain, lesion, brain=brain)
    for name, id, level, image, brain, lesion in plain[::STEP]:
        yield name, id, level, *fit(image, brain, lesion, brain=brain)
        altered = put_in(image, brain, maker)
        if altered[2].sum() >= LEAST_PUT_IN:
            yield f"things put in: {name}", id, level, *altered


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--slices", type=int, help="of each set; all without")
    options = parser.parse_args()
    found = list(slices(options.data))
    kept = []
    for name in dict.fromkeys(one[0] for one in found):
        here = [one for one in found if one[0] == name]
        take = min(options.slices or len(here), len(here))
        kept += [here[int((i + 0.5) * len(here) / take)] for i in range(take)]
    for k, name in enumerate(("image", "brain", "lesion")):
        with open(os.path.join(options.out, f"{name}.f32"), "wb") as file:
            for one in kept:
                one[3 + k][::-1].T.astype(np.float32).tofile(file)
    about = lambda name, id, level, image, brain, lesion: dict(
        set=name, id=f"{id}:{level:.0f}", level=float(level), rows=COLUMNS, columns=ROWS, lesion=int(lesion.sum())
    )
    with open(os.path.join(options.out, "slices.json"), "w") as file:
        json.dump(dict(asked=options.slices, slices=[about(*one) for one in kept]), file)


if __name__ == "__main__":
    main()
