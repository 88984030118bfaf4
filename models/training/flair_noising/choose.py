"""Which noise, level, number of evaluations and score: python -m flair_noising.choose --model model.onnx --pack flair.npz --fields fields.f32

AUPRC on every second of the 80 stroke slices of the dev subjects, pooled and per slice, of every combination; OUT.csv gets the table. No slice of the val split
is read. The choice goes into descriptions/flair-brain-noising.json by hand.
"""
import argparse
import csv

import numpy as np
import torch

from healthy.measures import auprc
from healthy.pack import BRAIN, LESION, UNIT
from flair_noising.noise import Noise
from flair_noising.reconstruct import Model, reconstruct, score
from flair_noising.train import SIGMA

SIGMAS = (0.2, 0.35, 0.55, 0.75)
STEPS = (1, 4)
DRAWS = (1, 4, 8)
EVERY = 2
"""Of the 80 stroke slices: half of them say enough to tell levels apart, in half the time."""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--pack", default="flair.npz")
    parser.add_argument("--fields", default="fields.f32")
    parser.add_argument("--size", type=int, default=224, help="rows and columns of a field")
    parser.add_argument("--out", default="choice.csv")
    options = parser.parse_args()
    model = Model(options.model)
    noise = Noise(options.fields, options.size, "cpu", torch.Generator().manual_seed(2))
    data = np.load(options.pack)
    labels = data["labels"]
    chosen = np.flatnonzero((data["groups"] == "dev") & ((labels & LESION > 0).sum((1, 2)) >= 100))[::EVERY]
    x = data["images"][chosen].astype(np.float32) / UNIT
    brain, lesion = labels[chosen] & BRAIN > 0, labels[chosen] & LESION > 0
    truth = lesion[brain]

    def figures(scores):
        per_slice = [auprc(s[b], m[b]) for s, b, m in zip(scores, brain, lesion)]
        return auprc(scores[brain], truth), float(np.mean(per_slice))

    with open(options.out, "w", newline="", buffering=1) as file:
        table = csv.writer(file)
        table.writerow(("noise", "sigma", "steps", "reconstructions", "score", "dev AUPRC pooled", "dev AUPRC per slice"))
        for kind in ("simplex", "gaussian"):
            for sigma in SIGMAS:
                for steps in STEPS:
                    parts = [slice(k, k + 8) for k in range(0, len(x), 8)]
                    draw = lambda: np.concatenate([reconstruct(model, x[p], brain[p], kind, sigma, steps, SIGMA[0], noise) for p in parts])
                    made = np.stack([draw() for _ in range(DRAWS[-1])])
                    for count, output in [(n, "residual") for n in DRAWS] + [(n, "mahalanobis") for n in DRAWS[1:]]:
                        row = (kind, sigma, steps, count, output, *(round(f, 4) for f in figures(score(output, x, brain, made[:count]))))
                        print(*row, flush=True)
                        table.writerow(row)


if __name__ == "__main__":
    main()
