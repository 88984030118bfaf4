"""Writes the slices of the denoising figures as raw float32: python models/figures/prepare_mr.py --data FOLDER --out FOLDER [--slices N]

`slices.json` says what they are; clean.f32, head.f32 (0 or 1), lesion.f32 (0, or the number of the connected lesion) and
noisy-<percent>.f32 hold them one after the other, row-major. With --slices N of every set N are taken, evenly; each keeps
the noise it has in the full run.
"""
import argparse
import json
import os

import numpy as np
from scipy import ndimage as ndi

from denoise import LEVELS, framed, noisy, sources


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--slices", type=int, help="of each set; all without")
    options = parser.parse_args()
    names = ["clean", "head", "lesion", *(f"noisy-{100 * level:.0f}" for level in LEVELS)]
    files = {name: open(os.path.join(options.out, f"{name}.f32"), "wb") for name in names}
    put = lambda name, picture: picture.astype(np.float32).tofile(files[name])
    slices = []
    for title, found in sources(options.data).items():
        take = len(found) if options.slices is None else min(options.slices, len(found))
        for k in (int((i + 0.5) * len(found) / take) for i in range(take)):
            source = found[k]
            x, h, window = framed(source.pixels)
            lesion = np.zeros(x.shape) if source.lesion is None else ndi.label((source.lesion > 0) & h, np.ones((3, 3)))[0]
            x, h, lesion = x[window], h[window], lesion[window]
            for name, picture in (("clean", x), ("head", h), ("lesion", lesion)):
                put(name, picture)
            for level in LEVELS:
                put(f"noisy-{100 * level:.0f}", noisy(x, k, level))
            about = dict(set=title, id=source.id, contrast=source.contrast, skull=source.skull, spacing=source.spacing)
            slices.append(dict(about, rows=x.shape[0], columns=x.shape[1], lesions=int(lesion.max())))
    for file in files.values():
        file.close()
    with open(os.path.join(options.out, "slices.json"), "w") as file:
        json.dump(dict(asked=options.slices, percents=[round(100 * level) for level in LEVELS], slices=slices), file)


if __name__ == "__main__":
    main()
