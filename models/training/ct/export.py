"""Export a checkpoint: python -m ct.export --checkpoint run/checkpoint.pt   (writes models/ct-lowdose/)

model.onnx (weight standardisation folded in, weights stored as float16 and cast in the graph, inputs in HU) and manifest.json with size,
SHA-256 and a self-test whose numbers come from onnxruntime on the very file written. What the file cannot know (label, domain, licences,
data) lies in descriptions/ct-lowdose.json; metrics are kept from an existing manifest of the same weights.
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
from onnx import numpy_helper

from ct.network import TAPS, CtDenoiser, denoise
from ct.simulate import degrade, filtered, kernel, radius, stationary_spectrum
from export import to_onnx

ID = "ct-lowdose"
TRAINING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
SELF_TEST_SIGMA = 40.0
FORBIDDEN = {"BatchNormalization", "InstanceNormalization", "LayerNormalization", "SpaceToDepth", "Split"}


def constant_pads(path, taps=TAPS):
    """The exporter computes the pads of the edge padding by a chain of nodes; as a constant every backend can read them. In place."""
    model = onnx.load(path)
    graph = model.graph
    graph.initializer.append(numpy_helper.from_array(np.array([0, 0, taps, taps] * 2, np.int64), "edge_pads"))
    for node in graph.node:
        if node.op_type == "Pad":
            node.input[1] = "edge_pads"
    count = None
    while count != len(graph.node):
        count = len(graph.node)
        used = {name for node in graph.node for name in node.input} | {output.name for output in graph.output}
        live = [node for node in graph.node if set(node.output) & used]
        del graph.node[:]
        graph.node.extend(live)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def denoise_with(session, y, sigma):
    """D by onnxruntime. y [H, W] in HU, sigma in HU."""
    f = session.run(None, {"x": y[None, None].astype(np.float32), "c": np.array([np.log(sigma)], np.float32)})[0][0, 0]
    return (y - sigma * f).astype(np.float32)


def open_model(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "0"))
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def picture():
    """A drawn slice of 32 x 32 in HU with noise of a soft kernel: water with organs, fat around it, air; small, and nobody's."""
    r, c = np.mgrid[0:32, 0:32]
    distance = np.hypot(r - 15.5, c - 15.5)
    hu = np.select([distance < 4, distance < 11, distance < 13], [120.0, 40.0, -100.0], -1000.0)
    white = torch.randn(32, 32, generator=torch.Generator().manual_seed(3))
    noise = filtered(white, stationary_spectrum(radius(32, 32)) * kernel(radius(32, 32), 0.32, 2.2))
    return degrade(torch.from_numpy(hu).float(), SELF_TEST_SIGMA * noise / noise.std()).numpy()


def self_test(session):
    noisy = picture()
    text = lambda a: base64.b64encode(a.astype("<f4").tobytes()).decode()
    output = denoise_with(session, noisy, SELF_TEST_SIGMA)
    return dict(rows=32, columns=32, sigma=SELF_TEST_SIGMA, input=text(noisy), output=text(output), tolerance=1e-3)


def check(path, session, network):
    """No operator that the runtimes of the product lack; other sizes and batches work; float16 storage costs next to nothing."""
    found = {node.op_type for node in onnx.load(path).graph.node}
    if found & FORBIDDEN:
        raise ValueError(f"operators {found & FORBIDDEN}")
    generator = torch.Generator().manual_seed(4)
    y = degrade(torch.zeros(2, 1, 80, 112), 60 * torch.randn(2, 1, 80, 112, generator=generator))
    sigma = torch.tensor([30.0, 90.0])
    with torch.no_grad():
        want = denoise(network, y, sigma)
    f = session.run(None, {"x": y.numpy(), "c": sigma.log().numpy()})[0]
    worst = float((y - sigma.view(-1, 1, 1, 1) * torch.from_numpy(f) - want).abs().max())
    if worst > 1.0:
        raise ValueError(f"{worst:.2f} HU between torch and onnxruntime")
    return worst, sorted(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--out", default=os.path.join(TRAINING, "..", ID))
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    saved = torch.load(options.checkpoint, map_location="cpu", weights_only=False)
    network = CtDenoiser(**saved["config"])
    network.load_state_dict(saved["average"])
    path, manifest_path = (os.path.join(options.out, name) for name in ("model.onnx", "manifest.json"))
    to_onnx(network, path)
    constant_pads(path)
    session = open_model(path)
    worst, operators = check(path, session, network)
    data = open(path, "rb").read()
    sha256 = hashlib.sha256(data).hexdigest()
    old = json.load(open(manifest_path)) if os.path.exists(manifest_path) else None
    manifest = dict(
        schema=1,
        id=ID,
        **json.load(open(os.path.join(TRAINING, "descriptions", ID + ".json"))),
        file=dict(name="model.onnx", bytes=len(data), sha256=sha256),
        graph=dict(input="x", noise="c", output="f", multiple=16),
        selfTest=self_test(session),
        metrics=old["metrics"] if old and old["file"]["sha256"] == sha256 else [],
    )
    with open(manifest_path, "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    millions = sum(p.numel() for p in network.parameters()) / 1e6
    print(f"{ID}: {len(data) / 1e6:.2f} MB, {millions:.2f} M parameters, step {saved['step']}, sha256 {sha256[:12]}")
    print(f"torch against onnxruntime: {worst:.4f} HU at most; operators {' '.join(operators)}")


if __name__ == "__main__":
    main()
