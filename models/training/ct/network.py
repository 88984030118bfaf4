"""The CT denoiser: the U-Net of ../network.py on two channels that it makes itself from the slice in HU.

F(x, c): x [B, 1, H, W] in HU, c [B] = ln(sigma in HU); H and W are multiples of 16. D(y; sigma) = y - sigma F(y, ln sigma): the residual in
units of sigma, so that every dose weighs the same. First channel: HU on a wide scale (where am I: air, lung, fat, bone). Second: the
high-passed slice in units of sigma, since 10 HU of noise is 0.0025 of the CT scale.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from network import Denoiser

WIDE = 400.0
HIGH_PASS = 2.0
"""Standard deviation in pixels of the Gaussian that is taken away."""
TAPS = 6
MR_UNIT, MR_ZERO = 1500.0, -1024.0
"""HU that stand for 1 and 0 of the MR network, whose embedding (ln(sigma in its unit) / 4) is kept: see warm_start.py."""


class CtDenoiser(Denoiser):
    """The raw network F. 1.8 million parameters at the default width, 24 GFLOP for 512 x 512."""

    def __init__(self, widths=(48, 64, 96, 128), blocks=(1, 1, 2, 2), embedding=64, tail=16):
        super().__init__(widths, blocks, embedding, tail)
        self.stem = nn.Conv2d(2, widths[0], 2, stride=2)
        self.out = nn.Conv2d(tail + 2, 1, 3, padding=1)
        with torch.no_grad():
            self.out.weight.mul_(0.3)
            self.out.bias.zero_()
        taps = torch.exp(-(torch.arange(-TAPS, TAPS + 1.0) ** 2) / (2 * HIGH_PASS**2))
        self.register_buffer("taps", (taps / taps.sum()).view(1, 1, -1, 1), persistent=False)

    def smooth(self, x):
        """Separable Gaussian, edges repeated; in float32 whatever the autocast, for HU need it."""
        padded = F.pad(x, (TAPS,) * 4, mode="replicate")
        return F.conv2d(F.conv2d(padded, self.taps), self.taps.transpose(2, 3))

    def inputs(self, x, c):
        detail = (x - self.smooth(x)) * (0.5 * torch.exp(-c)).view(-1, 1, 1, 1)
        return torch.cat([(x / WIDE).clamp(-2.6, 3.0), detail.clamp(-4.0, 4.0)], 1)

    def forward(self, x, c):
        with torch.autocast(x.device.type, enabled=False):
            channels = self.inputs(x, c)
        return super().forward(channels, (c - math.log(MR_UNIT)) / 4)


def denoise(network, y, sigma):
    """D(y; sigma). y [B, 1, H, W] and sigma [B] in HU."""
    return y - sigma.view(-1, 1, 1, 1) * network(y, sigma.log()).float()
