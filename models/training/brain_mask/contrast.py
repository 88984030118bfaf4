"""Other contrasts from T1 volumes, after SynthSeg (Billot et al., arXiv:2107.09559), but by curves instead of classes.

A T1 level says what a voxel is, differently inside the brain (CSF, grey, white), near it (the same, and fat) and far from it (bone,
muscle, fat). Three curves T1 level -> new level, drawn anew for every volume, keep the partial volumes that a map of classes would lose.
How far the CSF reaches around the brain is drawn too: on T1 bone and CSF are both dark. So are the eyes, and the sinuses when they hold
fluid: in drawn regions the dark is fluid far from the brain as well.
"""
import torch

from noise import smooth_map
from .pack import UNIT

PRESETS = {  # CSF, grey, white, bone, muscle, fat; in units of the 98th percentile
    "T1": (0.25, 0.55, 0.75, 0.12, 0.45, 1.0),
    "T2": (1.2, 0.65, 0.5, 0.1, 0.3, 0.7),
    "FLAIR": (0.15, 0.75, 0.65, 0.1, 0.4, 0.75),
    "PD": (0.85, 0.9, 0.75, 0.1, 0.6, 0.9),
}

WET = 1.6
"""A smooth map between 1 and 2 above this: the dark outside the brain is fluid."""


def draw_levels(generator, device):
    """Six tissue levels: a preset with jitter, or (three in ten) free."""
    rand = lambda n=1: torch.rand(n, generator=generator, device=device)
    if rand() < 0.3:
        free = 1.3 * rand(6)
        free[3] *= 0.35
        return free
    preset = list(PRESETS.values())[int(rand() * len(PRESETS))]
    jitter = torch.exp(0.25 * torch.randn(6, generator=generator, device=device))
    return (torch.tensor(preset, device=device) * jitter + 0.2 * (rand(6) - 0.5)).clamp_min(0.02)


def curve(nodes, values):
    """Piecewise linear through (nodes, values) -> table of 256 for uint8 images; flat beyond the ends."""
    t = torch.arange(256, device=values.device) / UNIT
    i = torch.searchsorted(nodes, t).clamp(1, len(nodes) - 1)
    share = ((t - nodes[i - 1]) / (nodes[i] - nodes[i - 1])).clamp(0, 1)
    return values[i - 1] + share * (values[i] - values[i - 1])


def recoloured(image, distance, tissues, generator):
    """image [z, y, x] uint8 (1.0 = 100), distance to the brain [z, y, x] uint8 (0.1 mm), tissues: six T1 levels -> float [z, y, x]"""
    device = image.device
    csf, grey, white, bone, muscle, fat = draw_levels(generator, device)
    zero = csf * 0
    t_csf, t_grey, t_white, t_dark, t_muscle, t_fat = tissues.unbind()
    t_white = torch.maximum(t_white, t_grey + 0.05)
    t_bright = torch.maximum(t_fat, t_white + 0.1)
    inside = curve(torch.stack([t_csf, t_grey, t_white, t_white * 1.6]), torch.stack([csf, grey, white, white * 1.2]))
    near = curve(torch.stack([t_csf, t_grey, t_white, t_bright]), torch.stack([csf, grey, white, fat]))
    far = curve(torch.stack([zero + 0.03, t_dark, t_muscle, t_fat]), torch.stack([zero, bone, muscle, fat]))
    wet = curve(torch.stack([zero + 0.03, t_dark, t_muscle, t_fat]), torch.stack([zero, csf, muscle, fat]))
    index, d = image.long(), distance * 0.1
    reach = 9 * torch.rand(1, generator=generator, device=device)  # mm
    z, y, x = image.shape
    reach = reach * smooth_map((1, y, x), generator, device, 0.3, 1.7)
    brain = (1 - d / 1.5).clamp(0, 1)
    around = ((reach - d) / 1.5 + 0.5).clamp(0, 1)
    fluid = ((smooth_map((1, y, x), generator, device, 1, 2) - WET) * 20).clamp(0, 1)
    beyond = far[index] + fluid * (wet - far)[index]
    outside = around * near[index] + (1 - around) * beyond
    return brain * inside[index] + (1 - brain) * outside


def warped(image, generator):
    """A real volume with a drawn gamma and small kinks in its curve."""
    device = image.device
    nodes = torch.linspace(0, 2.55, 8, device=device)
    gamma = torch.exp(0.3 * torch.randn(1, generator=generator, device=device))
    values = nodes**gamma * torch.exp(0.08 * torch.randn(8, generator=generator, device=device))
    return curve(nodes, values)[image.long()]
