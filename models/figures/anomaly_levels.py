"""Levels of the FLAIR anomaly score: python models/figures/anomaly_levels.py --data FOLDER [--write]

Volumes of three elderly brains (`val`) level by level, as they are and with things put in by the training's own maker (torch), beside
brightness. It only says that the score works there, not what it finds of disease: for lesions see `npm run evaluate`, section anomaly.
`--write` puts the table into docs/anomaly-levels.md.
"""
import argparse
import json
import os
import sys

import numpy as np

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.append(os.path.join(ROOT, "models", "training"))

from healthy.export import Model  # noqa: E402
from healthy.measures import auprc  # noqa: E402
from healthy.pack import Files, ventricle_distance, volumes  # noqa: E402
from healthy.slices import brightness, centred, smoothed  # noqa: E402

MODEL = "flair-brain-healthy"
COMMAND = "python models/figures/anomaly_levels.py --data FOLDER --write"
BAND = 20
"""mm of level per row of the table."""
PAGE = """# Levels of {model}

Made by `{command}`: three elderly brains of nichart-demo `val` (2 mm scans, automatic brain masks; many have white-matter disease), slices 4 mm
apart. The cut is the manifest's (best pooled Dice on dev).

{table}

The SOOP slices (z = 18 mm) lie about 60 mm below the top of the brain. Scores on lesions: [results.md](results.md).
"""


class Case:
    """One slice on its own canvas, with both scores."""

    def __init__(self, image, brain, lesion, model, level):
        fit = lambda a: centred(a, brain)
        self.level, self.image, self.brain, self.lesion = level, fit(image), fit(brain), fit(lesion)
        altered = model(self.image, self.brain)[1]
        self.scores = {"brightness": brightness(self.image, self.brain), "altered": smoothed(altered, self.brain)}


def pooled(cases, score):
    pairs = [(c.scores[score][c.brain], c.lesion[c.brain]) for c in cases]
    return tuple(np.concatenate(parts) for parts in zip(*pairs))


def with_things(raw, seed):
    """The slices of (name, level, image, brain) with things put in as in training: -> the same with the mark as lesion."""
    import torch

    from healthy.blobs import Blobs

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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder that holds mr, brainmask")
    parser.add_argument("--folder", default=os.path.join(ROOT, "models", MODEL), help="model.onnx and manifest.json")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with open(os.path.join(options.folder, "manifest.json")) as file:
        cut = json.load(file)["score"]["cut"]
    model, files = Model(os.path.join(options.folder, "model.onnx")), Files()
    elderly = [(e["id"], *rest[:4]) for e, *rest in volumes(options.data, "val", files) if not rest[4]][::2]
    plain = [Case(i, b, m, model, level) for _, level, i, b, m in elderly]
    altered = [Case(i, b, m, model, level) for _, level, i, b, m in with_things([row[:4] for row in elderly], 11)]
    text = PAGE.format(model=MODEL, command=COMMAND, table="\n".join(level_table(plain, altered, cut)))
    print(text)
    if options.write:
        with open(os.path.join(ROOT, "docs", "anomaly-levels.md"), "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
