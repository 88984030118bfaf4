"""Export a checkpoint: python -m brain_mask.export --checkpoint run/checkpoint.pt   (in models/training)

Writes models/brain-mask/model.onnx (batch norm folded in, weights stored as float16) and the manifest with size, SHA-256 and a self-test
whose numbers come from onnxruntime on the very file written. What the file cannot know lies in descriptions/brain-mask.json; metrics
are kept from an existing manifest of the same weights (`npm run evaluate` puts them there).
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

from .network import Segmenter
from .postprocess import BLUR, PLAUSIBLE_VOLUME, THRESHOLD
from .preprocess import CLIP, HEAD, SIZE, SPACING

TRAINING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
FOLDER = os.path.join(TRAINING, "..", "brain-mask")


class Probability(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        return torch.sigmoid(self.network(image))


def to_onnx(network, path):
    network = Probability(network.eval().fold()).eval()
    names = dict(input_names=["image"], output_names=["probability"])
    axes = {name: {0: "b", 2: "h", 3: "w"} for name in ("image", "probability")}
    torch.onnx.export(network, (torch.zeros(1, 1, SIZE, SIZE),), path, opset_version=17, dynamo=False, dynamic_axes=axes, **names)
    model = store_as_float16(onnx.load(path))
    del model.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    return sorted({node.op_type for node in model.graph.node})


def drawn_head(size):
    """A slice that is nobody's: scalp, skull and brain as ellipses with ripples, [size, size] float32 in units."""
    y, x = (np.mgrid[0:size, 0:size] - (size - 1) / 2) / (size / 2)
    radius = np.hypot(x / 0.75, y / 0.95)
    brain = 0.6 + 0.15 * np.sin(16 * x) * np.sin(12 * y)
    return np.select([radius < 0.85, radius < 0.93, radius < 1], [brain, 0.1, 0.95], 0).astype(np.float32)


def self_test(path, size=64):
    """A drawn head, smaller than the grid of the product so that the manifest stays small, and what the network makes of it."""
    image = drawn_head(size)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    output = session.run(None, {"image": image[None, None]})[0][0, 0]
    text = lambda a: base64.b64encode(a.astype("<f4").tobytes()).decode()
    return dict(rows=size, columns=size, input=text(image), output=text(output), tolerance=1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", required=True)
    options = parser.parse_args()
    os.makedirs(FOLDER, exist_ok=True)
    saved = torch.load(options.checkpoint, map_location="cpu", weights_only=False)
    network = Segmenter(**saved["config"])
    network.load_state_dict(saved["average"])
    parameters = sum(p.numel() for p in network.parameters())
    path = os.path.join(FOLDER, "model.onnx")
    operators = to_onnx(network, path)
    data = open(path, "rb").read()
    sha256 = hashlib.sha256(data).hexdigest()
    manifest_path = os.path.join(FOLDER, "manifest.json")
    old = json.load(open(manifest_path)) if os.path.exists(manifest_path) else None
    description = json.load(open(os.path.join(TRAINING, "descriptions", "brain-mask.json")))
    manifest = dict(
        schema=1,
        id="brain-mask",
        **description,
        file=dict(name="model.onnx", bytes=len(data), sha256=sha256),
        graph=dict(input="image", output="probability", multiple=16),
        grid=dict(rows=SIZE, columns=SIZE, spacing=SPACING, clip=CLIP, head=HEAD),
        mask=dict(threshold=THRESHOLD, blur=BLUR, plausibleVolume=PLAUSIBLE_VOLUME),
        selfTest=self_test(path),
        metrics=old["metrics"] if old and old["file"]["sha256"] == sha256 else [],
    )
    with open(manifest_path, "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    size = f"{len(data) / 1e6:.2f} MB, {parameters / 1e6:.2f} M parameters"
    print(f"brain-mask: {size}, {saved['step']} steps, {operators}, sha256 {sha256[:12]}")


if __name__ == "__main__":
    main()
