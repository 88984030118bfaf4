"""Draw the training curves: python -m ct.curves ../ct-lowdose/log.csv   (writes curves.png beside it)"""
import csv
import os
import sys

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402


def main():
    rows = list(csv.DictReader(open(sys.argv[1])))
    column = lambda name: [float(row[name]) for row in rows]
    figure, axes = pyplot.subplots(1, 3, figsize=(11, 3), layout="constrained")
    for axis, names, label in zip(
        axes,
        (("loss",), ("rmse soft kernel", "rmse sharp kernel"), ("bias tissue", "bias lung", "bias air")),
        ("Charbonnier loss, units of sigma", "RMSE on patients kept aside, HU", "bias there, HU"),
    ):
        for name in names:
            axis.plot(column("crops"), column(name), marker=".", label=name)
        axis.set(xlabel="crops", ylabel=label)
        axis.legend(frameon=False)
    figure.savefig(os.path.join(os.path.dirname(sys.argv[1]), "curves.png"), dpi=80)


if __name__ == "__main__":
    main()
