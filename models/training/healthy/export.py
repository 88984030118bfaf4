"""Export a checkpoint: python -m healthy.export --checkpoint run/checkpoint.pt --pack flair.npz

Writes the folder of the contrast's model, models/flair-brain-healthy/ say. model.onnx: the averaged weights, stored as float16 and cast to float32 in the graph; inputs image,
brain, mirrored, outputs clean and altered (a probability), all [b, 1, h, w] float32, h and w multiples of 16. manifest.json: what
its description in descriptions/ says and what only the file itself can tell, by onnxruntime: hash, self-test, and the calibration on the
healthy pixels of the dev subjects.
"""
import argparse

import numpy as np
import torch
from scipy import ndimage as ndi

from healthy.dev import SETS
from healthy.measures import best_dice
from healthy.network import Graph, Restorer
from healthy.pack import BRAIN, LESION, NOT_HEALTHY, SUSPECT, UNIT
from healthy.recipes import RECIPES
from healthy.slices import MULTIPLE, excess, smoothed
from model_folder import as_text, averaged, description_of, folder_of, manifest_in, open_onnx, write_manifest, write_onnx

INPUTS, OUTPUTS = ["image", "brain", "mirrored"], ["clean", "altered"]
EXCEEDANCE = (0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5)
"""-log10 of the share of healthy pixels above the score: 2 is one healthy pixel in 100."""
END = (1.0, 5)
"""The most that the score can be, and what it is called: nothing healthy comes near, and the last steps of a table are too short to go on from."""
SPOT, SPOTS, STEP = 30, 0.3, 0.01
"""A cut leaves at most so many spots of this many pixels, not suspected of disease, per slice without a lesion; it is raised in such steps."""
DISEASE = 0.2
"""A spot of which this share is suspected counts as disease."""
RIM, RIM_WEIGHT = 3, 0.25
"""mm from the edge of the brain: there coils, masks and cut-through cortex shine, and count this much."""


class Model:
    """The exported file by onnxruntime: (x, brain) [H, W] -> clean, altered [H, W]."""

    def __init__(self, path):
        self.session = open_onnx(path)

    def __call__(self, x, brain):
        as_input = lambda a: np.ascontiguousarray(a, np.float32)[None, None]
        feeds = {"image": as_input(x), "brain": as_input(brain), "mirrored": as_input(x[:, ::-1])}
        return [out[0, 0] for out in self.session.run(OUTPUTS, feeds)]


def calibration(score, weight=None):
    """[[score, -log10 of the share of healthy pixels above it], ...]"""
    weight = np.ones(len(score)) if weight is None else weight
    order = np.argsort(-score)
    above = np.cumsum(weight[order]) / weight.sum()
    return [[round(float(score[order[np.searchsorted(above, 10.0**-e)]]), 5), e] for e in EXCEEDANCE]


def spots(score, suspect, cut):
    """How many spots lie above the cut that are not suspected disease."""
    found, count = ndi.label(score >= cut)
    size = np.bincount(found.ravel(), minlength=count + 1)[1:]
    disease = np.bincount(found.ravel(), suspect.ravel(), count + 1)[1:]
    return int(((size >= SPOT) & (disease < DISEASE * size)).sum())


def raised(cut, free):
    """The cut, or the least above it at which slices without a lesion, (score, suspect), show few spots without a reason."""
    while free and np.mean([spots(*pair, cut) for pair in free]) > SPOTS:
        cut = np.ceil(cut / STEP + 0.5) * STEP
    return cut


def measured_on_dev(model, data, recipe):
    """-> calibration of both scores on healthy pixels, and the cut of the best pooled Dice over all lesions of dev, suspects left out, raised
    where disease is called altered until few spots are left without a reason."""
    plain = ("dev-plain",) if "dev-plain" in data["groups"] else tuple(SETS)
    chosen = np.flatnonzero(np.isin(data["groups"], (*SETS, "dev-plain")))
    healthy, weights, found, truth, free = dict(altered=[], brightness=[]), [], [], [], []
    for x, labels, group in zip(data["images"][chosen].astype(np.float32) / UNIT, data["labels"][chosen], data["groups"][chosen]):
        brain, lesion = labels & BRAIN > 0, labels & LESION > 0
        scores = dict(altered=smoothed(model(x, brain)[1], brain), brightness=excess(x, brain, recipe.direction))
        if group in plain:
            sound = brain & (labels & NOT_HEALTHY == 0)
            weights.append(np.where(ndi.distance_transform_edt(brain) <= RIM, RIM_WEIGHT, 1)[sound])
            for name, score in scores.items():
                healthy[name].append(score[sound])
        if recipe.called and group == "dev" and not lesion.any():
            free.append((scores["altered"], labels & SUSPECT > 0))
        if lesion.sum() >= 100:
            judged = brain & (lesion | (labels & SUSPECT == 0))
            found.append(scores["altered"][judged])
            truth.append(lesion[judged])
    cut = raised(best_dice(np.concatenate(found), np.concatenate(truth))[1], free)
    weight = np.concatenate(weights)
    tables = {name: calibration(np.concatenate(parts), weight) for name, parts in healthy.items()}
    tables["altered"].append(list(END))
    return tables, round(float(cut), 4)


def drawn_brain(sign=1):
    """-> slice, brain: a drawn brain of 48 x 32 pixels with a spot on one side, bright (1) or dark (-1): small, and nobody's."""
    r, c = np.mgrid[0:48, 0:32]
    brain = ((r - 23.5) / 22) ** 2 + ((c - 15.5) / 14) ** 2 < 1
    x = np.where(brain, 1 + 0.15 * np.cos(0.7 * r) * np.cos(0.9 * c) + 0.7 * sign * ((r - 20) ** 2 + (c - 22) ** 2 < 12), 0).astype(np.float32)
    return x, brain


def self_test(model, sign):
    x, brain = drawn_brain(sign)
    clean, altered = model(x, brain)
    inputs = dict(image=as_text(x), brain=as_text(brain), mirrored=as_text(x[:, ::-1]))
    return dict(rows=48, columns=32, inputs=inputs, outputs=dict(clean=as_text(clean), altered=as_text(altered)), tolerance=1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--folder", help="where to write (default: models/<id>)")
    options = parser.parse_args()
    data = np.load(options.pack)
    recipe = RECIPES[str(data["contrast"])]
    folder = options.folder or folder_of(recipe.id)
    network, _ = averaged(options.checkpoint, lambda config: Restorer(**config))
    path = write_onnx(Graph(network.eval(), recipe), folder, {name: torch.zeros(1, 1, 64, 64) for name in INPUTS}, OUTPUTS)
    model = Model(path)
    healthy, cut = measured_on_dev(model, data, recipe)
    description = description_of(recipe.id)
    description["score"].update(direction=recipe.direction, cut=cut, calibration=healthy)
    likeness = (manifest_in(folder) or {}).get("likeness")
    write_manifest(
        folder,
        recipe.id,
        description,
        graph=dict(inputs=INPUTS, outputs=OUTPUTS, multiple=MULTIPLE),
        selfTest=self_test(model, recipe.things.sign),
        **({"likeness": likeness} if likeness else {}),
    )


if __name__ == "__main__":
    main()
