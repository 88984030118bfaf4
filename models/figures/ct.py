"""Low-dose CT figures on held-out slices: python models/figures/ct.py --data FOLDER [--write]

Dose-reduction noise (filtered back-projection, models/training/ct/simulate.py) of several kernels and levels, fixed seeds, on slices of
`val` patients; the exported model.onnx runs in onnxruntime on whole 512 x 512 slices with the level that the product measures. Against
Gaussian, wavelet, TV and non-local means, each at the strength of its sweep with the highest PSNR over these very slices (an advantage
that ours does not have). Everything in HU against the slice before the noise, in soft tissue and organs: the smoothed clean slice between
-300 and 300 HU. `--write` puts the tables into docs/ct-figures.md, the picture beside it, the figures into the manifest's metrics.
"""
import argparse
import json
import os
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import torch
from scipy import ndimage as ndi
from skimage.metrics import structural_similarity
from skimage.restoration import denoise_nl_means, denoise_tv_chambolle, denoise_wavelet

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "models", "training"))
from ct.export import denoise_with, open_model  # noqa: E402
from ct.level import noise_level  # noqa: E402
from ct.pack import slices_of  # noqa: E402
from ct.simulate import body, degrade, filtered, kernel, radius, ramp_noise  # noqa: E402

COMMAND = "python models/figures/ct.py --data FOLDER --write"
SETTINGS = {
    "soft kernel (as B30f), 20 HU": (0.32, 2.2, 20.0, 0.0),
    "soft kernel (as B30f), 35 HU": (0.32, 2.2, 35.0, 0.0),
    "medium kernel, 35 HU": (0.5, 2.4, 35.0, 0.0),
    "sharp kernel (as D45f), 60 HU": (0.72, 2.6, 60.0, 0.0),
    "soft kernel, 35 HU, against a full dose of 20 HU": (0.32, 2.2, 35.0, 20.0),
    "sharp kernel, 60 HU, against a full dose of 35 HU": (0.72, 2.6, 60.0, 35.0),
}
"""Name -> f0 in cycles per pixel, power, deviation added inside the patient, and noise of the same kernel that the reference has too: the
last two are what a quarter dose is on a scanner, where a noisy full dose of the same scan is all there is to compare with."""
PER_PATIENT = 4
SWEEPS = {
    "Gaussian": (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.5),
    "wavelet": (0.1, 0.15, 0.2, 0.3, 0.4),
    "TV": (0.45, 0.6, 0.75, 0.9, 1.1, 1.3, 1.6),
    "NLM": (0.55, 0.65, 0.75, 0.85, 1.0, 1.15, 1.3),
}
"""Gaussian: pixels; wavelet: share of the universal threshold; TV: weight / sigma; NLM (5 x 5 in 13 x 13): h / sigma."""
LEFT = tuple(np.arange(0, 0.51, 0.05).round(2))
"""Shares k of what was removed that are put back: result = D + k (y - D), strength s = 1 - k."""
TISSUES = ("air", "lung", "fat", "soft tissue")
WINDOW = (-160, 240)


