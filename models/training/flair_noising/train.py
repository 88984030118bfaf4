"""Train the partial-noising prior: python -m flair_noising.train --pack flair.npz --fields fields.f32 --out run   (the same resumes)

The slices, their augmentation and what is left out of the loss are those of healthy; the task is AnoDDPM's (Wyatt et al., CVPR
Workshops 2022): take noise, Gaussian or simplex, out of slices in which disease does not count. OUT/checkpoint.pt holds all that is needed to
go on; OUT/log.csv the loss and, now and then, the AUPRC of the averaged weights on the dev subjects, one evaluation from a fixed level.
"""
import argparse
import csv
import math
import os
import time

import numpy as np
import torch

from healthy.augment import brightness_curve
from healthy.pack import BRAIN, LEFT_OUT
from healthy.slices import smoothed
from healthy.train import Dev, Slices
from flair_noising.network import Prior, denoise, raw
from flair_noising.noise import Noise

SIGMA = (0.05, 0.8)
"""Medians of the brain, log-uniform."""
OUTSIDE = 0.1
"""Weight of the pixels outside the brain, which the network is told are 0."""
LOOK = 0.5
"""Level at which the dev subjects are looked at."""
KINDS = ("Gaussian", "simplex")
LOGGED = ("step", "slices", "minutes", "loss", "rate", *(f"dev AUPRC {kind}, {how}" for kind in KINDS for how in ("pooled", "per slice")))


class Noisy(Slices):
    """Batches of slices with noise on them."""

    def __init__(self, pack, device, seed, canvas, strict, fields, size):
        super().__init__(pack, device, seed, canvas, strict)
        self.noise = Noise(fields, size, device, self.generator)

    def batch(self, count):
        """-> noisy, clean, sigma [B], brain, weight of the loss [B, H, W]"""
        x, brain, labels, _ = self.draw(count)
        [clean] = brightness_curve((x,), brain, self.recipe.gamma, self.generator)
        low, high = map(math.log, SIGMA)
        sigma = torch.exp(low + (high - low) * torch.rand(count, generator=self.generator, device=self.device))
        noisy = clean + sigma.view(-1, 1, 1) * self.noise.half(count, *self.canvas)
        weight = torch.where((labels & BRAIN) > 0, ((labels & LEFT_OUT) == 0).float(), OUTSIDE)
        return noisy, clean, sigma, brain, weight


def loss_of(network, noisy, clean, sigma, brain, weight):
    """EDM's loss: the squared error of F, which weighs every level alike."""
    f, skip, out = raw(network, noisy, sigma, brain)
    return (((f - (clean - skip * noisy) / out) ** 2) * weight).sum() / weight.sum()


class NoisyDev(Dev):
    """AUPRC on the kept-aside subjects: slice less D from one fixed noise at one level, where it is brighter, smoothed 2 mm FWHM."""

    def residuals(self, network, noise):
        x, b = torch.from_numpy(self.x), torch.from_numpy(self.brain)
        found = []
        with torch.no_grad():
            for part in torch.arange(len(x)).split(8):
                y = (x[part] + LOOK * noise[part]).to(self.device)
                d = denoise(network, y, torch.full((len(part),), LOOK, device=self.device), b[part].to(self.device))
                found += list((x[part] - d.cpu()).clamp_min(0).numpy())
        return [smoothed(s, brain) for s, brain in zip(found, self.brain)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pack", default="flair.npz")
    parser.add_argument("--fields", default="fields.f32", help="simplex noise (models/figures/simplexFields.ts)")
    parser.add_argument("--size", type=int, default=224, help="rows and columns of a field")
    parser.add_argument("--out", default="run")
    parser.add_argument("--minutes", type=float, default=20, help="wall-clock budget of this call")
    parser.add_argument("--total-minutes", type=float, help="length of the whole cosine, over all calls (default: up to this call's end)")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--canvas", type=int, nargs=2, default=[176, 144], help="rows and columns of a training picture")
    parser.add_argument("--dev-minutes", type=float, default=5, help="time between two looks at the dev subjects")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    cuda = torch.cuda.is_available()
    device = "cuda" if cuda else "cpu"
    if not cuda:
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    batch = options.batch or (96 if cuda else 8)
    os.makedirs(options.out, exist_ok=True)
    checkpoint = os.path.join(options.out, "checkpoint.pt")
    torch.manual_seed(options.seed)
    network = Prior().to(device, memory_format=torch.channels_last)
    average = {k: v.clone() for k, v in network.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), lr=options.rate, betas=(0.9, 0.98), weight_decay=1e-3)
    step, spent = 0, 0.0
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint, map_location=device, weights_only=False)
        network.load_state_dict(saved["network"])
        optimiser.load_state_dict(saved["optimiser"])
        average, step, spent = saved["average"], saved["step"], saved["minutes"]
    pack = np.load(options.pack)
    # A continued run draws new random numbers.
    slices = Noisy(pack, device, options.seed * 1_000_003 + step, options.canvas, False, options.fields, options.size)
    dev = NoisyDev(pack, device)
    fixed = Noise(options.fields, options.size, "cpu", torch.Generator().manual_seed(1))
    dev_noise = [torch.stack([make(*dev.x.shape[1:]) for _ in dev.x]) for make in (fixed.gaussian, fixed.simplex)]
    total = options.total_minutes or spent + options.minutes
    start = time.time()
    last_dev, losses = start, []
    log_path = os.path.join(options.out, "log.csv")
    begun = os.path.exists(log_path)
    log = csv.writer(open(log_path, "a", newline="", buffering=1))
    if not begun:
        log.writerow(LOGGED)
    minutes = lambda: spent + (time.time() - start) / 60

    def report():
        live = {k: v.clone() for k, v in network.state_dict().items()}
        network.load_state_dict(average)
        figures = [figure for noise in dev_noise for figure in dev.measure(dev.residuals(network, noise))]
        network.load_state_dict(live)
        row = [step, step * batch, round(minutes(), 2), round(float(np.mean(losses)), 4), f"{rate:.2e}", *(round(f, 4) for f in figures)]
        print(*row, flush=True)
        log.writerow(row)
        state = dict(config=network.config, network=network.state_dict(), average=average, optimiser=optimiser.state_dict())
        state.update(step=step, minutes=minutes(), options=vars(options))
        torch.save(state, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)

    while (time.time() - start) / 60 < options.minutes:
        progress = min(1.0, minutes() / total)
        rate = options.rate * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        drawn = slices.batch(batch)
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            loss = loss_of(network, *drawn)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        step += 1
        decay = min(0.997, (step + 1) / (step + 20))
        with torch.no_grad():
            for name, value in network.state_dict().items():
                average[name].lerp_(value, 1 - decay)
        losses.append(loss.item())
        if time.time() - last_dev > 60 * options.dev_minutes:
            report()
            last_dev, losses = time.time(), []
    if losses:
        report()


if __name__ == "__main__":
    main()
