"""Figures of the FLAIR anomaly score on held-out slices: python models/figures/anomaly.py --data FOLDER [--write]

The exported model by onnxruntime on `val` entries only, beside brightness over the brain's median, both smoothed 2 mm FWHM and read inside
the brain. Sets: SOOP stroke slices with >= 100 lesion pixels (the 100 of `mr`, and those of `mr-more`), the MS patient (slices with
>= 100 lesion pixels), the glioma with its automatic masks, the lesion-free slices, and volumes of three elderly brains level by level,
into which things are put as in training. `--write` puts the tables into docs/anomaly-figures.md, the pictures into docs/anomaly-cases.png
and the means into the manifest's metrics.
"""
import argparse
import json
import os
import sys

import matplotlib
import numpy as np
from PIL import Image
from scipy import ndimage as ndi

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.append(os.path.join(ROOT, "models", "training"))

from flair_healthy.export import Model  # noqa: E402
from flair_healthy.measures import auprc, auroc, best_dice  # noqa: E402
from flair_healthy.pack import Files, entries, soop, ventricle_distance, volume_slices, volumes  # noqa: E402
from flair_healthy.slices import brightness, centred, filled, smoothed  # noqa: E402

MODEL = "flair-brain-healthy"
COMMAND = "python models/figures/anomaly.py --data FOLDER --write"
SCORES = ("brightness", "residual", "altered", "altered, 2 evaluations", "altered + brightness")
BINS = ((1, 30), (30, 100), (100, 500), (500, 1500), (1500, 10**6))
BAND = 20
"""mm of level per row of the level table."""


CASES = """## Cases

Chosen by quantiles of their own AUPRC (2, 8, 14; 46, 52, 58; 86, 92, 98 % from the top), not by hand. Rows: slice with the outline of the
acute lesion, restored slice, altered, brightness (both as -log10 of the share of healthy pixels above, 0 to 4). Numbers: AUPRC of altered
(brightness).

![Cases](anomaly-cases.png)
"""


class Case:
    """One slice on its own canvas, with every score."""

    def __init__(self, name, image, brain, lesion, model, evidence, level=None):
        fit = lambda a: centred(a, brain)
        self.name, self.level, self.image, self.brain, self.lesion = name, level, fit(image), fit(brain), fit(lesion)
        b = self.brain
        self.clean, altered = model(self.image, b)
        flipped = model(self.image[:, ::-1], b[:, ::-1])[1][:, ::-1]
        self.scores = {
            "brightness": brightness(self.image, b),
            "residual": smoothed(np.clip(self.image - self.clean, 0, None), b),
            "altered": smoothed(altered, b),
            "altered, 2 evaluations": smoothed((altered + flipped) / 2, b),
        }
        self.scores["altered + brightness"] = sum(evidence(name, self.scores[name]) for name in ("altered", "brightness"))

    def pair(self, score):
        return self.scores[score][self.brain], self.lesion[self.brain]

    def own(self, score):
        return auprc(*self.pair(score))


class Evidence:
    """-log10 of the share of healthy dev pixels above a score, by the manifest's table; beyond its end it goes on in proportion to the
    last step, so that no two scores tie."""

    def __init__(self, tables):
        self.tables = {name: np.array([[0.0, 0.0], *table]) for name, table in tables.items()}

    def __call__(self, name, score):
        knots, values = self.tables[name].T
        slope = (values[-1] - values[-2]) / max(knots[-1] - knots[-2], 1e-3)
        return np.interp(score, knots, values) + np.clip(score - knots[-1], 0, None) * slope


def pooled(cases, score):
    return tuple(np.concatenate(parts) for parts in zip(*(c.pair(score) for c in cases)))


def detection_table(sets, cut):
    head = "| set (slices; chance) | score | AUPRC pooled | AUPRC per slice, mean | AUROC | best Dice | Dice at the cut |"
    lines = [head, "|---|---|---|---|---|---|---|"]
    metrics = []
    for name, cases in sets.items():
        chance = np.mean(pooled(cases, "brightness")[1])
        for score in SCORES:
            s, t = pooled(cases, score)
            own = np.mean([c.own(score) for c in cases])
            at_cut = f"{2 * (t & (s >= cut)).sum() / (t.sum() + (s >= cut).sum()):.3f}" if score == "altered" else ""
            row = auprc(s, t), own, auroc(s, t), best_dice(s, t)[0]
            bold = "**" if score == "altered" else ""
            cells = " | ".join(f"{bold}{v:.3f}{bold}" for v in row)
            lines.append(f"| {name} ({len(cases)}; {chance:.3f}) | {bold}{score}{bold} | {cells} | {at_cut} |")
            if score in ("altered", "brightness"):
                for kind, value in zip(("pooled", "per slice"), row):
                    metrics.append(dict(set=name, measure=f"AUPRC {kind}, {score}", value=round(float(value), 3), command=COMMAND))
    return lines, metrics


