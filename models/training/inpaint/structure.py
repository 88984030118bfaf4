"""Structural similarity (Wang et al. 2004) that can be differentiated; the definition of ../figures/metrics/ssim.ts."""
import torch
import torch.nn.functional as F

WIDTH, RADIUS = 1.5, 5
C1, C2 = 0.01**2, 0.03**2


def similarity(x, y):
    """[B, H, W] twice -> map [B, H, W], data range 1."""
    taps = torch.exp(-(torch.arange(-RADIUS, RADIUS + 1.0) ** 2) / (2 * WIDTH**2))
    taps = (taps / taps.sum()).view(1, 1, -1, 1)
    maps = torch.stack([x, y, x * x, y * y, x * y], 1)
    flat = F.conv2d(F.conv2d(maps.flatten(0, 1)[:, None], taps, padding=(RADIUS, 0)), taps.transpose(2, 3), padding=(0, RADIUS))
    mean_x, mean_y, xx, yy, xy = flat.view(maps.shape).unbind(1)
    spread_x, spread_y, joint = xx - mean_x**2, yy - mean_y**2, xy - mean_x * mean_y
    return (2 * mean_x * mean_y + C1) * (2 * joint + C2) / ((mean_x**2 + mean_y**2 + C1) * (spread_x + spread_y + C2))