class Case:
    """A reference slice, its noisy twin, and where to look: regions are chosen on the smoothed clean slice, never on the noise."""

    def __init__(self, clean, pixel, setting, seed):
        f0, power, level, own = SETTINGS[setting]
        mask, smooth, slice_ = body(clean), ndi.gaussian_filter(clean, 3), torch.from_numpy(clean)

        def noise(deviation, seed):
            field = filtered(ramp_noise(slice_, pixel, torch.Generator().manual_seed(seed)), kernel(radius(*clean.shape), f0, power))
            return deviation * field / field[torch.from_numpy(mask)].std()

        present = noise(own, seed + 1000) if own else torch.zeros_like(slice_)
        self.whole = degrade(slice_, present + noise(level, seed)).numpy()
        reference = degrade(slice_, present).numpy() if own else clean
        self.sigma = noise_level(torch.from_numpy(self.whole).double())
        rows, columns = (np.where(mask.any(axis))[0] for axis in (1, 0))
        self.window = tuple(slice(max(0, int(r[0]) - 24), int(r[-1]) + 25) for r in (rows, columns))
        inside = lambda low, high: ndi.binary_erosion(mask & (smooth > low) & (smooth < high), iterations=2)
        air = ndi.binary_erosion(~mask, iterations=8, border_value=1) & (smooth < -900)
        regions = dict(zip(TISSUES, (air, inside(-950, -700), inside(-140, -60), inside(0, 120))))
        self.regions = {name: region[self.window] for name, region in regions.items()}
        self.organs, self.inside = (mask & (smooth > -300) & (smooth < 300))[self.window], mask[self.window]
        self.clean, self.noisy = reference[self.window], self.whole[self.window]
        self.shown = np.clip(self.clean, *WINDOW)

    def score(self, result):
        """-> dict: mean squared error in organs and in the whole patient, SSIM of the window, bias per tissue (NaN below 200 pixels)."""
        error = result.astype(np.float64) - self.clean
        shown = np.clip(result, *WINDOW).astype(np.float32)
        ssim = structural_similarity(self.shown, shown, data_range=WINDOW[1] - WINDOW[0], full=True)[1]
        bias = {name: error[region].mean() if region.sum() >= 200 else np.nan for name, region in self.regions.items()}
        return dict(mse=(error[self.organs] ** 2).mean(), whole=(error[self.inside] ** 2).mean(), ssim=ssim[self.organs].mean(), **bias)


def load(folder, split):
    """-> (clean, pixel, seed) of up to PER_PATIENT slices of each file."""
    files = {}
    for entry, hu in slices_of(folder, split):
        files.setdefault(entry["id"], []).append((hu, entry["pixel_spacing"][0]))
    found = []
    for slices in files.values():
        chosen = sorted({int(k) for k in np.linspace(0, len(slices) - 1, min(PER_PATIENT, len(slices))).round()})
        found += [slices[k] for k in chosen]
    return [(hu, pixel, 100 + k) for k, (hu, pixel) in enumerate(found)]


def classical(method, strength, y, sigma):
    if method == "Gaussian":
        return ndi.gaussian_filter(y, strength)
    if method == "wavelet":
        return denoise_wavelet(y, method="VisuShrink", mode="soft", sigma=strength * sigma, rescale_sigma=False)
    if method == "TV":
        return denoise_tv_chambolle(y, weight=strength * sigma, max_num_iter=100)
    return denoise_nl_means(y, patch_size=5, patch_distance=6, h=strength * sigma, fast_mode=True)


def classical_scores(arguments):
    torch.set_num_threads(1)
    slice_, setting = arguments
    case = Case(slice_[0], slice_[1], setting, slice_[2])
    y = case.noisy.astype(np.float32)
    scores = {("noisy", 0.0): case.score(y)}
    for method, strengths in SWEEPS.items():
        for strength in strengths:
            scores[method, strength] = case.score(classical(method, strength, y, case.sigma))
    return scores


def our_scores(session, case):
    denoised = denoise_with(session, case.whole, case.sigma)[case.window]
    return {("ours", float(k)): case.score(denoised + k * (case.noisy - denoised)) for k in LEFT}


def mean(rows, name):
    return float(np.mean([r[name] for r in rows]))


def best(table, setting, method):
    """-> strength of the highest PSNR."""
    return max((s for m, s in table[setting] if m == method), key=lambda s: psnr(table[setting][method, s]))


def psnr(rows):
    """Mean over slices of the PSNR for a range of 600 HU."""
    return float(np.mean([10 * np.log10(600**2 / r["mse"]) for r in rows]))


def chosen(table, setting):
    """-> [(label, key)] of the rows that are printed for a setting."""
    rows = [("noisy", ("noisy", 0.0))]
    rows += [(f"{method} {best(table, setting, method)}", (method, best(table, setting, method))) for method in SWEEPS]
    rows += [("**ours, k = 0**", ("ours", 0.0)), ("**ours, k = 0.25**", ("ours", 0.25))]
    k = best(table, setting, "ours")
    return rows if k in (0.0, 0.25) else [*rows, (f"**ours, k = {k}**", ("ours", k))]