def size_table(cases, cut, bright_cut):
    """Lesions (connected parts of the mask) touched: at least 10 % of the pixels above the cut."""
    by_slice = "AUPRC in slices whose lesions have this size in all: altered / brightness (slices)"
    lines = [f"| lesion size, px (mm2) | lesions | touched by altered | touched by brightness | {by_slice} |", "|---|---|---|---|---|"]
    for low, high in BINS:
        touched = {"altered": [], "brightness": []}
        for c in cases:
            parts, count = ndi.label(c.lesion)
            for k in range(1, count + 1):
                part = parts == k
                if low <= part.sum() < high:
                    for score, level in (("altered", cut), ("brightness", bright_cut)):
                        touched[score].append((c.scores[score][part] >= level).mean() >= 0.1)
        whole = [c for c in cases if low <= c.lesion.sum() < high]
        own = "none"
        if whole:
            own = " / ".join(f"{np.mean([c.own(s) for c in whole]):.3f}" for s in ("altered", "brightness")) + f" ({len(whole)})"
        name = f"{low} to {high - 1}" if high < 10**6 else f"{low} and more"
        lines.append(f"| {name} | {len(touched['altered'])} | {sum(touched['altered'])} | {sum(touched['brightness'])} | {own} |")
    return lines


def free_table(cases, cut, bright_cut):
    """What lies above the cut where there is no acute lesion."""
    lines = ["| score | share of brain above the cut | components >= 30 px per slice | slices without any |", "|---|---|---|---|"]
    for score, level in (("altered", cut), ("brightness", bright_cut)):
        above = [c.scores[score] >= level for c in cases]
        counts = [(np.bincount(ndi.label(a & c.brain)[0].ravel())[1:] >= 30).sum() for a, c in zip(above, cases)]
        share = np.mean(np.concatenate([a[c.brain] for a, c in zip(above, cases)]))
        lines.append(f"| {score} | {100 * share:.2f} % | {np.mean(counts):.2f} | {sum(n == 0 for n in counts)} of {len(cases)} |")
    return lines


def with_things(raw, seed):
    """The slices of (name, level, image, brain) with things put in as in training: -> the same with the mark as lesion."""
    import torch

    from flair_healthy.blobs import Blobs

    made = None
    for name, level, image, brain in raw:
        x, b, near = (centred(a, brain, 192, 160) for a in (image, brain, ventricle_distance(image, brain)))
        made = made or Blobs(seed, 192, 160, "cpu")
        tensors = [torch.from_numpy(a)[None] for a in (x, b, near)]
        altered, mark = made.put(tensors[0], tensors[1], tensors[2].float())
        yield name, level, altered[0].numpy(), b, mark[0].numpy() > 0.5


def level_table(plain, altered, cut):
    """Per level: brain above the cut in scans as they are, and AUPRC of what was put in."""
    put_in = "things put in: AUPRC pooled, altered / brightness (slices with >= 30 px)"
    lines = [f"| mm below the top of the brain | slices | brain above the cut | {put_in} |", "|---|---|---|---|"]
    deepest = max(c.level for c in plain)
    for low in np.arange(0, deepest, BAND):
        inside = lambda c: low <= c.level < low + BAND
        here, put = [c for c in plain if inside(c)], [c for c in altered if inside(c) and c.lesion.sum() >= 30]
        if not here:
            continue
        share = np.mean(np.concatenate([(c.scores["altered"] >= cut)[c.brain] for c in here]))
        own = "none"
        if put:
            own = " / ".join(f"{auprc(*pooled(put, s)):.3f}" for s in ("altered", "brightness")) + f" ({len(put)})"
        lines.append(f"| {low:.0f} to {low + BAND:.0f} | {len(here)} | {100 * share:.2f} % | {own} |")
    return lines


