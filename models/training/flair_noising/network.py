"""The partial-noising prior: the norm-free U-Net of ../healthy/network.py as a denoiser that is told the noise level and the brain.

F(x, c, known): x [B, 1, H, W] is the noisy slice already scaled by c_in, c [B] = ln(sigma)/4, known [B, 2, H, W] what is known of the clean
slice: 0 outside the brain (first plane: its value, 0 everywhere; second: 1 where it is known). H and W are multiples of 16. The level
becomes a plane inside the graph (as in FFDNet, arXiv:1710.04026). Preconditioning (EDM, arXiv:2206.00364, Table 1) stays outside the graph,
so the engine's samplers serve this network as they serve the others.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from healthy.network import Restorer

SIGMA_DATA = 0.8
"""Root mean square of the packed slices about zero, in medians of the brain (measured: 0.81)."""


class Prior(Restorer):
    """0.83 million parameters at the default width."""

    def __init__(self, widths=(24, 40, 80, 112), blocks=(1, 1, 1, 2), known=2):
        super().__init__(widths, blocks)
        self.config["known"] = known
        self.stem = nn.Conv2d(2 + known, widths[0], 2, stride=2)
        self.out = nn.Conv2d(widths[0], 4, 1)
        nn.init.normal_(self.out.weight, std=1e-3)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, c, known):
        level = c.view(-1, 1, 1, 1) * torch.ones_like(x)
        return F.pixel_shuffle(self.out(F.relu(self.trunk(torch.cat([x, known, level], 1)))), 2)

    def fold(self):
        """No weights to fold: what the export asks of every network."""
        return self


def known_of(brain):
    """[B, H, W] of 0 and 1 -> [B, 2, H, W]: outside the brain the slice is 0."""
    outside = 1 - brain.float()
    return torch.stack([torch.zeros_like(outside), outside], 1)


def raw(network, y, sigma, brain):
    """-> F, c_skip, c_out; y, brain [B, H, W], sigma [B], F [B, H, W]."""
    s = sigma.view(-1, 1, 1)
    total = s**2 + SIGMA_DATA**2
    f = network((y * torch.rsqrt(total))[:, None], torch.log(sigma) / 4, known_of(brain)).float()[:, 0]
    return f, SIGMA_DATA**2 / total, s * SIGMA_DATA * torch.rsqrt(total)


def denoise(network, y, sigma, brain):
    """D(y; sigma) [B, H, W], in medians of the brain."""
    f, skip, out = raw(network, y, sigma, brain)
    return skip * y + out * f
