"""Numbers for the tests of the figures' metrics: python models/figures/write_fixture.py > tests/figures/metrics.fixture.json

Drawn pictures with noise, stored as thousandths; SSIM by scikit-image, Gaussian by scipy, spectrum by numpy, arithmetic of the committed
`tiny-random` network by the shapes that onnx infers.
"""
import json
import os

import numpy as np
import onnx
from scipy import ndimage as ndi
from skimage.metrics import structural_similarity

MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tiny-random", "model.onnx")
RINGS = 24


def spectrum(residual, inside):
    size = 64
    field = np.where(inside, residual - residual[inside].mean(), 0)
    power = np.abs(np.fft.fft2(field, (size, size))) ** 2 / inside.sum()
    frequency = np.fft.fftfreq(size)
    ring = np.floor(2 * RINGS * np.hypot(frequency[:, None], frequency[None])).astype(int)
    return [float(power[ring == k].mean()) for k in range(RINGS)]


def gflop(rows, columns):
    model = onnx.load(MODEL)
    for value in list(model.graph.input) + list(model.graph.output):
        for dimension, size in zip(value.type.tensor_type.shape.dim, (1, 1, rows, columns)):
            dimension.dim_value = size
    graph = onnx.shape_inference.infer_shapes(model, strict_mode=True).graph
    shapes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim] for v in [*graph.value_info, *graph.output]}
    shapes |= {i.name: list(i.dims) for i in graph.initializer}
    convolutions = sum(2 * np.prod(shapes[n.input[1]]) * np.prod(shapes[n.output[0]][2:]) for n in graph.node if n.op_type == "Conv")
    return (convolutions + sum(2 * np.prod(shapes[n.input[1]]) for n in graph.node if n.op_type == "Gemm")) / 1e9


def main():
    random = np.random.default_rng(7)
    r, c = np.mgrid[0:40, 0:52]
    clean = np.where(np.hypot((r - 20) / 18, (c - 26) / 24) < 1, 0.6 + 0.3 * np.sin(r / 3) * np.cos(c / 5), 0)
    clean = np.rint(1000 * clean) / 1000
    noisy = np.rint(1000 * np.hypot(clean + random.normal(0, 0.08, clean.shape), random.normal(0, 0.08, clean.shape))) / 1000
    inside = clean > 0
    ssim = structural_similarity(clean, noisy, data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True)[1]
    detail = clean - ndi.gaussian_filter(clean, 1)
    numbers = dict(
        psnr=float(-10 * np.log10(np.mean((noisy - clean)[inside] ** 2))),
        ssim=float(ssim[inside].mean()),
        edges=float(np.corrcoef((noisy - clean)[inside], detail[inside])[0, 1]),
        spectrum=spectrum(noisy - clean, inside),
        gflop=float(gflop(64, 96)),
    )
    stored = lambda x: np.rint(1000 * x).astype(int).ravel().tolist()
    print(json.dumps(dict(rows=40, columns=52, clean=stored(clean), noisy=stored(noisy), **numbers), separators=(",", ":")))


if __name__ == "__main__":
    main()