def pictures(cases, path, evidence):
    """Cases at fixed quantiles of their own AUPRC: good, middling, bad; slice with the mask's outline, restored, altered, brightness."""
    ranked = sorted(cases, key=lambda c: -c.own("altered"))
    chosen = [ranked[round(q * (len(ranked) - 1))] for q in (0.02, 0.08, 0.14, 0.46, 0.52, 0.58, 0.86, 0.92, 0.98)]
    figure, axes = plt.subplots(4, 9, figsize=(9 * 1.32, 4 * 1.62), facecolor="black")
    for column, c in enumerate(chosen):
        panels = [
            (c.image, "gray", 2.2),
            (c.clean, "gray", 2.2),
            (np.where(c.brain, evidence("altered", c.scores["altered"]), 0), "inferno", 4),
            (np.where(c.brain, evidence("brightness", c.scores["brightness"]), 0), "inferno", 4),
        ]
        for row, (picture, colours, top) in enumerate(panels):
            axis = axes[row, column]
            axis.imshow(picture, cmap=colours, vmin=0, vmax=top)
            if row != 1:
                axis.contour(c.lesion, [0.5], colors="cyan", linewidths=0.5)
            axis.axis("off")
        title = f"{('good', 'middling', 'bad')[column // 3]}: {c.own('altered'):.2f} ({c.own('brightness'):.2f})"
        axes[0, column].set_title(title, color="white", fontsize=7)
    figure.subplots_adjust(0, 0, 1, 0.96, 0.01, 0.01)
    figure.savefig(path, dpi=98, facecolor="black")
    Image.open(path).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds mr, mr-more, brainmask")
    parser.add_argument("--folder", default=os.path.join(ROOT, "models", MODEL), help="model.onnx and manifest.json")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    manifest_path = os.path.join(options.folder, "manifest.json")
    with open(manifest_path) as file:
        manifest = json.load(file)
    model, evidence = Model(os.path.join(options.folder, "model.onnx")), Evidence(manifest["score"]["calibration"])
    cut, files = manifest["score"]["cut"], Files()
    case = lambda name, image, brain, lesion, level=None: Case(name, image, brain, lesion, model, evidence, level)

    stroke = {"mr": [], "mr-more": []}
    for e, image, brain, lesion in soop(options.data, "val", files):
        stroke[os.path.basename(e["folder"])].append(case(e["id"], image, brain, lesion))
    with_lesion = lambda cases: [c for c in cases if c.lesion.sum() >= 100]
    free = [c for c in stroke["mr"] if not c.lesion.any()]
    ms, elderly = [], []
    for e, level, image, brain, lesion, masked in volumes(options.data, "val", files):
        (ms if masked else elderly).append((e["id"], level, image, brain, lesion))
    elderly = elderly[::2]  # 4 mm apart
    glioma = []
    for e in entries(options.data, "mr", "val", id="tcga-lgg-FG-6692-flair-bet"):
        volume = files(e)
        brain = np.stack([filled(volume[..., k]) for k in range(volume.shape[2])], 2)
        found = volume_slices(e, volume, brain, files(e, "mask") > 0)
        glioma += [case(e["id"], i, b, m, level) for level, i, b, m in found if m.sum() >= 100]
    ms_cases = [case(name, i, b, m, level) for name, level, i, b, m in ms if m.sum() >= 100]
    plain = [case(name, i, b, m, level) for name, level, i, b, m in elderly]
    altered = [case(name, i, b, m, level) for name, level, i, b, m in with_things([row[:4] for row in elderly], 11)]

    sets = {
        "SOOP stroke, mr": with_lesion(stroke["mr"]),
        "SOOP stroke, mr-more": with_lesion(stroke["mr-more"]),
        "MS, patient 19": ms_cases,
        "glioma, automatic masks": glioma,
    }
    sets = {name: cases for name, cases in sets.items() if cases}
    main_set = sets["SOOP stroke, mr"]
    bright_cut = best_dice(*pooled(main_set, "brightness"))[1]
    detection, metrics = detection_table(sets, cut)
    own, plain_own = (np.array([c.own(score) for c in main_set]) for score in ("altered", "brightness"))
    better = (own > plain_own).sum()
    quartiles = ", ".join(f"{q:.2f}" for q in np.percentile(own, (25, 50, 75)))
    missed = {s: sum(not (c.scores[s] >= at)[c.lesion].any() for c in main_set) for s, at in (("altered", cut), ("brightness", bright_cut))}
    text = "\n".join(
        [
            *detection,
            "",
            f"AUPRC of altered per slice, SOOP stroke, mr: quartiles {quartiles}; above brightness in {better} of {len(own)}.",
            "",
            "## By size of lesion (SOOP stroke, mr)",
            "",
            f"Cut of altered: {cut} (best pooled Dice on dev). Cut of brightness: {bright_cut:.3f}, the best on these very slices.",
            "",
            *size_table(main_set, cut, bright_cut),
            "",
            f"Slices with no lesion pixel above the cut: altered {missed['altered']}, brightness {missed['brightness']} of {len(own)}.",
            "",
            f"## Slices without an acute lesion (SOOP val, mr; {len(free)})",
            "",
            *free_table(free, cut, bright_cut),
            "",
            "## By level (three elderly brains of nichart-demo val, 2 mm scans, automatic brain masks; many have white-matter disease)",
            "",
            *level_table(plain, altered, cut),
            "",
            "The SOOP slices (z = 18 mm) lie about 60 mm below the top of the brain.",
        ]
    )
    print(text)
    if options.write:
        with open(os.path.join(ROOT, "docs", "anomaly-figures.md"), "w") as file:
            file.write(f"# Anomaly figures of {MODEL}\n\nMade by `{COMMAND}` from `val` entries; see the script for the protocol.\n\n")
            file.write(f"{text}\n\n{CASES}")
        pictures(main_set, os.path.join(ROOT, "docs", "anomaly-cases.png"), evidence)
        manifest["metrics"] = metrics
        with open(manifest_path, "w") as file:
            json.dump(manifest, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    main()
