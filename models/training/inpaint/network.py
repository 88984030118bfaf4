"""The denoiser of ../network.py inside a graph that first makes use of what is known.

Graph inputs as the denoiser's, and `known` [B, 2, H, W], unscaled: the picture where it is known (0 elsewhere) and 1 where it is known. The
graph fills the hole smoothly, takes that fill for a guess with an error of SPREAD, and combines it with the noisy state by their precisions:
a picture without noise outside the hole and with at most SPREAD of error inside, however high sigma is. This is what the inner network
sees, at the noise level of the combination, under EDM's preconditioning for that level; its estimate is then written as the F of the outer
sigma, so samplers need not know. With an inner F of zero the answer is the smooth fill at high sigma and the noisy state at low sigma.

Tried first: noisy state and known picture side by side into the first layer (after 12 minutes below the mean of the rim: at sigma 20 the
noise drowns the rest); a pull-push fill without the bending (SSIM 0.35 instead of 0.46 to start from).
"""
import torch
import torch.nn.functional as F

from network import SIGMA_DATA, Denoiser

SPREAD = 0.15
"""What the smooth fill leaves open inside a hole: its root mean square error on lesion-shaped holes, in units of the 98th percentile."""
RELAXATIONS = (24, 24, 12, 8, 8)
"""Steps at each level, the finest first; the coarsest has pixels 16 times as wide."""
RATE, MOMENTUM = 1 / 34, 0.9
"""The biharmonic operator's largest eigenvalue is 64."""
ROUNDS, SHARE = 6, 0.05
"""At the coarsest level empty cells take from their neighbours, up to 6 cells away."""


def relaxed(u, free, steps):
    """Steps of gradient descent with momentum on the bending energy, where `free` is 1."""
    laplacian = torch.tensor([[[[0.0, 1, 0], [1, -4, 1], [0, 1, 0]]]], device=u.device)
    change, pace = 0 * u, RATE * free
    for _ in range(steps):
        bending = F.conv2d(F.conv2d(u, laplacian, padding=1), laplacian, padding=1)
        change = MOMENTUM * change - pace * bending
        u = u + change
    return u


def smooth_fill(picture, mask):
    """The picture with its hole filled as a thin plate would bend, from coarse to fine; known pixels stay. Both [B, 1, H, W]."""
    sums, covers = [picture * mask], [mask]
    for _ in RELAXATIONS[1:]:
        sums.append(F.avg_pool2d(sums[-1], 2))
        covers.append(F.avg_pool2d(covers[-1], 2))
    total, cover = sums[-1], covers[-1]
    for _ in range(ROUNDS):
        total = total + SHARE * F.avg_pool2d(total, 3, 1, 1)
        cover = cover + SHARE * F.avg_pool2d(cover, 3, 1, 1)
    fill = total / (cover + 1e-12)
    for level in reversed(range(len(RELAXATIONS))):
        if level < len(RELAXATIONS) - 1:
            finer = F.interpolate(fill, scale_factor=2, mode="bilinear", align_corners=False)
            fill = sums[level] + (1 - covers[level]) * finer
        free = 1 - mask if level == 0 else (covers[level] < 0.99).to(mask.dtype)
        fill = relaxed(fill, free, RELAXATIONS[level])
    return fill


class Inpainter(Denoiser):
    def __init__(self, widths=(48, 64, 96, 192), blocks=(1, 1, 3, 4), embedding=64, tail=16, known=2):
        super().__init__(widths, blocks, embedding, tail, known)

    def forward(self, x, c, known):
        sigma = torch.exp(4 * c).view(-1, 1, 1, 1)
        outer = sigma**2 + SIGMA_DATA**2
        y = x * torch.sqrt(outer)
        picture, mask = known[:, :1], known[:, 1:]
        base = smooth_fill(picture, mask)
        both = sigma**2 + SPREAD**2
        guess = base + (1 - mask) * (SPREAD**2 / both) * (y - base)
        level = sigma * SPREAD * torch.rsqrt(both)
        inner = level**2 + SIGMA_DATA**2
        f = super().forward(guess * torch.rsqrt(inner), torch.log(level).view(-1) / 4, torch.cat([base, mask], 1))
        estimate = guess * (SIGMA_DATA**2 / inner) + f * (level * SIGMA_DATA * torch.rsqrt(inner))
        clean = mask * picture + (1 - mask) * estimate
        return (clean - y * (SIGMA_DATA**2 / outer)) * (torch.sqrt(outer) / (sigma * SIGMA_DATA))
