"""Filling a hole: by the network in one evaluation or several, and by what it must beat."""
import numpy as np
import torch
from scipy import ndimage as ndi
from skimage.restoration import inpaint_biharmonic

from network import denoise

TOP, BOTTOM, RHO = 20.0, 0.01, 7.0
MULTIPLE = 16


def mean_of_rim(picture, hole):
    """The mean of the three pixels around the hole."""
    rim = ndi.binary_dilation(hole, iterations=3) & ~hole
    return np.where(hole, picture[rim].mean(), picture)


def biharmonic(picture, hole):
    return inpaint_biharmonic(np.where(hole, 0, picture), hole)


def prepared(picture, hole):
    """-> known picture [1, 1, H, W] and known mask, zeros added at the right and below up to a multiple of 16."""
    room = [(0, -n % MULTIPLE) for n in picture.shape]
    tensor = lambda a, value: torch.from_numpy(np.pad(a.astype(np.float32), room, constant_values=value))[None, None]
    return tensor(np.where(hole, 0, picture), 0), tensor(~hole, 1)


def back(picture, hole, filled):
    """The fill inside, the picture's own pixels outside."""
    return np.where(hole, filled[0, 0, : picture.shape[0], : picture.shape[1]].numpy(), picture)


@torch.no_grad()
def posterior_mean(network, picture, hole, seed=0):
    """One evaluation at the highest noise: near the mean of all pictures that fit the rim (see train.STRUCTURE)."""
    known, mask = prepared(picture, hole)
    noise = torch.randn(known.shape, generator=torch.Generator().manual_seed(seed))
    sigma = torch.tensor([TOP])
    return back(picture, hole, denoise(network, known + TOP * noise, sigma, torch.cat([known, mask], 1)))


@torch.no_grad()
def sampled(network, picture, hole, steps, seed=0):
    """One draw: DPM-Solver++ 2M (arXiv:2211.01095) on Karras' levels, the known part put back at the noise of every row."""
    known, mask = prepared(picture, hole)
    generator = torch.Generator().manual_seed(seed)
    noise = lambda: torch.randn(known.shape, generator=generator)
    ramp = torch.linspace(0, 1, steps)
    levels = torch.cat([(TOP ** (1 / RHO) + ramp * (BOTTOM ** (1 / RHO) - TOP ** (1 / RHO))) ** RHO, torch.zeros(1)])
    y, before = TOP * noise(), None
    for i in range(steps):
        y = mask * (known + levels[i] * noise()) + (1 - mask) * y
        clean = denoise(network, y, levels[i : i + 1], torch.cat([known, mask], 1))
        if levels[i + 1] == 0:
            return back(picture, hole, clean)
        direction = clean
        if before is not None:
            ratio = torch.log(levels[i - 1] / levels[i]) / torch.log(levels[i] / levels[i + 1])
            direction = clean + (clean - before) / (2 * ratio)
        y = levels[i + 1] / levels[i] * y + (1 - levels[i + 1] / levels[i]) * direction
        before = clean
