"""A norm-free restoring U-Net: (image, brain, mirrored) -> (clean, altered).

Input [B, 3, H, W], H and W multiples of 16: the slice over its brain's median (0 outside), the brain as 0 or 1, and the slice with its
columns flipped (all zero: not given). Output [B, 2, H, W]: the slice without what was put into it, and the logit of "a bright thing was
put here". Only convolution, relu, add, nearest enlargement and pixel shuffle: every ONNX runtime has fast kernels for them.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.normal_(self.second.weight, std=1e-3)
        nn.init.zeros_(self.second.bias)

    def forward(self, x):
        return x + self.second(F.relu(self.first(F.relu(x))))


class Restorer(nn.Module):
    def __init__(self, widths=(16, 40, 80, 112), blocks=(1, 1, 1, 2)):
        super().__init__()
        self.config = dict(widths=list(widths), blocks=list(blocks))
        self.stem = nn.Conv2d(3, widths[0], 2, stride=2)
        self.encoder = nn.ModuleList([nn.Sequential(*[Block(c) for _ in range(n)]) for c, n in zip(widths, blocks)])
        self.down = nn.ModuleList([nn.Conv2d(a, b, 2, stride=2) for a, b in zip(widths, widths[1:])])
        self.up = nn.ModuleList([nn.Conv2d(b, a, 1) for a, b in reversed(list(zip(widths, widths[1:])))])
        self.decoder = nn.ModuleList([Block(c) for c in reversed(widths[:-1])])
        self.out = nn.Conv2d(widths[0], 8, 1)
        nn.init.normal_(self.out.weight, std=1e-3)
        with torch.no_grad():
            self.out.bias.copy_(torch.tensor([0.0] * 4 + [-2.5] * 4))  # few pixels are altered

    def trunk(self, x):
        """All but the last step: [B, widths[0], H/2, W/2]."""
        h, skips = self.stem(x), []
        for i, stage in enumerate(self.encoder):
            h = stage(h)
            if i < len(self.down):
                skips.append(h)
                h = self.down[i](h)
        for up, block in zip(self.up, self.decoder):
            h = block(F.interpolate(up(h), scale_factor=2, mode="nearest") + skips.pop())
        return h

    def forward(self, x):
        out = F.pixel_shuffle(self.out(F.relu(self.trunk(x))), 2)
        return torch.cat([x[:, :1] + out[:, :1], out[:, 1:]], 1)


def score(image, clean, logit, sign, residual):
    """How far altered, 0 to 1: the probability, and by a share of `residual` to 1 how much was taken away (sign 1) or added (-1)."""
    taken = (sign * (image - clean)).clamp(0, 1)
    return (torch.sigmoid(logit) + residual * taken) / (1 + residual)


class Graph(torch.nn.Module):
    """The network with named inputs and outputs; `altered` is the recipe's score."""

    def __init__(self, network, recipe=None):
        super().__init__()
        self.network = network
        self.sign, self.residual = (recipe.things.sign, recipe.residual) if recipe else (1, 0.0)

    def forward(self, image, brain, mirrored):
        out = self.network(torch.cat([image, brain, mirrored], 1))
        clean, logit = out[:, :1], out[:, 1:]
        altered = score(image, clean, logit, self.sign, self.residual) if self.residual else torch.sigmoid(logit)
        return clean * brain, altered * brain
