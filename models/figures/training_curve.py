"""Draw a training log: python models/figures/training_curve.py --log run/log.csv --id flair-brain-healthy

Copies the CSV to models/<id>/training.csv and draws its losses and figures against the step into models/<id>/training.png.
"""
import argparse
import csv
import os
import shutil

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

MODELS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
UNDRAWN = ("leg", "step", "slices", "crops", "patches", "minutes", "rate", "dev PSNR, dB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--log", required=True)
    parser.add_argument("--id", required=True)
    options = parser.parse_args()
    folder = os.path.join(MODELS, options.id)
    shutil.copy(options.log, os.path.join(folder, "training.csv"))
    with open(options.log, newline="") as file:
        names, *rows = csv.reader(file)
    columns = {name: [float(row[i]) for row in rows] for i, name in enumerate(names)}
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
    for name, values in columns.items():
        if name not in UNDRAWN:
            (right if name.startswith(("dev", "probe")) else left).plot(columns["step"], values, ".-", label=name)
    for axis in (left, right):
        axis.set_xlabel("step")
        axis.legend(fontsize=8 if len(axis.lines) < 6 else 4)
        axis.grid(alpha=0.3)
    left.set_yscale("log")
    figure.tight_layout()
    figure.savefig(os.path.join(folder, "training.png"), dpi=90)


if __name__ == "__main__":
    main()
