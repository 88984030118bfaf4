"""Which training masks do not fit their image: python -m brain_mask.screen --pack brain-mask.npz --checkpoint run/checkpoint.pt

A first model, trained on all of them, gives every training volume its Dice. A few masks that lie wrong cannot teach a network of this
size to be wrong in the same way, so they stand out: far below the median of their contrast. The names go to train.py --leave-out.
"""
import argparse

import numpy as np
import torch

from .network import Segmenter
from .pack import UNIT
from .postprocess import clean, dice

LIMIT = 0.03
"""Dice below the median of the contrast by more than this, and by more than five median deviations: does not fit."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", default="brain-mask.npz")
    parser.add_argument("--checkpoint", required=True)
    options = parser.parse_args()
    saved = torch.load(options.checkpoint, map_location="cpu", weights_only=False)
    network = Segmenter(**saved["config"]).eval()
    network.load_state_dict(saved["average"])
    data, found = np.load(options.pack), {}
    for name, dev in zip(data["names"], data["dev"]):
        if dev:
            continue
        image = torch.from_numpy(data[f"{name}/image"][:, None].astype(np.float32) / UNIT)
        with torch.no_grad():
            probability = torch.sigmoid(network(image))[:, 0].numpy()
        found.setdefault(name.split("-")[-1], {})[str(name)] = dice(clean(probability)[0], data[f"{name}/mask"])
    for contrast, scores in found.items():
        values = np.array(list(scores.values()))
        middle = np.median(values)
        limit = middle - max(LIMIT, 5 * np.median(abs(values - middle)))
        below = [f"{n} ({s:.3f})" for n, s in scores.items() if s < limit]
        print(f"{contrast}: median {middle:.3f}, lowest {values.min():.3f}, limit {limit:.3f}; below:", *below)


if __name__ == "__main__":
    main()
