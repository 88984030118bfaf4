"""Classical filling of prepared holes: python models/figures/fill.py FOLDER

Reads slices.json, clean.f32 and hole.f32 of prepare_inpaint.py, writes mean.f32 and biharmonic.f32 beside them and fill.json with what each
method is, its CPU seconds per slice (median) and the versions of the packages. Neither has a setting.
"""
import json
import os
import sys
import time
from importlib.metadata import version

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np  # noqa: E402
from scipy import ndimage as ndi  # noqa: E402
from skimage.restoration import inpaint_biharmonic  # noqa: E402


def rim_mean(y, hole):
    rim = ndi.binary_dilation(hole, iterations=3) & ~hole
    return np.where(hole, y[rim].mean(), y)


METHODS = {"mean": ("mean of the rim, 3 pixels", rim_mean), "biharmonic": ("biharmonic, scikit-image", inpaint_biharmonic)}
PACKAGES = ("numpy", "scipy", "scikit-image", "nibabel")


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "slices.json")) as file:
        shapes = [(s["rows"], s["columns"]) for s in json.load(file)["slices"]]
    ends = np.cumsum([rows * columns for rows, columns in shapes])[:-1]
    load = lambda name: [
        part.reshape(shape) for part, shape in zip(np.split(np.fromfile(os.path.join(folder, name), np.float32), ends), shapes)
    ]
    clean, holes = load("clean.f32"), [h > 0 for h in load("hole.f32")]
    seconds = {}
    for method, (_, fill) in METHODS.items():
        results, spent = [], []
        for x, hole in zip(clean, holes):
            start = time.process_time()
            filled = fill(np.where(hole, 0, x).astype(np.float64), hole)
            spent.append(time.process_time() - start)
            results.append(np.where(hole, filled, x).astype(np.float32))
        np.concatenate([r.ravel() for r in results]).tofile(os.path.join(folder, f"{method}.f32"))
        seconds[method] = float(np.median(spent))
    about = dict(methods={m: title for m, (title, _) in METHODS.items()}, seconds=seconds)
    with open(os.path.join(folder, "fill.json"), "w") as file:
        json.dump(dict(about, versions={name: version(name) for name in PACKAGES}), file)


if __name__ == "__main__":
    main()
