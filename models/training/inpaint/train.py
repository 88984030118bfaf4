"""Train the inpainting denoiser: python -m inpaint.train --pack inpaint.npz --init ../mr-brain-restore/model.onnx --out run --minutes 20

The same command resumes. OUT/checkpoint.pt holds all that is needed to go on; OUT/log.csv the losses and, of the averaged weights, SSIM
and PSNR inside the holes of the dev slices by one evaluation at the highest noise.
"""
import argparse
import csv
import math
import os
import time

import numpy as np
import torch

from checkpoint import averaged_weights
from inpaint.dev import cases, scores
from inpaint.draws import Crops
from inpaint.fills import biharmonic, mean_of_rim, posterior_mean
from inpaint.network import SPREAD, Inpainter
from inpaint.structure import similarity
from inpaint.warm_start import transplanted
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
    parser.add_argument("--pack", default="inpaint.npz")
    parser.add_argument("--out", default="run")
    parser.add_argument("--minutes", type=float, default=20, help="wall-clock budget of this call")
    parser.add_argument("--total-minutes", type=float, help="length of the whole cosine, over all calls (default: up to this call's end)")
    parser.add_argument("--init", help="model.onnx of mr-brain-restore")
    parser.add_argument("--init-widths", type=int, nargs="+", default=[48, 64, 96, 128])
    parser.add_argument("--init-blocks", type=int, nargs="+", default=[1, 1, 2, 2])
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--crop", type=int, default=112)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--widths", type=int, nargs="+", default=[48, 64, 96, 192])
    parser.add_argument("--blocks", type=int, nargs="+", default=[1, 1, 3, 4])
    parser.add_argument("--dev-minutes", type=float, default=4, help="time between two looks at the dev slices")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    os.makedirs(options.out, exist_ok=True)
    checkpoint = os.path.join(options.out, "checkpoint.pt")
    torch.manual_seed(options.seed)
    network = started(options).to(memory_format=torch.channels_last)
    average = {k: v.clone() for k, v in network.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-3)
    step, seen, spent = 0, 0, 0.0
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint, weights_only=False)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        average, step, seen, spent = saved["average"], saved["step"], saved["crops"], saved["minutes"]
    with np.load(options.pack) as stored:
        pack = {name: stored[name] for name in stored.files}
    # A continued run draws new random numbers and new outlines.
    crops = Crops(pack, options.seed * 1_000_003 + step)
    dev = cases(pack)
    if not step:
        for fill in (mean_of_rim, biharmonic):
            print(fill.__name__, "SSIM {:.3f}, PSNR {:.2f} dB".format(*scores(dev, fill)), flush=True)
    total = options.total_minutes or spent + options.minutes
    log_path = os.path.join(options.out, "log.csv")
    begun = os.path.exists(log_path)
    log = csv.writer(open(log_path, "a", newline="", buffering=1))
    if not begun:
        log.writerow(LOGGED)
    start = last = time.time()
    losses = []
    minutes = lambda: spent + (time.time() - start) / 60

    def report():
        live = {k: v.clone() for k, v in network.state_dict().items()}
        network.load_state_dict(average)
        figures = scores(dev, lambda picture, hole: posterior_mean(network, picture, hole))
        network.load_state_dict(live)
        sigma, each = (torch.cat(part) for part in zip(*losses))
        high = sigma > 0.3
        row = [step, seen, round(minutes(), 2), *(round(float(each[m].mean()), 4) for m in (high, ~high)), f"{rate:.2e}"]
        row += [round(f, d) for f, d in zip(figures, (4, 2))]
        print(*row, flush=True)
        log.writerow(row)
        state = dict(config=network.config, network=network.state_dict(), average=average, optimiser=optimiser.state_dict())
        state.update(step=step, crops=seen, minutes=minutes(), options=vars(options))
        torch.save(state, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)

    while (time.time() - start) / 60 < options.minutes:
        rate = options.rate * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, minutes() / total))))
        for group in optimiser.param_groups:
            group["lr"] = rate
        clean, hole, known = crops.batch(options.batch, options.crop)
        sigma = crops.levels(options.batch)
        loss, each = loss_of(network, clean, hole, known, sigma, torch.randn(clean.shape, generator=crops.torch))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step, seen = step + 1, seen + options.batch
        decay = min(0.998, (step + 1) / (step + 20))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                average[name].lerp_(value, 1 - decay)
        losses.append((sigma, each))
        if time.time() - last > 60 * options.dev_minutes:
            report()
            last, losses = time.time(), []
    if losses:
        report()


if __name__ == "__main__":
    main()
