"""Train a restoration prior: python -m healthy.train --pack flair.npz --out run --minutes 60   (the same resumes)

The device, the batch and the precision follow from what is there. OUT/checkpoint.pt holds all that is needed to go on; OUT/log.csv the
losses and, now and then, the AUPRC of the averaged weights on the dev subjects (kept out of training: pack.py).
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from checkpoint import from_onnx
from healthy.augment import brightness_curve, scanned, warp
from healthy.blobs import Blobs
from healthy.export import Graph
from healthy.measures import auprc
from healthy.network import Restorer
from healthy.pack import BRAIN, LEFT_OUT, LESION, UNIT
from healthy.recipes import RECIPES
from healthy.slices import excess, smoothed
from loop import Pace, Training, add_arguments, threads

LOGGED = ("step", "slices", "minutes", "restoring L1", "marking cross-entropy", "rate", "dev AUPRC pooled", "dev AUPRC per slice")


class Slices:
    """Packed training slices on the device, and draws of them as other heads."""

    def __init__(self, pack, device, seed, canvas, strict):
        group, self.recipe = pack["groups"], RECIPES[str(pack["contrast"])]
        share = self.recipe.share
        allowed = ("soop-free",) if strict else tuple(share)
        chosen = np.flatnonzero(np.isin(group, allowed))
        family = np.array([g.replace("-free", "") for g in group[chosen]])
        weight = np.array([share[g] / (family == g.replace("-free", "")).sum() for g in group[chosen]])
        self.chance = torch.tensor(weight)
        load = lambda name: torch.from_numpy(pack[name][chosen])
        self.images = (load("images").to(torch.float32) / UNIT).to(torch.float16).to(device)
        self.labels, self.near = load("labels").to(device), load("near").to(device)
        self.device, self.canvas = device, canvas
        self.generator = torch.Generator(device).manual_seed(seed)
        self.picker = torch.Generator().manual_seed(seed)

    def draw(self, count):
        """-> slice, 0 outside the brain; brain; label bits; mm to the ventricles: [B, H, W]"""
        chosen = torch.multinomial(self.chance, count, replacement=True, generator=self.picker).to(self.device)
        x, labels, near = warp(self.images[chosen].float(), self.labels[chosen], self.near[chosen], self.canvas, self.generator)
        brain = (labels & BRAIN) > 0
        return x * brain, brain, labels, near


class Altered(Slices):
    """Batches of slices with things put in."""

    def __init__(self, pack, device, seed, canvas, strict):
        super().__init__(pack, device, seed, canvas, strict)
        self.blobs = Blobs(self.recipe.things, seed, *canvas, device)

    def batch(self, count):
        """-> input [B, 3, H, W], clean, mark, weight of the loss [B, H, W]"""
        x, brain, labels, near = self.draw(count)
        altered, mark = self.blobs.put(x, brain, near)
        altered, clean = brightness_curve((altered, x), brain, self.recipe.gamma, self.generator)
        seen = scanned(altered, brain, self.generator)
        given = (torch.rand(count, 1, 1, generator=self.generator, device=self.device) > 0.15).float()
        inputs = torch.stack([seen, brain.float(), seen.flip(2) * given], 1)
        return inputs, clean, mark, (brain & ((labels & LEFT_OUT) == 0)).float()


def loss_of(network, inputs, clean, mark, weight):
    """L1 of the restored slice + cross-entropy of the mark, over the brain less what is left out."""
    out = network(inputs).float()
    total = weight.sum()
    restored = ((out[:, 0] - clean).abs() * weight).sum() / total
    marked = (F.binary_cross_entropy_with_logits(out[:, 1], mark, reduction="none") * weight).sum() / total
    return restored, marked


class Dev:
    """AUPRC on the kept-aside subjects, one evaluation, smoothed 2 mm FWHM."""

    def __init__(self, pack, device):
        chosen = np.flatnonzero(pack["groups"] == "dev")
        self.x = pack["images"][chosen].astype(np.float32) / UNIT
        labels = pack["labels"][chosen]
        self.brain, self.lesion = labels & BRAIN > 0, labels & LESION > 0
        self.device = device
        direction = RECIPES[str(pack["contrast"])].direction
        plain = self.measure([excess(x, b, direction) for x, b in zip(self.x, self.brain)])
        print("dev, {} than the median: pooled {:.3f}, per slice {:.3f}".format(direction, *plain), flush=True)

    def measure(self, scores):
        """Over the slices with at least 100 lesion pixels."""
        chosen = [i for i, m in enumerate(self.lesion) if m.sum() >= 100]
        pairs = [(scores[i][self.brain[i]], self.lesion[i][self.brain[i]]) for i in chosen]
        return auprc(*map(np.concatenate, zip(*pairs))), float(np.mean([auprc(*p) for p in pairs]))

    def scores(self, network):
        x, b = torch.from_numpy(self.x), torch.from_numpy(self.brain).float()
        found = []
        with torch.no_grad():
            for part in torch.arange(len(x)).split(8):
                inputs = torch.stack([x[part], b[part], x[part].flip(2)], 1).to(self.device)
                found += list(torch.sigmoid(network(inputs)[:, 1]).cpu().numpy())
        return [smoothed(s, brain) for s, brain in zip(found, self.brain)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser, rate=2.5e-3, report_minutes=4)
    parser.add_argument("--init", help="start from these weights (the committed model.onnx), with a new optimiser and schedule")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--widths", type=int, nargs="+", default=[16, 40, 80, 112])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 1, 1, 2])
    parser.add_argument("--canvas", type=int, nargs=2, default=[176, 144], help="rows and columns of a training picture")
    parser.add_argument("--strict", action="store_true", help="train on SOOP slices without an acute lesion only")
    options = parser.parse_args()

    cuda = torch.cuda.is_available()
    device = "cuda" if cuda else "cpu"
    threads()
    batch = options.batch or (96 if cuda else 8)
    torch.manual_seed(options.seed)
    network = Restorer(options.widths, options.blocks).to(device, memory_format=torch.channels_last)
    if options.init:
        graph = Graph(network)
        graph.load_state_dict(from_onnx(options.init, graph))
    training = Training(network, Pace(decay=0.997), options, LOGGED)
    pack = np.load(options.pack)
    slices = Altered(pack, device, training.seed, options.canvas, options.strict)
    dev = Dev(pack, device)

    def draw():
        inputs, clean, mark, weight = slices.batch(batch)
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            restored, marked = loss_of(network, inputs.contiguous(memory_format=torch.channels_last), clean, mark, weight)
        return restored + marked, batch, (restored.item(), marked.item())

    def row(losses):
        with training.averaged():
            figures = dev.measure(dev.scores(network))
        seen = [training.step, training.seen, round(training.minutes, 2), *np.mean(losses, 0).round(4).tolist()]
        return [*seen, f"{training.rate:.2e}", *(round(f, 4) for f in figures)]

    training.go_on(draw, row)


if __name__ == "__main__":
    main()
