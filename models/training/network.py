"""A norm-free 2-D U-Net conditioned on the noise level, shaped for onnxruntime-web.

F(x, c): x [B, 1, H, W] is the noisy image already scaled by c_in, c [B] = ln(sigma)/4; H and W are multiples of 16.
Optionally `known` [B, 2, H, W], unscaled: the picture where it is known (0 elsewhere) and 1 where it is known.
Preconditioning (c_in, c_skip, c_out of EDM, arXiv:2206.00364, Table 1) stays outside the graph, so one graph serves every sampler.

Two rules come from the runtime, not from the task: patchify by a strided convolution (pixel_unshuffle has no WebGPU kernel), and one
Slice per conditioning vector (a Split with many outputs asks for more storage buffers than a shader may bind).
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class ScaledConv(nn.Conv2d):
    """Convolution with scaled weight standardisation (Brock et al., arXiv:2102.06171), which replaces normalisation layers."""

    def __init__(self, channels_in, channels_out, kernel, **options):
        super().__init__(channels_in, channels_out, kernel, **options)
        self.gain = nn.Parameter(torch.ones(channels_out, 1, 1, 1))
        self.folded = False

    def standardised(self):
        variance, mean = torch.var_mean(self.weight, (1, 2, 3), keepdim=True, unbiased=False)
        return (self.weight - mean) * torch.rsqrt(variance * self.weight[0].numel() + 1e-4) * self.gain

    def forward(self, x):
        weight = self.weight if self.folded else self.standardised()
        return F.conv2d(x, weight, self.bias, self.stride, self.padding)

    def fold(self):
        """Put the standardised weights in place, once, before export."""
        if not self.folded:
            self.weight.data = self.standardised().data
            self.folded = True


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.first = ScaledConv(channels, channels, 3, padding=1)
        self.second = ScaledConv(channels, channels, 3, padding=1)
        self.alpha = nn.Parameter(torch.tensor(0.4))

    def forward(self, x, scale, shift):
        h = self.first(F.silu(x)) * scale + shift
        return x + self.alpha * self.second(F.silu(h))


class Denoiser(nn.Module):
    """The raw network F. 4.8 million parameters at the default width, 13 GFLOP for 256 x 256."""

    def __init__(self, widths=(64, 96, 160, 224), blocks=(1, 1, 2, 2), embedding=64, tail=16, known=0):
        super().__init__()
        self.config = dict(widths=list(widths), blocks=list(blocks), embedding=embedding, tail=tail, **({"known": known} if known else {}))
        levels = len(widths)
        self.register_buffer("frequencies", torch.exp(torch.linspace(math.log(0.25), math.log(8.0), 16)))
        self.embed_first, self.embed_second = nn.Linear(32, embedding), nn.Linear(embedding, embedding)
        # Not standardised: weights of zero mean over one channel and 2 x 2 pixels would hide the local brightness from the network
        # (seen: below non-local means in smooth tissue).
        self.stem = nn.Conv2d(1 + known, widths[0], 2, stride=2)
        stage = lambda i: nn.ModuleList([ResidualBlock(widths[i]) for _ in range(blocks[i])])
        self.encoder = nn.ModuleList([stage(i) for i in range(levels)])
        self.down = nn.ModuleList([ScaledConv(widths[i], widths[i + 1], 2, stride=2) for i in range(levels - 1)])
        self.up = nn.ModuleList([ScaledConv(widths[i + 1], 4 * widths[i], 1) for i in reversed(range(levels - 1))])
        self.decoder = nn.ModuleList([stage(i) for i in reversed(range(levels - 1))])
        self.tail = ScaledConv(widths[0], 4 * tail, 1)
        self.out = nn.Conv2d(tail + 1, 1, 3, padding=1)
        self.block_widths = [b.channels for s in [*self.encoder, *self.decoder] for b in s]
        self.film = nn.Linear(embedding, 2 * sum(self.block_widths))
        with torch.no_grad():
            self.out.weight.mul_(0.1)
            self.out.bias.zero_()
            self.film.weight.mul_(0.1)
            self.film.bias.zero_()
            offset = 0
            for width in self.block_widths:  # the "1 +" of the scale lives in the bias
                self.film.bias[offset : offset + width] = 1.0
                offset += 2 * width

    def modulations(self, c):
        angle = c[:, None] * self.frequencies[None]
        e = F.silu(self.embed_first(torch.cat([torch.cos(angle), torch.sin(angle)], 1)))
        vectors = self.film(F.silu(self.embed_second(e)))[:, :, None, None]
        offset = 0
        for width in self.block_widths:
            yield vectors[:, offset : offset + width], vectors[:, offset + width : offset + 2 * width]
            offset += 2 * width

    def forward(self, x, c, known=None):
        modulation = self.modulations(c)
        h, skips = self.stem(x if known is None else torch.cat([x, known], 1)), []
        for i, stage in enumerate(self.encoder):
            for block in stage:
                h = block(h, *next(modulation))
            if i < len(self.down):
                skips.append(h)
                h = self.down[i](h)
        for up, stage in zip(self.up, self.decoder):
            h = F.pixel_shuffle(up(h), 2) + skips.pop()
            for block in stage:
                h = block(h, *next(modulation))
        h = F.silu(F.pixel_shuffle(self.tail(F.silu(h)), 2))
        return self.out(torch.cat([h, x], 1))

    def fold(self):
        for module in self.modules():
            if isinstance(module, ScaledConv):
                module.fold()
        return self


SIGMA_DATA = 0.5
"""Root mean square of the training images about zero, in units of the 98th percentile (measured: see pack.py's report)."""


def denoise(network, y, sigma, known=None):
    """D(y; sigma), EDM preconditioning. y [B, 1, H, W] and sigma [B], both in units of the 98th percentile; known [B, 2, H, W] or None."""
    s = sigma.view(-1, 1, 1, 1)
    total = s**2 + SIGMA_DATA**2
    f = network(y * torch.rsqrt(total), torch.log(sigma) / 4, *([] if known is None else [known])).float()
    return y * (SIGMA_DATA**2 / total) + f * (s * SIGMA_DATA * torch.rsqrt(total))
