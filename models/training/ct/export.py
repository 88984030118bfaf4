"""Export a checkpoint: python -m ct.export --checkpoint run/checkpoint.pt   (writes models/ct-lowdose/)

Weight standardisation folded in, inputs in HU, and a self-test whose numbers come from onnxruntime on the very file written.
"""
import argparse

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from ct.network import TAPS, CtDenoiser, denoise
from ct.simulate import degrade, filtered, kernel, radius, stationary_spectrum
from export import to_onnx
from model_folder import as_text, averaged, description_of, folder_of, open_onnx, write_manifest

ID = "ct-lowdose"
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
    output = denoise_with(session, noisy, SELF_TEST_SIGMA)
    return dict(rows=32, columns=32, sigma=SELF_TEST_SIGMA, input=as_text(noisy), output=as_text(output), tolerance=1e-3)


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
    parser.add_argument("--out", default=folder_of(ID))
    options = parser.parse_args()
    network, _ = averaged(options.checkpoint, lambda config: CtDenoiser(**config))
    path = to_onnx(network, options.out)
    constant_pads(path)
    session = open_onnx(path)
    worst, operators = check(path, session, network)
    graph = dict(input="x", noise="c", output="f", multiple=16)
    write_manifest(options.out, ID, description_of(ID), graph=graph, selfTest=self_test(session))
    print(f"torch against onnxruntime: {worst:.4f} HU at most; operators {' '.join(operators)}")


if __name__ == "__main__":
    main()