def quality_table(table, count):
    lines = [f"| noise ({count} slices) | method | RMSE, HU | PSNR, dB | SSIM | RMSE, whole patient |", "| --- |" + " --- |" * 5]
    for setting, scores in table.items():
        for label, key in chosen(table, setting):
            r = scores[key]
            rmse, whole = (np.mean([np.sqrt(x[name]) for x in r]) for name in ("mse", "whole"))
            lines.append(f"| {setting} | {label} | {rmse:.1f} | {psnr(r):.2f} | {mean(r, 'ssim'):.3f} | {whole:.1f} |")
    return lines


def gain(table, setting, k):
    """dB over the best classical method, and its name."""
    over = {method: psnr(table[setting][method, best(table, setting, method)]) for method in SWEEPS}
    method = max(over, key=over.get)
    return psnr(table[setting]["ours", k]) - over[method], method


def gain_table(table):
    lines = ["| noise | best classical | ours, k = 0 | ours, k = 0.25 | ours at its best k |", "| --- | --- | --- | --- | --- |"]
    for setting in table:
        k = best(table, setting, "ours")
        gains = [gain(table, setting, x)[0] for x in (0.0, 0.25, k)]
        lines.append(f"| {setting} | {gain(table, setting, 0.0)[1]} | {gains[0]:+.2f} | {gains[1]:+.2f} | {gains[2]:+.2f} (k = {k}) |")
    return lines


def bias_of(rows, tissue):
    values = np.array([r[tissue] for r in rows])
    values = values[np.isfinite(values)]
    return (float(values.mean()), float(values[np.argmax(np.abs(values))])) if len(values) else (np.nan, np.nan)


def bias_table(table):
    lines = ["| noise | method | " + " | ".join(TISSUES) + " |", "| --- | --- |" + " --- |" * len(TISSUES)]
    for setting, scores in table.items():
        for label, key in chosen(table, setting):
            if key[0] in ("noisy", "TV", "NLM", "ours"):
                cells = " | ".join("{:+.1f} ({:+.1f})".format(*bias_of(scores[key], tissue)) for tissue in TISSUES)
                lines.append(f"| {setting} | {label} | {cells} |")
    return lines


