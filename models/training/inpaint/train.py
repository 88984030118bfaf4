"""Train the inpainting denoiser: python -m inpaint.train --pack inpaint.npz --init ../mr-brain-restore/model.onnx --out run --minutes 20

The same command resumes. OUT/checkpoint.pt holds all that is needed to go on; OUT/log.csv the losses and, of the averaged weights, SSIM
and PSNR inside the holes of the dev slices by one evaluation at the highest noise.
"""
import argparse

import numpy as np
import torch

from checkpoint import averaged_weights
from inpaint.dev import cases, scores
from inpaint.draws import Crops
from inpaint.fills import biharmonic, mean_of_rim, posterior_mean
from inpaint.network import SPREAD, Inpainter
from inpaint.structure import similarity
from inpaint.warm_start import transplanted
from loop import Pace, Training, add_arguments, threads
from network import Denoiser, denoise

STRUCTURE, STRUCTURE_ABOVE = 4.0, 1.5
"""Weight of 1 - SSIM beside the squared error, for draws above this sigma. There the mean alone is smooth; this asks for likely contrast."""
LOGGED = ("step", "crops", "minutes", "loss above sigma 0.3", "loss below", "rate", "dev SSIM", "dev PSNR, dB")


def loss_of(network, clean, hole, known, sigma, noise):
    """-> mean over the holes, and [B] of each: squared error of D in units of what the inner network answers for (unit weight on its F).

    Above STRUCTURE_ABOVE the mean also counts what D lacks in structural similarity.
    """
    estimate = denoise(network, (clean + sigma.view(-1, 1, 1) * noise)[:, None], sigma, known)[:, 0]
    error = (1 / sigma**2 + 1 / SPREAD**2).view(-1, 1, 1) * (estimate - clean) ** 2 * hole
    each = error.sum((1, 2)) / hole.sum((1, 2)).clamp_min(1)
    unlike = (1 - similarity(estimate, clean)) * hole * (sigma > STRUCTURE_ABOVE).view(-1, 1, 1)
    return (error + STRUCTURE * unlike).sum() / hole.sum(), each.detach()


def started(options):
    """Network at the start: the denoiser's function, or random weights."""
    network = Inpainter(options.widths, options.blocks)
    if options.init:
        source = Denoiser(options.init_widths, options.init_blocks)
        source.load_state_dict(averaged_weights(options.init, source, "cpu"))
        network.load_state_dict(transplanted(source, network))
    return network


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser, rate=1e-3, report_minutes=4, pack="inpaint.npz")
    parser.add_argument("--init", help="model.onnx of mr-brain-restore")
    parser.add_argument("--init-widths", type=int, nargs="+", default=[48, 64, 96, 128])
    parser.add_argument("--init-blocks", type=int, nargs="+", default=[1, 1, 2, 2])
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--crop", type=int, default=112)
    parser.add_argument("--widths", type=int, nargs="+", default=[48, 64, 96, 192])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 1, 3, 4])
    options = parser.parse_args()

    threads()
    torch.manual_seed(options.seed)
    network = started(options).to(memory_format=torch.channels_last)
    training = Training(network, Pace(decay=0.998), options, LOGGED)
    with np.load(options.pack) as stored:
        pack = {name: stored[name] for name in stored.files}
    crops = Crops(pack, training.seed)
    dev = cases(pack)
    if not training.step:
        for fill in (mean_of_rim, biharmonic):
            print(fill.__name__, "SSIM {:.3f}, PSNR {:.2f} dB".format(*scores(dev, fill)), flush=True)

    def draw():
        clean, hole, known = crops.batch(options.batch, options.crop)
        sigma = crops.levels(options.batch)
        loss, each = loss_of(network, clean, hole, known, sigma, torch.randn(clean.shape, generator=crops.torch))
        return loss, options.batch, (sigma, each)

    def row(losses):
        with training.averaged():
            figures = scores(dev, lambda picture, hole: posterior_mean(network, picture, hole))
        sigma, each = (torch.cat(part) for part in zip(*losses))
        high = sigma > 0.3
        seen = [training.step, training.seen, round(training.minutes, 2), *(round(float(each[m].mean()), 4) for m in (high, ~high))]
        return [*seen, f"{training.rate:.2e}", *(round(f, d) for f, d in zip(figures, (4, 2)))]

    training.go_on(draw, row)


if __name__ == "__main__":
    main()
