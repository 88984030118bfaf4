"""What is looked at while training, and what a version is chosen by: train subjects kept aside, none of them `val`.

Sets: SOOP strokes; marked white-matter disease (a program's marks) and one MS patient, at all levels; small things put into SOOP slices
without a stroke and into drawn heads, where the truth under them is known; for T1 things put into slices of volunteers. Per set the AUPRC
(pooled, mean of the slices' own) of the score and of brightness alone, and the share of the lesions' contrast that is gone from the restored
slice. Per level the share of sound brain above the cut.
"""
import argparse

import numpy as np
import torch
from scipy import ndimage as ndi

from healthy.blobs import Blobs
from healthy.disease import around
from healthy.drawn import Drawn
from healthy.measures import auprc, best_dice
from healthy.network import Graph, Restorer, score
from healthy.pack import BRAIN, LEFT_OUT, LESION, NOT_HEALTHY, UNIT
from healthy.recipes import RECIPES
from healthy.slices import excess, smoothed

SETS = {"dev": ("stroke", 100), "dev-wmh": ("white matter", 30), "dev-ms-cross": ("MS", 10)}
"""Group of the pack -> its name here, and the lesion pixels that a slice must have to count in the AUPRC."""
PUT_IN = ("put in", "drawn")
SEED, BAND = 4711, 20
SHARE_CUT = 1e-3


class Dev:
    """Slices x, brain, lesion, sound [N, H, W]; where things were put in also truth; level in mm below the top."""

    def __init__(self, pack, things=True):
        """@param things: put them in too"""
        self.recipe = RECIPES[str(pack["contrast"])]
        groups = pack["groups"]
        chosen = np.flatnonzero(np.isin(groups, list(SETS)))
        labels = pack["labels"][chosen]
        self.x, self.levels = pack["images"][chosen].astype(np.float32) / UNIT, pack["levels"][chosen]
        self.brain, self.lesion, self.sound = labels & BRAIN > 0, labels & LESION > 0, labels & (BRAIN | NOT_HEALTHY) == BRAIN
        self.kind = np.array([SETS[g][0] for g in groups[chosen]])
        self.truth = np.full(self.x.shape, np.nan, np.float32)
        if self.recipe.drawn and things:
            self.put_in(pack, labels)
        least = {name: least for name, least in SETS.values()}
        self.counted = np.array([m.sum() >= least.get(k, 30) for m, k in zip(self.lesion, self.kind)])
        self.plain = [excess(x, b, self.recipe.direction) for x, b in zip(self.x, self.brain)]

    def put_in(self, pack, labels):
        """Adds what is only known where we put it: into SOOP slices without a stroke, and into drawn heads."""
        free = (self.kind == "stroke") & ~self.lesion.any((1, 2))
        near = pack["near"][np.flatnonzero(np.isin(pack["groups"], list(SETS)))][free]
        heads = Drawn(pack, "dev", "cpu", SEED, self.x.shape[1:])
        chosen = torch.arange(0, len(heads.classes), 4)
        drawn = heads.draw(len(chosen), chosen)
        tensor = lambda a: torch.from_numpy(np.ascontiguousarray(a))
        slices = tensor(self.x[free]), tensor(self.brain[free]), tensor(near.astype(np.float32))
        maker = Blobs(self.recipe.things, SEED, *self.x.shape[1:], "cpu")
        suspect = np.concatenate([labels[free] & NOT_HEALTHY > 0, np.zeros(drawn[0].shape, bool)])
        for kind, (x, brain, near) in zip(PUT_IN, (slices, drawn)):
            altered, mark = maker.put(x, brain, near)
            add = lambda name, a: setattr(self, name, np.concatenate([getattr(self, name), a]))
            hidden, suspect = suspect[: len(x)], suspect[len(x) :]
            b, mark = brain.numpy() & ~hidden, mark.numpy()
            for name, a in dict(x=altered.numpy(), truth=x.numpy(), brain=b, lesion=(mark > 0.5) & b, sound=b & (mark < 0.02)).items():
                add(name, a)
            add("kind", np.full(len(x), kind))
            add("levels", heads.levels[::4] if kind == "drawn" else np.full(len(x), np.nan))

    def answers(self, network, device="cpu", chosen=None):
        """-> {slice: restored}, {slice: smoothed score} of all slices, or of those chosen"""
        x, b = torch.from_numpy(self.x), torch.from_numpy(self.brain).float()
        clean, scores = {}, {}
        with torch.no_grad():
            for part in torch.from_numpy(np.arange(len(x)) if chosen is None else chosen).split(8):
                out = network(torch.stack([x[part], b[part], x[part].flip(2)], 1).to(device)).float().cpu()
                marks = score(x[part], out[:, 0], out[:, 1], self.recipe.things.sign, self.recipe.residual)
                for i, restored, marked in zip(part.tolist(), out[:, 0] * b[part], marks):
                    clean[i], scores[i] = restored.numpy(), smoothed(marked.numpy(), self.brain[i])
        return clean, scores

    def detection(self, scores, kind):
        """AUPRC pooled and per slice, over the slices of a set with enough lesion."""
        pairs = [(scores[i][self.brain[i]], self.lesion[i][self.brain[i]]) for i in np.flatnonzero(self.counted & (self.kind == kind))]
        return auprc(*map(np.concatenate, zip(*pairs))), float(np.mean([auprc(*p) for p in pairs]))

    def gone(self, clean, kind):
        """Share of the lesions' contrast that is gone: against the truth where it is known, else against the brain 3 to 8 mm around."""
        before = after = 0.0
        for i in np.flatnonzero(self.counted & (self.kind == kind)):
            m = self.lesion[i]
            if kind in PUT_IN:
                ground = self.truth[i][m].mean()
            else:
                ring = around(m, 8) & ~around(m, 3) & self.sound[i] & (self.x[i] > 0.6)
                ground = np.median(self.x[i][ring]) if ring.any() else 1.0
            before += (self.x[i][m].mean() - ground) * m.sum()
            after += (clean[i][m].mean() - ground) * m.sum()
        return 1 - after / before

    def sets(self):
        return [k for k in dict.fromkeys(self.kind) if (self.counted & (self.kind == k)).any()]

    def cut_of(self, scores):
        """The score that one sound pixel in 1000 exceeds."""
        real = [i for i in range(len(self.x)) if self.kind[i] not in PUT_IN]
        return float(np.quantile(np.concatenate([scores[i][self.sound[i]] for i in real]), 1 - SHARE_CUT))

    def by_level(self, scores, cut):
        """{mm below the top: (slices, share of sound brain above the cut)} of the scans of whole heads."""
        table = {}
        whole = np.isin(self.kind, ("white matter", "MS"))
        for low in range(0, 160, BAND):
            here = np.flatnonzero(whole & (self.levels >= low) & (self.levels < low + BAND))
            if len(here):
                table[low] = len(here), float(np.mean(np.concatenate([scores[i][self.sound[i]] >= cut for i in here])))
        return table

    def summary(self, network, device="cpu"):
        """-> AUPRC pooled and per slice, and the contrast gone, set by set"""
        clean, scores = self.answers(network, device, np.flatnonzero(self.counted))
        return [figure for kind in self.sets() for figure in (*self.detection(scores, kind), self.gone(clean, kind))]


