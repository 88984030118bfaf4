"""Export a checkpoint: python export.py --checkpoint run/checkpoint.pt --id mr-brain-restore

Writes models/<id>/: weight standardisation folded in, and a self-test whose numbers come from onnxruntime on the very file written.
"""
import argparse

import numpy as np
import torch

from inpaint.network import Inpainter
from model_folder import as_text, averaged, description_of, folder_of, open_onnx, write_manifest, write_onnx
from network import SIGMA_DATA, Denoiser
from noise import rician

SELF_TEST_SIGMA = 0.1


def to_onnx(network, folder):
    """Inputs x and c, and `known` where the network has such channels; output f. @returns the file's path"""
    channels = network.config.get("known", 0)
    known = {"known": torch.zeros(1, channels, 64, 64)} if channels else {}
    return write_onnx(network.eval().fold(), folder, {"x": torch.zeros(1, 1, 64, 64), "c": torch.zeros(1), **known}, ["f"])


def denoise_with(path, y, sigma, known=None):
    """D by onnxruntime; y [H, W] float32, known [2, H, W] float32 or None."""
    total = sigma**2 + SIGMA_DATA**2
    inputs = {"x": (y / np.sqrt(total))[None, None].astype(np.float32), "c": np.array([np.log(sigma) / 4], np.float32)}
    f = open_onnx(path).run(None, inputs if known is None else {**inputs, "known": known[None]})[0][0, 0]
    return (y * SIGMA_DATA**2 / total + f * sigma * SIGMA_DATA / np.sqrt(total)).astype(np.float32)


def self_test(path, known=False):
    """A drawn disc with a gradient and Rician noise, 32 x 32, `known` but for a hole of 7 x 9 pixels: small, and nobody's."""
    r, c = np.mgrid[0:32, 0:32]
    disc = np.where((r - 15.5) ** 2 + (c - 15.5) ** 2 < 150, 0.5 + 0.02 * (c - 15.5) + 0.2 * ((r // 4) % 2), 0).astype(np.float32)
    noisy = rician(torch.from_numpy(disc)[None], torch.tensor([SELF_TEST_SIGMA]), torch.Generator().manual_seed(3), 0, 0, 0)[0].numpy()
    mask = np.where((abs(r - 14) <= 3) & (abs(c - 19) <= 4), 0, 1).astype(np.float32)
    given = np.stack([disc * mask, mask]) if known else None
    output = denoise_with(path, noisy, SELF_TEST_SIGMA, given)
    extra = {"known": as_text(given)} if known else {}
    return dict(rows=32, columns=32, sigma=SELF_TEST_SIGMA, input=as_text(noisy), **extra, output=as_text(output), tolerance=1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", help="run/checkpoint.pt; without one the weights are random (the tiny model of the tests)")
    parser.add_argument("--id", required=True)
    parser.add_argument("--out", help="folder to write to (default: models/<id>)")
    options = parser.parse_args()
    folder = options.out or folder_of(options.id)
    description = description_of(options.id)
    shape = description.pop("network", {})
    torch.manual_seed(1)
    if options.checkpoint:
        network, _ = averaged(options.checkpoint, lambda config: (Inpainter if "known" in config else Denoiser)(**config))
    else:
        network = Denoiser(**shape)
    known = "known" in network.config
    path = to_onnx(network, folder)
    write_manifest(
        folder,
        options.id,
        description,
        graph=dict(input="x", noise="c", **({"known": "known"} if known else {}), output="f", multiple=16),
        parameterisation=dict(kind="edm", sigmaData=SIGMA_DATA),
        selfTest=self_test(path, known),
    )


if __name__ == "__main__":
    main()
