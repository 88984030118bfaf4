"""Compare fills on the dev slices, and draw them: python -m inpaint.look --checkpoint run/checkpoint.pt --pack inpaint.npz"""
import argparse

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

from inpaint.dev import cases, scores  # noqa: E402
from inpaint.fills import biharmonic, mean_of_rim, posterior_mean, sampled  # noqa: E402
from inpaint.network import Inpainter  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--pack", default="inpaint.npz")
    parser.add_argument("--out", default="look.png")
    parser.add_argument("--steps", type=int, nargs="*", default=[4, 12, 20])
    parser.add_argument("--columns", type=int, default=10, help="dev slices in the picture")
    options = parser.parse_args()
    torch.set_num_threads(1)
    saved = torch.load(options.checkpoint, weights_only=False)
    network = Inpainter(**saved["config"])
    network.load_state_dict(saved["average"])
    with np.load(options.pack) as pack:
        dev = cases(pack)
    fills = {"mean of the rim": mean_of_rim, "biharmonic": biharmonic, "1 evaluation": lambda p, h: posterior_mean(network, p, h)}
    fills |= {f"{n} steps": lambda p, h, n=n: sampled(network, p, h, n) for n in options.steps}
    print("| fill | SSIM | PSNR, dB | MSE |\n| --- | --- | --- | --- |")
    for name, fill in fills.items():
        print("| {} | {:.3f} | {:.2f} | {:.4f} |".format(name, *scores(dev, fill)), flush=True)
    shown = [dev[int(i)] for i in np.linspace(0, len(dev) - 1, options.columns)]
    rows = {"original": lambda p, h: p, "hole": lambda p, h: np.where(h, 0, p), **fills}
    figure, axes = plt.subplots(len(rows), len(shown), figsize=(2 * len(shown), 2 * len(rows)))
    for line, (name, fill) in zip(axes, rows.items()):
        for axis, (picture, hole) in zip(line, shown):
            axis.imshow(fill(picture, hole).T, cmap="gray", vmin=0, vmax=1.2)
            axis.axis("off")
        line[0].set_title(name, fontsize=8)
    figure.tight_layout(pad=0.2)
    figure.savefig(options.out, dpi=75)


if __name__ == "__main__":
    main()
