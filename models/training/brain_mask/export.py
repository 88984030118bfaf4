"""Export a checkpoint: python -m brain_mask.export --checkpoint run/checkpoint.pt   (in models/training)

Writes models/brain-mask/: batch norm folded in, and a self-test whose numbers come from onnxruntime on the very file written.
"""
import argparse

import numpy as np
import torch

from model_folder import as_text, averaged, description_of, folder_of, open_onnx, write_manifest, write_onnx

from .network import Segmenter
from .postprocess import BLUR, PLAUSIBLE_VOLUME, THRESHOLD
from .preprocess import CLIP, HEAD, SIZE, SPACING

ID = "brain-mask"


class Probability(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        return torch.sigmoid(self.network(image))


def drawn_head(size):
    """A slice that is nobody's: scalp, skull and brain as ellipses with ripples, [size, size] float32 in units."""
    y, x = (np.mgrid[0:size, 0:size] - (size - 1) / 2) / (size / 2)
    radius = np.hypot(x / 0.75, y / 0.95)
    brain = 0.6 + 0.15 * np.sin(16 * x) * np.sin(12 * y)
    return np.select([radius < 0.85, radius < 0.93, radius < 1], [brain, 0.1, 0.95], 0).astype(np.float32)


def self_test(path, size=64):
    """A drawn head, smaller than the grid of the product so that the manifest stays small, and what the network makes of it."""
    image = drawn_head(size)
    output = open_onnx(path).run(None, {"image": image[None, None]})[0][0, 0]
    return dict(rows=size, columns=size, input=as_text(image), output=as_text(output), tolerance=1e-3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--out", default=folder_of(ID))
    options = parser.parse_args()
    network, _ = averaged(options.checkpoint, lambda config: Segmenter(**config))
    probability = Probability(network.eval().fold()).eval()
    path = write_onnx(probability, options.out, {"image": torch.zeros(1, 1, SIZE, SIZE)}, ["probability"])
    write_manifest(
        options.out,
        ID,
        description_of(ID),
        graph=dict(input="image", output="probability", multiple=16),
        grid=dict(rows=SIZE, columns=SIZE, spacing=SPACING, clip=CLIP, head=HEAD),
        mask=dict(threshold=THRESHOLD, blur=BLUR, plausibleVolume=PLAUSIBLE_VOLUME),
        selfTest=self_test(path),
    )


if __name__ == "__main__":
    main()
