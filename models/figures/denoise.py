"""Denoising figures on held-out slices: python models/figures/denoise.py --data FOLDER [--model mr-brain-restore] [--write]

Rician noise of 3, 6, 10 % of the slice's 98th percentile on the middle slices of `val` subjects; PSNR and SSIM inside the head (pixels
that are exactly zero in the source count nowhere). Classical methods get scikit-image's estimate of sigma; our model runs through the
engine of the product (runEngine.ts, onnxruntime-node), which measures unit and noise level itself. Everything in one run.
`--write` puts the table into models/<model>/figures.md and the means into the manifest's metrics.
"""
import argparse
import json
import os
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor

import nibabel as nib
import numpy as np
from dipy.denoise.nlmeans import nlmeans
from scipy import ndimage as ndi
from skimage.metrics import structural_similarity
from skimage.restoration import denoise_nl_means, denoise_tv_chambolle, denoise_wavelet, estimate_sigma

LEVELS = (0.03, 0.06, 0.10)
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
COMMAND = "python models/figures/denoise.py --data FOLDER --write"


def load(folder):
    """-> {set: [slice]}; the sets of the classical baselines, and the clinical series beside them."""
    entries = []
    for name in ("mr", "mr-clinical"):
        for entry in json.load(open(os.path.join(folder, name, "index.json"))):
            if entry["split"] == "val":
                entries.append((os.path.join(folder, name), entry))
    volumes = {}

    def volume(path):
        if path not in volumes:
            volumes[path] = np.asanyarray(nib.load(path).dataobj)
        return volumes[path]

    def pick(test, count):
        found = []
        for base, e in entries:
            if not test(base.endswith("clinical"), e):
                continue
            v = volume(os.path.join(base, e["file"]))
            if e["slice"] is not None:
                found.append(v[..., e["slice"]])
            else:
                found += [v[..., int(k)] for k in np.linspace(v.shape[2] * 0.4, v.shape[2] * 0.65, count)]
        return found

    return {
        "T1, IXI, skull on, 2 mm": pick(lambda c, e: e["dataset"] == "ixi", 3),
        "T1, clinical and 1 mm, skull on": pick(lambda c, e: e["contrast"] == "T1" and e["skull"] == "on" and e["dataset"] in ("ms-long", "studyforrest"), 6),
        "FLAIR, SOOP, skull off, 1 mm": pick(lambda c, e: e["dataset"] == "soop" and e["plane"] == "axial", 1)[:40],
        "FLAIR, clinical, skull on": pick(lambda c, e: not c and e["contrast"] == "FLAIR" and e["skull"] == "on" and e["kind"] == "volume", 6),
        "T2, skull on": pick(lambda c, e: not c and e["contrast"] == "T2" and e["skull"] == "on", 4),
        "PD, T2, FLAIR, mr-clinical": pick(lambda c, e: c, 6),
    }


def head(x):
    m = ndi.binary_fill_holes(ndi.binary_closing(x > 0.12, iterations=3))
    labels, n = ndi.label(m)
    return labels == 1 + np.argmax(np.bincount(labels.ravel())[1:]) if n else m


def prepare(raw):
    """-> (slice in units of its 98th percentile, head), both trimmed to the head."""
    raw = raw.astype(np.float64)
    x = raw / np.percentile(raw[raw > 0.12 * raw.max()], 98)
    h = head(x)
    i, j = np.where(h.any(1))[0], np.where(h.any(0))[0]
    window = slice(max(0, i[0] - 6), i[-1] + 7), slice(max(0, j[0] - 6), j[-1] + 7)
    return x[window], h[window] & (x[window] > 0)


def noisy(x, k, level):
    random = np.random.default_rng([20240, k, int(level * 1000)])
    return np.hypot(x + random.normal(0, level, x.shape), random.normal(0, level, x.shape))


def classical(y):
    sigma = float(estimate_sigma(y))
    return {
        "noisy": y,
        "TV (weight = est. sigma)": denoise_tv_chambolle(y, weight=max(sigma, 1e-4)),
        "wavelet BayesShrink": denoise_wavelet(y, method="BayesShrink", mode="soft", rescale_sigma=True),
        "NLM scikit-image": denoise_nl_means(y, patch_size=5, patch_distance=6, h=0.8 * sigma, sigma=sigma, fast_mode=True),
        "NLM dipy, Rician": nlmeans(y[..., None], sigma=sigma, patch_radius=1, block_radius=3, rician=True, method="classic", num_threads=1)[..., 0],
    }


def score(x, z, h):
    ssim = structural_similarity(x, z, data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True)[1]
    return -10 * np.log10(np.mean((z - x)[h] ** 2)), ssim[h].mean()


