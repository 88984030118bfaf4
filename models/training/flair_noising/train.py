"""Train the partial-noising prior: python -m flair_noising.train --pack flair.npz --fields fields.f32 --out run   (the same resumes)

The slices, their augmentation and what is left out of the loss are those of healthy; the task is AnoDDPM's (Wyatt et al., CVPR
Workshops 2022): take noise, Gaussian or simplex, out of slices in which disease does not count. OUT/checkpoint.pt holds all that is needed to
go on; OUT/log.csv the loss and, now and then, the AUPRC of the averaged weights on the dev subjects, one evaluation from a fixed level.
"""
import argparse
import math

import numpy as np
import torch

from healthy.augment import brightness_curve
from healthy.dev import Dev
from healthy.pack import BRAIN, NOT_HEALTHY
from healthy.slices import smoothed
from healthy.train import Slices
from flair_noising.network import Prior, denoise, raw
from flair_noising.noise import Noise
from loop import Pace, Training, add_arguments, threads

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
        x, _, brain, labels, _ = self.draw(count)
        [clean] = brightness_curve((x,), brain, self.recipe.gamma, self.generator)
        low, high = map(math.log, SIGMA)
        sigma = torch.exp(low + (high - low) * torch.rand(count, generator=self.generator, device=self.device))
        noisy = clean + sigma.view(-1, 1, 1) * self.noise.half(count, *self.canvas)
        weight = torch.where((labels & BRAIN) > 0, ((labels & NOT_HEALTHY) == 0).float(), OUTSIDE)
        return noisy, clean, sigma, brain, weight


def loss_of(network, noisy, clean, sigma, brain, weight):
    """EDM's loss: the squared error of F, which weighs every level alike."""
    f, skip, out = raw(network, noisy, sigma, brain)
    return (((f - (clean - skip * noisy) / out) ** 2) * weight).sum() / weight.sum()


class NoisyDev(Dev):
    """AUPRC on the strokes of the kept-aside subjects: slice less D from one fixed noise at one level, where it is brighter, smoothed 2 mm FWHM."""

    def __init__(self, pack, device):
        super().__init__(pack, things=False)
        self.device = device

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
    add_arguments(parser, rate=2e-3, report_minutes=5, pack="flair.npz")
    parser.add_argument("--fields", default="fields.f32", help="simplex noise (models/figures/simplexFields.ts)")
    parser.add_argument("--size", type=int, default=224, help="rows and columns of a field")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--canvas", type=int, nargs=2, default=[176, 144], help="rows and columns of a training picture")
    options = parser.parse_args()

    cuda = torch.cuda.is_available()
    device = "cuda" if cuda else "cpu"
    threads()
    batch = options.batch or (96 if cuda else 8)
    torch.manual_seed(options.seed)
    network = Prior().to(device, memory_format=torch.channels_last)
    training = Training(network, Pace(decay=0.997), options, LOGGED)
    pack = np.load(options.pack)
    slices = Noisy(pack, device, training.seed, options.canvas, False, options.fields, options.size)
    dev = NoisyDev(pack, device)
    fixed = Noise(options.fields, options.size, "cpu", torch.Generator().manual_seed(1))
    dev_noise = [torch.stack([make(*dev.x.shape[1:]) for _ in dev.x]) for make in (fixed.gaussian, fixed.simplex)]

    def draw():
        drawn = slices.batch(batch)
        with torch.autocast(device, torch.bfloat16, enabled=cuda):
            loss = loss_of(network, *drawn)
        return loss, batch, loss.item()

    def row(losses):
        with training.averaged():
            figures = [figure for noise in dev_noise for figure in dev.detection(dev.residuals(network, noise), "stroke")]
        seen = [training.step, training.seen, round(training.minutes, 2), round(float(np.mean(losses)), 4)]
        return [*seen, f"{training.rate:.2e}", *(round(f, 4) for f in figures)]

    training.go_on(draw, row)


if __name__ == "__main__":
    main()
