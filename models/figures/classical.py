"""Classical denoising of prepared slices: python models/figures/classical.py FOLDER

Reads slices.json and noisy-<percent>.f32 of prepare_mr.py, writes <method>-<percent>.f32 beside them and classical.json with what each
method is and its CPU seconds per slice (median). Nothing is tuned on these slices: every method gets scikit-image's estimate of sigma. A
level whose files are there already is not computed again. Two processes at most.
"""
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np  # noqa: E402
from dipy.denoise.nlmeans import nlmeans  # noqa: E402
from scipy import ndimage as ndi  # noqa: E402
from skimage.restoration import denoise_nl_means, denoise_tv_chambolle, denoise_wavelet, estimate_sigma  # noqa: E402

if not hasattr(np, "trapz"):
    np.trapz = np.trapezoid  # bm3d 4.0.3 calls the name that numpy 2.4 no longer has
from bm3d import bm3d  # noqa: E402

METHODS = {
    "gaussian": ("Gaussian, 0.8 pixel", lambda y, s: ndi.gaussian_filter(y, 0.8)),
    "tv": ("TV (Chambolle), weight = estimated σ", lambda y, s: denoise_tv_chambolle(y, weight=max(s, 1e-4))),
    "wavelet": ("wavelet, BayesShrink", lambda y, s: denoise_wavelet(y, method="BayesShrink", mode="soft", rescale_sigma=True)),
    "nlm-skimage": (
        "NLM, scikit-image",
        lambda y, s: denoise_nl_means(y, patch_size=5, patch_distance=6, h=0.8 * s, sigma=s, fast_mode=True),
    ),
    "nlm-dipy": (
        "NLM, dipy, Rician",
        lambda y, s: nlmeans(y[..., None], sigma=s, patch_radius=1, block_radius=3, rician=True, method="classic", num_threads=1)[..., 0],
    ),
    "bm3d": ("BM3D", lambda y, s: bm3d(y, sigma_psd=s)),
}
PACKAGES = ("numpy", "scipy", "scikit-image", "PyWavelets", "dipy", "bm3d", "bm4d", "nibabel")


def job(y):
    sigma = float(estimate_sigma(y))
    found = []
    for _, method in METHODS.values():
        start = time.process_time()
        found.append((method(y, sigma).astype(np.float32), time.process_time() - start))
    return found


def run(folder, percent, shapes, pool):
    flat = np.fromfile(os.path.join(folder, f"noisy-{percent}.f32"), np.float32).astype(np.float64)
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    pictures = [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), shapes)]
    results = list(pool.map(job, pictures))
    for i, method in enumerate(METHODS):
        np.concatenate([found[i][0].ravel() for found in results]).tofile(os.path.join(folder, f"{method}-{percent}.f32"))
    return {method: float(np.median([found[i][1] for found in results])) for i, method in enumerate(METHODS)}


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "slices.json")) as file:
        index = json.load(file)
    path = os.path.join(folder, "classical.json")
    seconds = {}
    if os.path.exists(path):
        with open(path) as file:
            seconds = json.load(file)["seconds"]
    shapes = [(s["rows"], s["columns"]) for s in index["slices"]]
    with ProcessPoolExecutor(2) as pool:
        for percent in index["percents"]:
            if str(percent) not in seconds:
                seconds[str(percent)] = run(folder, percent, shapes, pool)
                about = dict(methods={m: title for m, (title, _) in METHODS.items()}, seconds=seconds)
                with open(path, "w") as file:
                    json.dump(dict(about, versions={name: version(name) for name in PACKAGES}), file)
                print(f"classical methods at {percent} % done", flush=True)


if __name__ == "__main__":
    main()