def report(dev, network):
    clean, scores = dev.answers(network)
    print("| set | slices | brightness pooled / per slice | altered pooled / per slice | best Dice | contrast gone |\n|---|---|---|---|---|---|")
    for kind in dev.sets():
        here = np.flatnonzero(dev.counted & (dev.kind == kind))
        dice, _ = best_dice(*(np.concatenate([a[i][dev.brain[i]] for i in here]) for a in (scores, dev.lesion)))
        plain, ours = (" / ".join(f"{f:.3f}" for f in dev.detection(s, kind)) for s in (dev.plain, scores))
        print(f"| {kind} | {len(here)} | {plain} | {ours} | {dice:.3f} | {100 * dev.gone(clean, kind):.0f} % |")
    cut = dev.cut_of(scores)
    print(f"\nScore that one sound pixel in 1000 exceeds: {cut:.4f}. Above it by level:")
    for low, (slices, share) in dev.by_level(scores, cut).items():
        print(f"{low} to {low + BAND} mm below the top ({slices} slices): {100 * share:.2f} %")


def main():
    from checkpoint import from_onnx
    from model_folder import averaged

    parser = argparse.ArgumentParser(description="Measure a checkpoint or an exported model on dev")
    parser.add_argument("--pack", required=True)
    parser.add_argument("--weights", required=True, help="checkpoint.pt or model.onnx")
    options = parser.parse_args()
    if options.weights.endswith(".onnx"):
        network = Restorer()
        graph = Graph(network)
        graph.load_state_dict(from_onnx(options.weights, graph))
    else:
        network, _ = averaged(options.weights, lambda config: Restorer(**config))
    report(Dev(np.load(options.pack)), network.eval())


if __name__ == "__main__":
    main()
