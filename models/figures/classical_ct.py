"""Classical denoising of prepared CT slices: python models/figures/classical_ct.py FOLDER [--sweep]

Reads slices.json and noisy.f32 of prepare_ct.py, writes <method>.f32 beside them and classical.json. Each method has the strength of its sweep
with the highest PSNR over these very slices and this noise (an advantage that ours does not have): BEST. `--sweep` runs the sweep again and
prints the PSNR of every strength instead.
"""
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version

os.environ.setdefault("OMP_NUM_THREADS", "1")
import numpy as np  # noqa: E402
from scipy import ndimage as ndi  # noqa: E402
from skimage.restoration import denoise_nl_means, denoise_tv_chambolle, denoise_wavelet  # noqa: E402

SWEEPS = {
    "gaussian": (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5),
    "wavelet": (0.1, 0.15, 0.2, 0.3, 0.4),
    "tv": (0.45, 0.6, 0.75, 0.9, 1.1, 1.3, 1.6),
    "nlm": (0.55, 0.65, 0.75, 0.85, 1.0, 1.15, 1.3),
}
TITLES = {
    "gaussian": "Gaussian, pixels",
    "wavelet": "wavelet, share of the universal threshold",
    "tv": "TV, weight / σ",
    "nlm": "NLM (5 × 5 in 13 × 13), h / σ",
}
BEST = {
    "soft kernel (as B30f), 20 HU": dict(gaussian=0.6, wavelet=0.1, tv=0.6, nlm=0.85),
    "soft kernel (as B30f), 35 HU": dict(gaussian=0.8, wavelet=0.2, tv=0.9, nlm=1.15),
    "medium kernel, 35 HU": dict(gaussian=0.8, wavelet=0.2, tv=0.9, nlm=1.0),
    "sharp kernel (as D45f), 60 HU": dict(gaussian=0.9, wavelet=0.3, tv=1.3, nlm=1.15),
    "soft kernel, 35 HU, against a full dose of 20 HU": dict(gaussian=0.7, wavelet=0.15, tv=0.6, nlm=0.85),
    "sharp kernel, 60 HU, against a full dose of 35 HU": dict(gaussian=0.7, wavelet=0.2, tv=0.6, nlm=0.85),
}
PACKAGES = ("numpy", "scipy", "scikit-image", "PyWavelets", "torch")


def denoised(method, strength, y, sigma):
    if method == "gaussian":
        return ndi.gaussian_filter(y, strength)
    if method == "wavelet":
        return denoise_wavelet(y, method="VisuShrink", mode="soft", sigma=strength * sigma, rescale_sigma=False)
    if method == "tv":
        return denoise_tv_chambolle(y, weight=strength * sigma, max_num_iter=100)
    return denoise_nl_means(y, patch_size=5, patch_distance=6, h=strength * sigma, fast_mode=True)


def at_best(arguments):
    """-> every method at its best strength, around the patient; the rest stays noisy. And the seconds of each."""
    whole, info = arguments
    window = tuple(slice(*w) for w in info["window"])
    found = []
    for method in SWEEPS:
        start, result = time.process_time(), whole.copy()
        result[window] = denoised(method, BEST[info["set"]][method], whole[window], info["level"])
        found.append((result, time.process_time() - start))
    return found


def swept(arguments):
    whole, reference, organs, info = arguments
    window = tuple(slice(*w) for w in info["window"])
    error = lambda result: ((result - reference[window])[organs[window]] ** 2).mean()
    return {(m, s): error(denoised(m, s, whole[window], info["level"])) for m, strengths in SWEEPS.items() for s in strengths}


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "slices.json")) as file:
        slices = json.load(file)["slices"]
    ends = np.cumsum([s["rows"] * s["columns"] for s in slices])[:-1]
    flat = lambda name: np.split(np.fromfile(os.path.join(folder, f"{name}.f32"), np.float32), ends)
    load = lambda name: [part.reshape(s["rows"], s["columns"]) for part, s in zip(flat(name), slices)]
    with ProcessPoolExecutor(2) as pool:
        if "--sweep" in sys.argv:
            found = list(pool.map(swept, zip(load("noisy"), load("reference"), (o > 0 for o in load("organs")), slices)))
            for setting in BEST:
                rows = [errors for errors, info in zip(found, slices) if info["set"] == setting]
                for key in rows[0]:
                    print(f"{setting}: {key[0]} {key[1]}: {np.mean([10 * np.log10(600**2 / r[key]) for r in rows]):.2f} dB")
            return
        found = list(pool.map(at_best, zip(load("noisy"), slices)))
    for i, method in enumerate(SWEEPS):
        np.concatenate([results[i][0].ravel() for results in found]).astype(np.float32).tofile(os.path.join(folder, f"{method}.f32"))
    seconds = {method: float(np.median([results[i][1] for results in found])) for i, method in enumerate(SWEEPS)}
    about = dict(methods=TITLES, seconds=seconds, strengths=BEST)
    with open(os.path.join(folder, "classical.json"), "w") as file:
        json.dump(dict(about, versions={name: version(name) for name in PACKAGES}), file)


if __name__ == "__main__":
    main()
