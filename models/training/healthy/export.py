"""Export a checkpoint: python -m healthy.export --checkpoint run/checkpoint.pt --pack flair.npz

Writes the folder of the contrast's model, models/flair-brain-healthy/ say. model.onnx: the averaged weights, stored as float16 and cast to float32 in the graph; inputs image,
brain, mirrored, outputs clean and altered (a probability), all [b, 1, h, w] float32, h and w multiples of 16. manifest.json: what
its description in descriptions/ says and what only the file itself can tell, by onnxruntime: hash, self-test, and the calibration on the
healthy pixels of the dev subjects.
"""
import argparse
import base64
import hashlib
import json
import os

import numpy as np
import onnx
import onnxruntime
import torch

from export import store_as_float16
from healthy.measures import best_dice
from healthy.network import Restorer
from healthy.pack import BRAIN, LEFT_OUT, LESION, UNIT
from healthy.recipes import RECIPES
from healthy.slices import MULTIPLE, excess, smoothed

HERE = os.path.dirname(os.path.abspath(__file__))
EXCEEDANCE = (0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5)
"""-log10 of the share of healthy pixels above the score: 2 is one healthy pixel in 100."""


class Graph(torch.nn.Module):
    """The network with named inputs and outputs."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image, brain, mirrored):
        out = self.network(torch.cat([image, brain, mirrored], 1))
        return out[:, :1] * brain, torch.sigmoid(out[:, 1:]) * brain


def to_onnx(network, path):
    example = tuple(torch.zeros(1, 1, 64, 64) for _ in range(3))
    names = dict(input_names=["image", "brain", "mirrored"], output_names=["clean", "altered"])
    axes = {name: {0: "b", 2: "h", 3: "w"} for name in [*names["input_names"], *names["output_names"]]}
    torch.onnx.export(Graph(network.eval()), example, path, **names, opset_version=17, dynamo=False, dynamic_axes=axes)
    model = store_as_float16(onnx.load(path))
    del model.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


class Model:
    """The exported file by onnxruntime: (x, brain) [H, W] -> clean, altered [H, W]."""

    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def __call__(self, x, brain):
        as_input = lambda a: np.ascontiguousarray(a, np.float32)[None, None]
        feeds = {"image": as_input(x), "brain": as_input(brain), "mirrored": as_input(x[:, ::-1])}
        return [out[0, 0] for out in self.session.run(["clean", "altered"], feeds)]


def calibration(score):
    """[[score, -log10 of the share of healthy pixels above it], ...]"""
    return [[round(float(np.quantile(score, 1 - 10.0**-e)), 5), e] for e in EXCEEDANCE]


def measured_on_dev(model, data, direction):
    """-> calibration of both scores on healthy pixels, and the cut of the best pooled Dice."""
    plain = "dev-plain" if "dev-plain" in data["groups"] else "dev"
    chosen = np.flatnonzero(np.isin(data["groups"], ("dev", plain)))
    healthy, found, truth = dict(altered=[], brightness=[]), [], []
    for x, labels, group in zip(data["images"][chosen].astype(np.float32) / UNIT, data["labels"][chosen], data["groups"][chosen]):
        brain = labels & BRAIN > 0
        scores = dict(altered=smoothed(model(x, brain)[1], brain), brightness=excess(x, brain, direction))
        for name, score in scores.items():
            if group == plain:
                healthy[name].append(score[brain & (labels & LEFT_OUT == 0)])
        if (labels & LESION > 0).sum() >= 100:
            found.append(scores["altered"][brain])
            truth.append((labels & LESION > 0)[brain])
    cut = best_dice(np.concatenate(found), np.concatenate(truth))[1]
    return {name: calibration(np.concatenate(parts)) for name, parts in healthy.items()}, round(cut, 4)


def drawn_brain(sign=1):
    """-> slice, brain: a drawn brain of 48 x 32 pixels with a spot on one side, bright (1) or dark (-1): small, and nobody's."""
    r, c = np.mgrid[0:48, 0:32]
    brain = ((r - 23.5) / 22) ** 2 + ((c - 15.5) / 14) ** 2 < 1
    x = np.where(brain, 1 + 0.15 * np.cos(0.7 * r) * np.cos(0.9 * c) + 0.7 * sign * ((r - 20) ** 2 + (c - 22) ** 2 < 12), 0).astype(np.float32)
    return x, brain


def self_test(model, sign):
    x, brain = drawn_brain(sign)
    clean, altered = model(x, brain)
    text = lambda a: base64.b64encode(a.astype("<f4").tobytes()).decode()
    inputs = dict(image=text(x), brain=text(brain), mirrored=text(x[:, ::-1]))
    return dict(rows=48, columns=32, inputs=inputs, outputs=dict(clean=text(clean), altered=text(altered)), tolerance=1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--folder", help="where to write (default: models/<id>)")
    options = parser.parse_args()
    data = np.load(options.pack)
    recipe = RECIPES[str(data["contrast"])]
    folder = options.folder or os.path.join(HERE, "..", "..", recipe.id)
    os.makedirs(folder, exist_ok=True)
    saved = torch.load(options.checkpoint, map_location="cpu", weights_only=False)
    network = Restorer(**saved["config"])
    network.load_state_dict(saved["average"])
    path, manifest_path = (os.path.join(folder, name) for name in ("model.onnx", "manifest.json"))
    to_onnx(network, path)
    model = Model(path)
    healthy, cut = measured_on_dev(model, data, recipe.direction)
    with open(os.path.join(HERE, "..", "descriptions", recipe.id + ".json")) as file:
        description = json.load(file)
    description["score"].update(direction=recipe.direction, cut=cut, calibration=healthy)
    written = open(path, "rb").read()
    sha256 = hashlib.sha256(written).hexdigest()
    old = json.load(open(manifest_path)) if os.path.exists(manifest_path) else None
    manifest = dict(
        schema=1,
        id=recipe.id,
        **description,
        file=dict(name="model.onnx", bytes=len(written), sha256=sha256),
        graph=dict(inputs=["image", "brain", "mirrored"], outputs=["clean", "altered"], multiple=MULTIPLE),
        selfTest=self_test(model, recipe.things.sign),
        **({"likeness": old["likeness"]} if old and "likeness" in old else {}),
        metrics=old["metrics"] if old and old["file"]["sha256"] == sha256 else [],
    )
    with open(manifest_path, "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    count = sum(p.numel() for p in network.parameters())
    print(f"{recipe.id}: step {saved['step']}, {len(written) / 1e6:.2f} MB, {count} parameters, cut {cut}, sha256 {sha256[:12]}")


if __name__ == "__main__":
    main()
