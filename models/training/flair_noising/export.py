"""Export a checkpoint: python -m flair_noising.export --checkpoint run/checkpoint.pt --pack flair.npz --fields fields.f32

Writes models/flair-brain-noising/. model.onnx: the averaged weights, stored as float16 and cast to float32 in the graph; inputs x, c, known,
output f. manifest.json: what descriptions/flair-brain-noising.json says (noise, level and score as choose.py found them best) and what only
the file itself can tell, by onnxruntime: hash, self-test, and the calibration on the healthy pixels of the dev subjects. What tells FLAIR from
other pictures is that of flair-brain-healthy: the training slices are the same.
"""
import argparse

import numpy as np
import torch

from export import to_onnx
from healthy.export import calibration, drawn_brain
from healthy.measures import best_dice
from healthy.pack import BRAIN, LESION, NOT_HEALTHY, UNIT
from healthy.slices import MULTIPLE, excess
from flair_noising.network import SIGMA_DATA, Prior
from flair_noising.noise import Noise
from flair_noising.reconstruct import LEAST_DEVIATION, Model, reconstruct, score
from flair_noising.train import SIGMA
from model_folder import as_text, averaged, description_of, folder_of, manifest_in, write_manifest

ID = "flair-brain-noising"
SELF_TEST_SIGMA = 0.3


def measured_on_dev(model, pack, noise, noising, output):
    """-> calibration of both scores on healthy pixels, and the cut of the best pooled Dice."""
    data = np.load(pack)
    chosen = np.flatnonzero(data["groups"] == "dev")
    healthy, found, truth = dict(score=[], brightness=[]), [], []
    for x, labels in zip(data["images"][chosen].astype(np.float32) / UNIT, data["labels"][chosen]):
        brain = labels & BRAIN > 0
        how = (noising["noise"], noising["sigma"], noising["steps"], SIGMA[0], noise)
        made = np.stack([reconstruct(model, x[None], brain[None], *how) for _ in range(noising["draws"])])
        scores = dict(score=score(output, x[None], brain[None], made)[0], brightness=excess(x, brain, "brighter"))
        for name, values in scores.items():
            healthy[name].append(values[brain & (labels & NOT_HEALTHY == 0)])
        if (labels & LESION > 0).sum() >= 100:
            found.append(scores["score"][brain])
            truth.append((labels & LESION > 0)[brain])
    cut = best_dice(np.concatenate(found), np.concatenate(truth))[1]
    return {name: calibration(np.concatenate(parts)) for name, parts in healthy.items()}, round(cut, 4)


def self_test(model):
    x, brain = drawn_brain()
    outside = 1 - brain.astype(np.float32)
    y = (x + SELF_TEST_SIGMA * np.random.default_rng(3).normal(size=x.shape)).astype(np.float32)
    known = np.stack([0 * outside, outside])
    pictures = dict(input=as_text(y), known=as_text(known), output=as_text(model(y[None], SELF_TEST_SIGMA, brain[None])[0]))
    return dict(rows=48, columns=32, sigma=SELF_TEST_SIGMA, **pictures, tolerance=1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--pack", default="flair.npz")
    parser.add_argument("--fields", default="fields.f32")
    parser.add_argument("--size", type=int, default=224, help="rows and columns of a field")
    parser.add_argument("--folder", default=folder_of(ID), help="where to write")
    parser.add_argument("--weights-only", action="store_true", help="no manifest: for choose.py")
    options = parser.parse_args()
    network, _ = averaged(options.checkpoint, lambda config: Prior(**config))
    path = to_onnx(network, options.folder)
    if options.weights_only:
        return
    model, description = Model(path), description_of(ID)
    noise = Noise(options.fields, options.size, "cpu", torch.Generator().manual_seed(3))
    healthy, cut = measured_on_dev(model, options.pack, noise, description["noising"], description["score"]["output"])
    description["score"].update(leastDeviation=LEAST_DEVIATION, cut=cut, calibration=healthy)
    write_manifest(
        options.folder,
        ID,
        description,
        graph=dict(input="x", noise="c", known="known", output="f", multiple=MULTIPLE),
        parameterisation=dict(kind="edm", sigmaData=SIGMA_DATA),
        sigma=list(SIGMA),
        likeness=manifest_in(folder_of("flair-brain-healthy"))["likeness"],
        selfTest=self_test(model),
    )


if __name__ == "__main__":
    main()
