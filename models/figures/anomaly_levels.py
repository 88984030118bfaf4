"""Levels of an anomaly score: python models/figures/anomaly_levels.py --contrast FLAIR --data FOLDER [--write]

Volumes without lesion masks (`val`) level by level, as they are and with things put in by the training's own maker (torch), beside
brightness alone. It only says that the score works there, not what it finds of disease: for lesions see `npm run evaluate`. `--write` puts the
table into docs/. `--pack t1.npz` reads the slices of the subjects kept aside instead: what the covered levels are chosen by where there are
such subjects.
"""
import argparse
import json
import os
import sys

import numpy as np

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.append(os.path.join(ROOT, "models", "training"))

from healthy.disease import around  # noqa: E402
from healthy.export import Model  # noqa: E402
from healthy.measures import auprc  # noqa: E402
from healthy.pack import BRAIN, LESION, UNIT, put_in  # noqa: E402
from healthy.recipes import RECIPES  # noqa: E402
from healthy.slices import centred, excess, smoothed  # noqa: E402
from healthy.sources import Files, volumes  # noqa: E402

BAND = 20
"""mm of level per row of the table."""
PAGE = """# Levels of {model}

Made by `python models/figures/anomaly_levels.py --contrast {contrast} --data FOLDER --write`: {about} The cut is the manifest's (chosen on dev).

{table}

Scores on lesions: [results.md](results.md).
"""
ABOUT = {
    "FLAIR": """six elderly brains of wmh `val` (2 mm scans, brain masks by `brain-mask`), slices 4 mm apart.
White-matter disease, marked or suspected (healthy/disease.py), and 2 mm around it are not counted as brain. The SOOP slices (z = 18 mm) lie about 60 mm below the top.""",
    "T1": """eight volunteers of IXI and six elderly brains of nichart-demo, `val`
(2 mm scans, automatic brain masks; many of the elderly have white-matter disease), slices 8 mm apart.""",
}
PAGES = {"FLAIR": "anomaly-levels.md", "T1": "anomaly-levels-t1.md"}


class Case:
    """One slice on its own canvas, with both scores."""

    def __init__(self, image, brain, lesion, sound, model, level, direction):
        fit = lambda a: centred(a, brain)
        self.level, self.image, self.brain, self.lesion = level, fit(image), fit(brain), fit(lesion)
        altered = model(self.image, self.brain)[1]
        self.sound = fit(sound)
        self.scores = {"brightness": excess(self.image, self.brain, direction), "altered": smoothed(altered, self.brain)}


def pooled(cases, score):
    pairs = [(c.scores[score][c.brain], c.lesion[c.brain]) for c in cases]
    return tuple(np.concatenate(parts) for parts in zip(*pairs))


def with_things(raw, seed, recipe):
    """The slices of (level, image, brain, lesion) with things put in as in training: -> the same with the mark as lesion."""
    from healthy.blobs import Blobs

    maker = Blobs(recipe.things, seed, 192, 160, "cpu")
    for level, image, brain, _ in raw:
        yield level, *put_in(image, brain, maker)


def sound(image, brain, lesion, recipe):
    """The brain without what is marked in it and, where disease is called altered, what is suspected, and 2 mm around."""
    suspect = recipe.suspect(image, brain, None) if recipe.called else lesion
    return brain & ~around(lesion | suspect, 2) if recipe.called else brain


def kept_aside(path):
    """Slices of a pack's `dev-plain` and `dev`: (level, image, brain, lesion)."""
    data = np.load(path)
    of = lambda group: np.flatnonzero(data["groups"] == group)
    images, labels = data["images"], data["labels"]
    read = lambda i: (data["levels"][i], images[i].astype(np.float32) / UNIT, labels[i] & BRAIN > 0, labels[i] & LESION > 0)
    return [[read(i) for i in of(group)] for group in ("dev-plain", "dev")]


def level_table(plain, altered, cut, direction):
    """Per level: brain above the cut in scans as they are, and AUPRC of what was put in."""
    alone = "brightness" if direction == "brighter" else "darkness"
    put_in = f"things put in: AUPRC pooled, altered / {alone} (slices with >= 30 px)"
    lines = [f"| mm below the top of the brain | slices | brain above the cut | {put_in} |", "|---|---|---|---|"]
    deepest = max(c.level for c in plain)
    for low in np.arange(0, deepest, BAND):
        inside = lambda c: low <= c.level < low + BAND
        here, put = [c for c in plain if inside(c)], [c for c in altered if inside(c) and c.lesion.sum() >= 30]
        if not here:
            continue
        share = np.mean(np.concatenate([(c.scores["altered"] >= cut)[c.sound] for c in here]))
        own = "none"
        if put:
            own = " / ".join(f"{auprc(*pooled(put, s)):.3f}" for s in ("altered", "brightness")) + f" ({len(put)})"
        lines.append(f"| {low:.0f} to {low + BAND:.0f} | {len(here)} | {100 * share:.2f} % | {own} |")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contrast", choices=RECIPES, required=True)
    parser.add_argument("--data", help="folder that holds mr, brainmask")
    parser.add_argument("--pack", help="read the subjects kept aside")
    parser.add_argument("--folder", help="model.onnx and manifest.json (default: the contrast's model)")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    recipe = RECIPES[options.contrast]
    folder = options.folder or os.path.join(ROOT, "models", recipe.id)
    with open(os.path.join(folder, "manifest.json")) as file:
        cut = json.load(file)["score"]["cut"]
    model = Model(os.path.join(folder, "model.onnx"))
    if options.pack:
        raw, put = kept_aside(options.pack)
    else:
        raw = [rest for e, *rest in volumes(options.data, "val", Files(), recipe) if e["dataset"] != "ms-cross"][::2]
        put = with_things(raw, 11, recipe)
    cases = lambda slices: [Case(i, b, m, sound(i, b, m, recipe), model, level, recipe.direction) for level, i, b, m in slices]
    table = "\n".join(level_table(cases(raw), cases(put), cut, recipe.direction))
    text = PAGE.format(model=recipe.id, contrast=recipe.contrast, about=ABOUT[recipe.contrast], table=table)
    print(table if options.pack else text)
    if options.write:
        with open(os.path.join(ROOT, "docs", PAGES[recipe.contrast]), "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
