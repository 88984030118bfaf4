"""Draw the training log of the brain mask: python models/figures/brain_mask_curve.py

Loss, and Dice on the dev subjects, against the steps: models/brain-mask/training.csv into training.png beside it.
"""
import csv
import os

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "brain-mask")


def main():
    with open(os.path.join(FOLDER, "training.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    steps = [int(r["step"]) for r in rows]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
    left.plot(steps, [float(r["loss"]) for r in rows], ".-")
    left.set(xlabel="step", ylabel="cross-entropy + 1 - Dice", ylim=(0, None))
    for kind in [k for k in rows[0] if k not in ("step", "minutes", "loss", "rate")]:
        right.plot(steps, [float(r[kind]) for r in rows], ".-", label=kind)
    right.set(xlabel="step", ylabel="Dice on dev, before post-processing", ylim=(0.9, 0.98))
    right.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(os.path.join(FOLDER, "training.png"), dpi=80)


if __name__ == "__main__":
    main()