def job(arguments):
    name, k, raw, level = arguments
    x, h = prepare(raw)
    y = noisy(x, k, level)
    return name, level, {method: score(x, z, h) for method, z in classical(y).items()}


def engine(model, pictures, steps, sampler):
    """-> (denoised pictures, sigmas), through the product's own code."""
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        np.concatenate([p.astype(np.float32).ravel() for p in pictures]).tofile(path("in"))
        task = dict(model=model, steps=steps, sampler=sampler, pixels=path("in"), output=path("out"), report=path("report"), slices=[dict(rows=p.shape[0], columns=p.shape[1]) for p in pictures])
        json.dump(task, open(path("job.json"), "w"))
        subprocess.run(["node", "--import", "tsx", "models/figures/runEngine.ts", path("job.json")], cwd=ROOT, check=True)
        flat, report = np.fromfile(path("out"), np.float32), json.load(open(path("report")))
    result, at = [], 0
    for p in pictures:
        result.append(flat[at : at + p.size].reshape(p.shape).astype(np.float64))
        at += p.size
    return result, report["sigmas"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds mr and mr-clinical")
    parser.add_argument("--model", default="mr-brain-restore")
    parser.add_argument("--steps", type=int, default=1)
    parser.add_argument("--sampler", default="dpmpp-2m")
    parser.add_argument("--only-model", action="store_true", help="leave the classical methods out")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()

    sets = load(options.data)
    jobs = [(name, k, raw, level) for name, raws in sets.items() for k, raw in enumerate(raws) for level in LEVELS]
    table = {}  # (set, method) -> level -> [(psnr, ssim)]
    if not options.only_model:
        with ProcessPoolExecutor(2) as pool:
            for name, level, found in pool.map(job, jobs, chunksize=4):
                for method, value in found.items():
                    table.setdefault((name, method), {}).setdefault(level, []).append(value)
    prepared = [(name, level, *prepare(raw), k) for name, k, raw, level in jobs]
    results, sigmas = engine(options.model, [noisy(x, k, level) for _, level, x, _, k in prepared], options.steps, options.sampler)
    ours = f"{options.model}, {options.steps} evaluation" + ("s" if options.steps > 1 else "")
    ratios = {}
    for (name, level, x, h, _), z, sigma in zip(prepared, results, sigmas):
        table.setdefault((name, ours), {}).setdefault(level, []).append(score(x, z, h))
        ratios.setdefault((name, level), []).append(sigma / level)

    mean = lambda rows: tuple(np.mean(rows, axis=0))
    lines = ["| set (slices) | method | 3 % PSNR dB / SSIM | 6 % | 10 % |", "|---|---|---|---|---|"]
    for name, raws in sets.items():
        for (owner, method), by_level in table.items():
            if owner == name:
                cells = " | ".join("{:.2f} / {:.3f}".format(*mean(by_level[l])) for l in LEVELS)
                lines.append(f"| {name} ({len(raws)}) | {'**' + method + '**' if method == ours else method} | {cells} |")
    if not options.only_model:
        lines += ["", "Gain over the best classical method, dB (PSNR):", "", "| set | 3 % | 6 % | 10 % |", "|---|---|---|---|"]
        for name in sets:
            best = [max(mean(d[l])[0] for (o, m), d in table.items() if o == name and m != ours) for l in LEVELS]
            lines.append(f"| {name} | " + " | ".join(f"{mean(table[name, ours][l])[0] - b:+.2f}" for l, b in zip(LEVELS, best)) + " |")
    lines += ["", "Level the engine measured over the level added (median): " + "; ".join(f"{n}: " + ", ".join(f"{np.median(ratios[n, l]):.2f}" for l in LEVELS) for n in sets)]
    text = "\n".join(lines)
    print(text)
    if options.write:
        folder = os.path.join(ROOT, "models", options.model)
        with open(os.path.join(folder, "figures.md"), "w") as file:
            file.write(f"# Denoising figures of {options.model}\n\nMade by `{COMMAND}` on the `val` split; see the script for the protocol.\n\n{text}\n")
        manifest = json.load(open(os.path.join(folder, "manifest.json")))
        manifest["metrics"] = [
            dict(set=name, measure=f"PSNR in the head, dB, Rician noise {100 * l:.0f} %", value=round(float(mean(table[name, ours][l])[0]), 2), command=COMMAND)
            for name in sets
            for l in LEVELS
        ]
        with open(os.path.join(folder, "manifest.json"), "w") as file:
            json.dump(manifest, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    main()
