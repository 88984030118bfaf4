"""Train a restoration prior: python -m healthy.train --pack flair.npz --out run --minutes 60   (the same resumes)

The device, the batch and the precision follow from what is there. OUT/checkpoint.pt holds all that is needed to go on; OUT/log.csv the
losses and, now and then, what the averaged weights reach on the dev subjects (dev.py; kept out of training: pack.py).
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

from checkpoint import from_onnx
from healthy.augment import brightness_curve, carried, heads, scanned, sharpened
from healthy.blobs import Blobs
from healthy.dev import Dev
from healthy.drawn import Drawn, ends_weigh
from healthy.network import Graph, Restorer
from healthy.pack import BRAIN, LEFT_OUT, LESION, SUSPECT, UNIT
from healthy.recipes import RECIPES
from loop import Pace, Training, add_arguments, threads

LOGGED = ("step", "slices", "minutes", "restoring L1", "marking cross-entropy", "rate")
WHAT = ("AUPRC", "per slice", "gone")
CHANGED = 4
"""What is altered weighs this much more in the restored slice, or leaving it alone would cost little."""


class Slices:
    """Packed training slices on the device, and draws of them as other heads."""

    def __init__(self, pack, device, seed, canvas, strict):
        group, self.recipe = pack["groups"], RECIPES[str(pack["contrast"])]
        share = self.recipe.share
        allowed = ("soop-free",) if strict else tuple(share)
        chosen = np.flatnonzero(np.isin(group, allowed))
        family = np.array([g.replace("-free", "") for g in group[chosen]])
        often = ends_weigh(pack["levels"][chosen])
        weight = np.array([share[g] * w / often[family == g.replace("-free", "")].sum() for g, w in zip(group[chosen], often)])
        self.chance = torch.tensor(weight)
        load = lambda name: torch.from_numpy(pack[name][chosen])
        half = lambda name: (load(name).to(torch.float32) / UNIT).to(torch.float16).to(device)
        self.images = half("images")
        self.targets = half("targets") if "targets" in pack else self.images
        self.labels, self.near = load("labels").to(device), load("near").to(device)
        self.device, self.canvas = device, canvas
        self.generator = torch.Generator(device).manual_seed(seed)
        self.picker = torch.Generator().manual_seed(seed)

    def draw(self, count):
        """-> slice and its target, 0 outside the brain; brain; label bits; mm to the ventricles: [B, H, W]"""
        chosen = torch.multinomial(self.chance, count, replacement=True, generator=self.picker).to(self.device)
        head = heads(count, self.canvas, self.generator, self.device)
        stack = torch.stack([a[chosen].float() for a in (self.images, self.targets, self.near)], 1)
        x, target, near = carried(stack, head).unbind(1)
        labels = carried(self.labels[chosen][:, None], head, mode="nearest")[:, 0].to(torch.uint8)
        brain = (labels & BRAIN) > 0
        return x * brain, target * brain, brain, labels, near


class Altered(Slices):
    """Batches of slices with things put in; a part of them drawn from label maps."""

    def __init__(self, pack, device, seed, canvas, strict):
        super().__init__(pack, device, seed, canvas, strict)
        self.blobs = Blobs(self.recipe.things, seed, *canvas, device)
        self.drawn = Drawn(pack, "train", device, seed, canvas) if self.recipe.drawn else None

    def mixed(self, count):
        """As `draw`, the last ones drawn from label maps."""
        few = round(count * self.recipe.drawn)
        x, target, brain, labels, near = self.draw(count - few)
        if not few:
            return x, target, brain, labels, near
        y, inside, to_ventricle = self.drawn.draw(few)
        parts = (x, y), (target, y), (brain, inside), (labels, inside.to(torch.uint8) * BRAIN), (near, to_ventricle)
        return tuple(map(torch.cat, parts))

    def batch(self, count):
        """-> input [B, 3, H, W], clean, mark, weights of restoring and of marking [B, H, W]"""
        x, clean, brain, labels, near = self.mixed(count)
        contrast = x - clean
        altered, mark = self.blobs.put(x, brain, near)
        changed = (altered - clean).abs() > 0.04
        altered, clean = brightness_curve((altered, clean), brain, self.recipe.gamma, self.generator)
        altered, clean = sharpened((altered, clean), brain, self.generator)
        seen = scanned(altered, brain, self.generator)
        given = (torch.rand(count, 1, 1, generator=self.generator, device=self.device) > 0.15).float()
        inputs = torch.stack([seen, brain.float(), seen.flip(2) * given], 1)
        called, marking = self.recipe.called, brain & ((labels & LEFT_OUT) == 0)
        restoring = marking & ((labels & LESION) == 0)  # nobody knows what was there
        if called:
            least, slope, most = called["suspect"]
            mark = torch.where((labels & SUSPECT) > 0, torch.maximum(mark, (least + slope * contrast).clamp(least, most)), mark)
            mark = torch.where((labels & LESION) > 0, mark.clamp_min(called["lesion"]), mark)
        return inputs, clean, mark, restoring * (1 + CHANGED * changed), marking.float()


def loss_of(network, inputs, clean, mark, restoring, marking):
    """L1 of the restored slice + cross-entropy of the mark, over the brain less what is left out."""
    out = network(inputs).float()
    restored = ((out[:, 0] - clean).abs() * restoring).sum() / restoring.sum()
    marked = (F.binary_cross_entropy_with_logits(out[:, 1], mark, reduction="none") * marking).sum() / marking.sum()
    return restored, marked


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
    pack = np.load(options.pack)
    dev = Dev(pack)
    names = [f"dev {kind}, {what}" for kind in dev.sets() for what in WHAT]
    training = Training(network, Pace(decay=0.998), options, (*LOGGED, *names))
    slices = Altered(pack, device, training.seed, options.canvas, options.strict)

    def draw():
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            inputs, *rest = slices.batch(batch)
            restored, marked = loss_of(network, inputs.contiguous(memory_format=torch.channels_last), *rest)
        return restored + marked, batch, (restored.item(), marked.item())

    def row(losses):
        with training.averaged():
            figures = dev.summary(network, device)
        seen = [training.step, training.seen, round(training.minutes, 2), *np.mean(losses, 0).round(4).tolist()]
        return [*seen, f"{training.rate:.2e}", *(round(f, 4) for f in figures)]

    training.go_on(draw, row)


if __name__ == "__main__":
    main()