def picture(path, session, table, slices):
    """noisy | non-local means at its best | ours | clean | what ours removed; a soft and a sharp kernel, 8-bit grey, below 400 kB."""
    from PIL import Image, ImageDraw

    rows = []
    for setting, index in (("soft kernel (as B30f), 35 HU", 0.5), ("sharp kernel (as D45f), 60 HU", 0.85)):
        hu, pixel, seed = slices[int(index * (len(slices) - 1))]
        case = Case(hu, pixel, setting, seed)
        method = gain(table, setting, 0.0)[1]
        rival = classical(method, best(table, setting, method), case.noisy.astype(np.float32), case.sigma)
        ours = denoise_with(session, case.whole, case.sigma)[case.window]
        grey = lambda a, low, high: np.uint8(255 * np.clip((a - low) / (high - low), 0, 1))
        centre = [n // 2 for n in case.clean.shape]
        cut = lambda a: a[max(0, centre[0] - 110) : centre[0] + 110, max(0, centre[1] - 130) : centre[1] + 130]
        panels = [grey(cut(a), *WINDOW) for a in (case.noisy, rival, ours, case.clean)] + [grey(cut(case.noisy - ours), -150, 150)]
        labels = ["noisy", f"{method} at its best", "ours, k = 0", "clean", "removed by ours (-150 to 150 HU)"]
        rows.append((setting, labels, panels))
    height, width = (max(p.shape[axis] for _, _, panels in rows for p in panels) for axis in (0, 1))
    sheet = Image.new("L", (5 * (width + 4), len(rows) * (height + 16)), 0)
    draw = ImageDraw.Draw(sheet)
    for r, (setting, labels, panels) in enumerate(rows):
        for c, (label, panel) in enumerate(zip(labels, panels)):
            place = (c * (width + 4), r * (height + 16))
            draw.text((place[0] + 2, place[1] + 2), f"{label}: {setting}" if c == 0 else label, fill=255)
            sheet.paste(Image.fromarray(panel), (place[0], place[1] + 16))
    sheet.quantize(32).save(path, optimize=True)


def write(table, text, count):
    with open(os.path.join(ROOT, "docs", "ct-figures.md"), "w") as file:
        file.write("# Low-dose CT figures\n\n" + text)
    path = os.path.join(ROOT, "models", "ct-lowdose", "manifest.json")
    manifest = json.load(open(path))
    manifest["metrics"] = []
    for setting, scores in table.items():
        k = best(table, setting, "ours")
        values = {
            "PSNR in organs, dB (range 600 HU), k = 0": psnr(scores["ours", 0.0]),
            "PSNR in organs, dB (range 600 HU), k = 0.25": psnr(scores["ours", 0.25]),
            f"gain over the best classical method, dB, k = {k}": gain(table, setting, k)[0],
            **{f"bias in {tissue}, HU, largest single slice, k = 0": bias_of(scores["ours", 0.0], tissue)[1] for tissue in TISSUES},
        }
        name = f"val, {setting}, {count} slices"
        manifest["metrics"] += [dict(set=name, measure=m, value=round(value, 2), command=COMMAND) for m, value in values.items()]
    with open(path, "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds ct")
    parser.add_argument("--model", default=os.path.join(ROOT, "models", "ct-lowdose", "model.onnx"))
    parser.add_argument("--split", default="val", choices=("val", "train"), help="train: a rehearsal, never written")
    parser.add_argument("--classical", help="file that keeps the classical scores between runs: they do not depend on the model")
    parser.add_argument("--picture", default=os.path.join(ROOT, "docs", "ct-figures.png"))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    slices = load(options.data, options.split)
    jobs = [(s, setting) for setting in SETTINGS for s in slices]
    kept = {}
    if options.classical and os.path.exists(options.classical):
        with open(options.classical, "rb") as file:
            kept = pickle.load(file)
    missing = [(s, setting) for s, setting in jobs if (setting, s[2]) not in kept]
    with ProcessPoolExecutor() as pool:
        for (slice_, setting), scores in zip(missing, pool.map(classical_scores, missing)):
            kept[setting, slice_[2]] = scores
    if options.classical:
        with open(options.classical, "wb") as file:
            pickle.dump(kept, file)
    session = open_model(options.model)
    table, levels = {setting: {} for setting in SETTINGS}, {setting: [] for setting in SETTINGS}
    for slice_, setting in jobs:
        case = Case(slice_[0], slice_[1], setting, slice_[2])
        levels[setting].append(case.sigma)
        for key, score in {**kept[setting, slice_[2]], **our_scores(session, case)}.items():
            table[setting].setdefault(key, []).append(score)
    text = "\n".join(
        [
            f"Made by `{COMMAND}` on {len(slices)} slices of the `{options.split}` patients; see the script for the protocol.",
            "The noise is simulated, and the clean slices hold 10 to 16 HU of their own.",
            "",
            "![noisy, the best classical method, ours, clean, what was removed](ct-figures.png)",
            "",
            "Soft tissue and organs; SSIM in the window -160 to 240 HU; classical methods at their best swept strength, given beside the",
            "name. `k` is the share of the removed that is put back, the product's strength is 1 - k.",
            "",
            "Where the reference holds half the noise of the noisy slice, as a full dose does beside its quarter dose (the last two, and",
            "the first nearly so), k = 0.25 is about the best answer: that noise is in both. A denoiser that removes everything then loses",
            "to classical filters that leave some. Where the reference holds less (35 and 60 HU), nothing should be left: k near 0.",
            "",
            *quality_table(table, len(slices)),
            "",
            "Gain in PSNR over the best classical method, dB:",
            "",
            *gain_table(table),
            "",
            "Bias in HU against the slice before the noise: mean over slices (largest single slice). Noisy slices are too bright in air",
            "and lung because stored pixels end at -1024.",
            "",
            *bias_table(table),
            "",
            "Level measured, median in HU: " + "; ".join(f"{name}: {np.median(v):.0f}" for name, v in levels.items()) + ".",
            "",
        ]
    )
    print(text)
    picture(options.picture if options.write else "ct-figures.png", session, table, slices)
    if options.write and options.split == "val":
        write(table, text, len(slices))


if __name__ == "__main__":
    main()
