"""Train the brain-mask network: python -m brain_mask.train --pack brain-mask.npz --out run --minutes 20 --total-minutes 60

In models/training; the same command resumes. One recipe for one core and for a large GPU. Everything needed to go on lies in
OUT/checkpoint.pt; OUT/log.csv has the loss and the Dice on the dev subjects (slices, before any post-processing).
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from loop import Pace, Training, add_arguments

from .cuts import Cuts
from .network import Segmenter
from .pack import UNIT


def loss_of(logits, mask):
    """Cross-entropy plus Dice over the batch."""
    p = torch.sigmoid(logits)
    dice = (2 * (p * mask).sum() + 1) / (p.sum() + mask.sum() + 1)
    return F.binary_cross_entropy_with_logits(logits, mask) + 1 - dice


class Dev:
    """Dice of whole dev volumes, thresholded at 0.5, per kind of volume: for choosing settings."""

    def __init__(self, path, device):
        data = np.load(path)
        self.volumes = {}
        for name, dev in zip(data["names"], data["dev"]):
            if dev:
                step = max(1, len(data[f"{name}/image"]) // 24)
                image, mask = (torch.from_numpy(data[f"{name}/{k}"][::step].astype(np.float32)).to(device) for k in ("image", "mask"))
                kind = name.split("-")[0] + "-" + name.split("-")[-1]
                self.volumes.setdefault(kind, []).append((image[:, None] / UNIT, mask[:, None]))
        self.kinds = sorted(self.volumes)

    @torch.no_grad()
    def dice(self, network):
        network.eval()
        found = []
        for kind in self.kinds:
            each = [((network(x) > 0).float(), m) for x, m in self.volumes[kind]]
            found.append(float(np.mean([float(2 * (p * m).sum() / (p.sum() + m.sum())) for p, m in each])))
        network.train()
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser, rate=3e-3, report_minutes=4, pack="brain-mask.npz")
    parser.add_argument("--batch", type=int, help="default 24, on a GPU 192")
    parser.add_argument("--leave-out", nargs="*", default=[], help="names of volumes whose mask does not fit (see screen.py)")
    options = parser.parse_args()

    cuda = torch.cuda.is_available()
    device = "cuda" if cuda else "cpu"
    batch = options.batch or (192 if cuda else 24)
    network = Segmenter().to(device, memory_format=torch.channels_last)
    dev = Dev(options.pack, device)
    training = Training(network, Pace(decay=0.998, lag=10, weight_decay=1e-2), options, ("step", "minutes", "loss", *dev.kinds, "rate"))
    cuts = Cuts(options.pack, device, training.seed, lambda name, dev: not dev and name not in options.leave_out)

    def draw():
        x, mask = cuts.batch(batch)
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            logits = network(x.contiguous(memory_format=torch.channels_last))
        loss = loss_of(logits.float(), mask)
        return loss, batch, loss.item()

    def row(losses):
        with training.averaged():
            found = dev.dice(network)
        seen = [training.step, round(training.minutes, 1), round(float(np.mean(losses)), 4)]
        return [*seen, *(round(d, 4) for d in found), f"{training.rate:.2e}"]

    training.go_on(draw, row)


if __name__ == "__main__":
    main()
