"""Training pairs made while training runs: a clean slice, a reconstruction kernel, a level, and the level as the product measures it."""
import math

import numpy as np
import torch
import torch.nn.functional as F

from ct.level import noise_level
from ct.simulate import HIGHEST, LOWEST, degrade, filtered, kernel, radius, stationary_spectrum

SIGMA = (5.0, 150.0)
CROPS = 16
"""Crops taken from one simulated slice."""
SOFT_KERNEL, ANY_KERNEL, POWER = (0.26, 0.38), (0.24, 1.1), (1.5, 3.0)
"""f0 in cycles per pixel: a third of the draws at soft body kernels, where most is to be gained; the power of the fall."""
OFTEN, ALL = (20.0, 100.0), (6.0, 140.0)
"""Levels added, HU. The targets hold noise of 4 to 15 HU themselves, and teach the network to leave noise of that order in place."""
QUIET_BELOW = 20.0
"""Noise weaker than this is added to reduced slices only, whose own noise is weaker."""


def log_uniform(random, low, high):
    return math.exp(random.uniform(math.log(low), math.log(high)))


def reduced(image, factor):
    """Smaller by `factor` (area average): another pixel size, and less noise of its own. To a multiple of 16."""
    size = int(image.shape[0] / factor) // 16 * 16
    return F.interpolate(image[None, None], size=(size, size), mode="bilinear", antialias=True, align_corners=False)[0, 0]


def sharpened(image, gain):
    """Through the inverse of a soft kernel up to a gain: edges as sharp kernels draw them."""
    f = radius(*image.shape, image.device)
    return filtered(image, (1 / kernel(f, 0.35, 2.2).clamp_min(1e-3)).clamp_max(gain)).clamp(LOWEST, HIGHEST)


def blurred(image, deviation):
    return filtered(image, torch.exp(-2 * (math.pi * deviation * radius(*image.shape, image.device)) ** 2))


class Draws:
    """Simulated slices and their crops. Everything lies on the device; a seed makes the sequence."""

    def __init__(self, pack, device, seed, dev=False):
        data = np.load(pack)
        keep = data["dev"] == dev
        self.clean, self.noise, self.body = (torch.from_numpy(data[name][keep]).to(device) for name in ("clean", "noise", "body"))
        self.random, self.torch = np.random.default_rng(seed), torch.Generator(device).manual_seed(seed)
        self.f = radius(*self.clean.shape[1:], device)
        self.device = device

    def noise_of(self, index, f0, power, realisation=None):
        """Unit noise through a kernel: stored FBP noise of a slice, or stationary noise (index None). [H, W]"""
        if index is None:
            white = torch.randn(self.clean.shape[1:], generator=self.torch, device=self.device)
            field = filtered(white, stationary_spectrum(self.f) * kernel(self.f, f0, power))
            return field / field.std()
        realisation = self.random.integers(self.noise.shape[1]) if realisation is None else realisation
        field = filtered(self.noise[index, realisation].float(), kernel(self.f, f0, power))
        return field / field[self.body[index]].std()

    def target(self, index, sharp, quiet):
        """-> (clean, body): as scanned, blurred, or reduced, and for sharp kernels also sharpened."""
        clean, mask, random = self.clean[index].float(), self.body[index], self.random
        if quiet or random.random() < 0.6:
            factor = random.uniform(1.5, 2.0) if sharp else random.uniform(1.1, 1.9)
            clean, mask = reduced(clean, factor), reduced(mask.float(), factor) > 0.5
            if sharp:
                clean = sharpened(clean, random.uniform(1.2, 2.0))
        elif random.random() < 0.3:
            clean = blurred(clean, random.uniform(0.4, 0.8))
        return clean, mask

    def slice(self):
        """-> (noisy, clean, body, sigma as measured), or None where no level can be read."""
        random = self.random
        index = random.integers(len(self.clean))
        f0, power = log_uniform(random, *(SOFT_KERNEL if random.random() < 1 / 3 else ANY_KERNEL)), random.uniform(*POWER)
        source = None if random.random() < 0.15 else index if random.random() < 0.5 else random.integers(len(self.clean))
        level = log_uniform(random, *(OFTEN if random.random() < 2 / 3 else ALL))
        clean, mask = self.target(index, sharp=f0 > 0.55 and random.random() < 0.7, quiet=level < QUIET_BELOW)
        size = clean.shape[0]
        at = (self.clean.shape[1] - size) // 2
        noisy = degrade(clean, level * self.noise_of(source, f0, power)[at : at + size, at : at + size])
        sigma = noise_level(noisy)
        return None if sigma is None else (noisy, clean, mask, min(max(sigma, SIGMA[0]), SIGMA[1]))

    def crops(self, edge):
        """-> (noisy, clean, sigma): [CROPS, edge, edge] twice and [CROPS], mirrored and turned; the level is told with 10 % of error."""
        made = None
        while made is None:
            made = self.slice()
        noisy, clean, mask, sigma = made
        covered = F.avg_pool2d(mask.float()[None, None], edge, stride=16)[0, 0]  # share of each window on a 16-pixel grid
        chance = np.where(covered.cpu().numpy().ravel() > 0.4, 1.0, 0.04) + 1e-9
        chosen = self.random.choice(chance.size, CROPS, p=chance / chance.sum())
        pair, pieces = torch.stack([noisy, clean]), []
        for k in chosen:
            top, left = (min(16 * int(n) + int(self.random.integers(16)), noisy.shape[0] - edge) for n in divmod(int(k), covered.shape[1]))
            piece = torch.rot90(pair[:, top : top + edge, left : left + edge], int(self.random.integers(4)), (1, 2))
            pieces.append(piece.flip(2) if self.random.random() < 0.5 else piece)
        noisy, clean = torch.stack(pieces, 1)
        jitter = torch.from_numpy(np.exp(0.1 * self.random.standard_normal(CROPS)).astype(np.float32))
        return noisy, clean, (sigma * jitter).to(self.device)
