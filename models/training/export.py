"""Export a checkpoint: python export.py --checkpoint run/checkpoint.pt --id mr-brain-restore

Writes models/<id>/model.onnx (weight standardisation folded in, weights stored as float16 and cast to float32 in the graph) and the
manifest, with size, SHA-256 and a self-test whose numbers come from onnxruntime on the very file written. What the file cannot know
(label, domain, licences, data) lies in descriptions/<id>.json; metrics are kept from an existing manifest of the same weights.
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
from onnx import TensorProto, helper, numpy_helper

from inpaint.network import Inpainter
from network import SIGMA_DATA, Denoiser
from noise import rician

HERE = os.path.dirname(os.path.abspath(__file__))
SELF_TEST_SIGMA = 0.1


def store_as_float16(model):
    """float32 initialisers -> float16 plus a Cast, which runtimes fold at load: half the size, computing stays float32."""
    graph = model.graph
    casts, kept = [], []
    for initialiser in graph.initializer:
        if initialiser.data_type != TensorProto.FLOAT or np.prod(initialiser.dims) < 64:
            kept.append(initialiser)
            continue
        name = initialiser.name
        half = numpy_helper.from_array(numpy_helper.to_array(initialiser).astype(np.float16), name + "_half")
        casts.append(helper.make_node("Cast", [half.name], [name], to=TensorProto.FLOAT))
        kept.append(half)
    nodes = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(casts + nodes)
    return model


def to_onnx(network, path):
    """Inputs x and c, and `known` where the network has such channels; output f."""
    network = network.eval().fold()
    channels = network.config.get("known", 0)
    pictures = {"x": 1, **({"known": channels} if channels else {})}
    example = {n: torch.zeros(1, count, 64, 64) for n, count in pictures.items()} | {"c": torch.zeros(1)}
    names = ["x", "c", *list(pictures)[1:]]
    axes = {n: {0: "b", 2: "h", 3: "w"} for n in [*pictures, "f"]} | {"c": {0: "b"}}
    arguments = tuple(example[n] for n in names)
    torch.onnx.export(network, arguments, path, input_names=names, output_names=["f"], opset_version=17, dynamo=False, dynamic_axes=axes)
    model = store_as_float16(onnx.load(path))
    del model.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def denoise_with(path, y, sigma, known=None):
    """D by onnxruntime; y [H, W] float32, known [2, H, W] float32 or None."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    total = sigma**2 + SIGMA_DATA**2
    inputs = {"x": (y / np.sqrt(total))[None, None].astype(np.float32), "c": np.array([np.log(sigma) / 4], np.float32)}
    f = session.run(None, inputs if known is None else {**inputs, "known": known[None]})[0][0, 0]
    return (y * SIGMA_DATA**2 / total + f * sigma * SIGMA_DATA / np.sqrt(total)).astype(np.float32)


def self_test(path, known=False):
    """A drawn disc with a gradient and Rician noise, 32 x 32, `known` but for a hole of 7 x 9 pixels: small, and nobody's."""
    r, c = np.mgrid[0:32, 0:32]
    disc = np.where((r - 15.5) ** 2 + (c - 15.5) ** 2 < 150, 0.5 + 0.02 * (c - 15.5) + 0.2 * ((r // 4) % 2), 0).astype(np.float32)
    noisy = rician(torch.from_numpy(disc)[None], torch.tensor([SELF_TEST_SIGMA]), torch.Generator().manual_seed(3), 0, 0, 0)[0].numpy()
    text = lambda a: base64.b64encode(a.astype("<f4").tobytes()).decode()
    mask = np.where((abs(r - 14) <= 3) & (abs(c - 19) <= 4), 0, 1).astype(np.float32)
    given = np.stack([disc * mask, mask]) if known else None
    output = denoise_with(path, noisy, SELF_TEST_SIGMA, given)
    extra = {"known": text(given)} if known else {}
    return dict(rows=32, columns=32, sigma=SELF_TEST_SIGMA, input=text(noisy), **extra, output=text(output), tolerance=1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", help="run/checkpoint.pt; without one the weights are random (the tiny model of the tests)")
    parser.add_argument("--id", required=True)
    parser.add_argument("--out", help="folder to write to (default: models/<id>)")
    options = parser.parse_args()
    folder = options.out or os.path.join(HERE, "..", options.id)
    os.makedirs(folder, exist_ok=True)
    description = json.load(open(os.path.join(HERE, "descriptions", options.id + ".json")))
    network_options = description.pop("network", {})
    torch.manual_seed(1)
    if options.checkpoint:
        saved = torch.load(options.checkpoint, map_location="cpu", weights_only=False)
        network = (Inpainter if "known" in saved["config"] else Denoiser)(**saved["config"])
        network.load_state_dict(saved["average"])
    else:
        network = Denoiser(**network_options)
    known = "known" in network.config
    path = os.path.join(folder, "model.onnx")
    to_onnx(network, path)
    data = open(path, "rb").read()
    manifest_path = os.path.join(folder, "manifest.json")
    sha256 = hashlib.sha256(data).hexdigest()
    old = json.load(open(manifest_path)) if os.path.exists(manifest_path) else None
    manifest = dict(
        schema=1,
        id=options.id,
        **description,
        file=dict(name="model.onnx", bytes=len(data), sha256=sha256),
        graph=dict(input="x", noise="c", **({"known": "known"} if known else {}), output="f", multiple=16),
        parameterisation=dict(kind="edm", sigmaData=SIGMA_DATA),
        selfTest=self_test(path, known),
        metrics=old["metrics"] if old and old["file"]["sha256"] == sha256 else [],
    )
    with open(manifest_path, "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    print(f"{options.id}: {len(data) / 1e6:.2f} MB, {sum(p.numel() for p in network.parameters()) / 1e6:.2f} M parameters, sha256 {sha256[:12]}")


if __name__ == "__main__":
    main()
