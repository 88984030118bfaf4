"""Healthy slices drawn from label maps in random contrast, at every level of the head: domain randomisation.

As in Brain-ID (arXiv:2311.16914), PEPSI (arXiv:2403.06227) and UNA (arXiv:2501.13370): the anatomy is somebody's, its grey levels are nobody's,
so a network that learned on them is bound to no scanner, and what is put in is known exactly. Most are FLAIR-like: fluid dark, grey matter
a little brighter than white, deep grey in between.
"""
import numpy as np
import torch
import torch.nn.functional as F

from healthy.augment import carried, heads, smooth_field, uniform

CLASSES = (
    (4, 11, 49, 50, 51, 52),  # ventricles
    (1,),  # fluid of the cortex
    range(100, 208),  # cortex
    range(81, 95),  # white matter
    (95,),  # corpus callosum
    (59, 60, 61, 62),  # thalamus
    (23, 30, 36, 37, 57, 58, 75, 76),  # striatum
    (55, 56),  # pallidum
    (31, 32, 47, 48),  # hippocampus, amygdala
    (38, 39, 71, 72, 73),  # cerebellar cortex
    (40, 41),  # cerebellar white matter
    (35,),  # brain stem
)
"""Codes of the label map; index + 1 is the class, 0 is outside."""
FLAIR = (
    (0.10, 0.45),
    (0.15, 0.70),
    (1.08, 1.40),
    (1.0, 1.0),
    (0.88, 1.05),
    (0.95, 1.20),
    (1.00, 1.25),
    (0.75, 1.05),
    (1.05, 1.40),
    (0.95, 1.30),
    (0.90, 1.15),
    (0.90, 1.20),
)
"""Range of grey levels per class, white matter being 1."""
ANY, FREE = (0.15, 1.6), 0.12
"""Range of levels, and share, of the slices of no known contrast."""
MM = 2.0
TOP, BASE, ENDS = 24, 104, 2.5
"""mm below the top of the brain: above and below these the slices are drawn this much more often. There are few of them, they hold the most fluid, and
what was marked without reason lay there."""


def ends_weigh(levels):
    """How often each slice is drawn by its level; slices of no known level (SOOP, near the middle) count 1."""
    return np.where((levels < TOP) | (levels > BASE), ENDS, 1.0)


class Drawn:
    """Label maps and the T1 images they belong to, three neighbouring slices each, and slices drawn from them."""

    def __init__(self, pack, group, device, seed, canvas):
        """@param group name in `drawn_groups`: train or dev"""
        chosen = torch.from_numpy((pack["drawn_groups"] == group).nonzero()[0])
        load = lambda name: torch.from_numpy(pack[name])[chosen].to(device)
        self.classes, self.t1, self.near, self.brain = (load(f"drawn_{name}") for name in ("classes", "t1", "near", "brain"))
        self.levels = pack["drawn_levels"][chosen.numpy()]
        self.chance = torch.from_numpy(ends_weigh(self.levels)).to(device)
        self.device, self.canvas = device, canvas
        self.generator = torch.Generator(device).manual_seed(seed)

    def grey_levels(self, count):
        draw = lambda low, high: uniform(count, low, high, self.generator, self.device)
        flair = torch.stack([draw(*span) for span in FLAIR], 1)
        free = torch.stack([draw(*ANY) for _ in FLAIR], 1)
        return torch.where(draw(0, 1).view(-1, 1) < FREE, free, flair)

    def draw(self, count, chosen=None):
        """-> slice in brain medians, 0 outside the brain; brain; mm to the ventricles: [B, H, W]"""
        if chosen is None:
            chosen = torch.multinomial(self.chance, count, replacement=True, generator=self.generator)
        draw = lambda low, high: uniform(count, low, high, self.generator, self.device).view(-1, 1, 1)
        side = draw(0, 1).view(-1, 1, 1, 1) * (draw(0, 1).view(-1, 1, 1, 1) < 0.7)  # a slice of 2 to 6 mm
        thick = lambda a: (a[:, 1] + side * (a[:, 0] + a[:, 2])) / (1 + 2 * side)
        tissue = F.one_hot(self.classes[chosen].long(), len(CLASSES) + 1)[..., 1:].permute(0, 1, 4, 2, 3).float()
        t1 = thick(self.t1[chosen].float()[:, :, None])
        maps = torch.cat([thick(tissue), t1, self.near[chosen].float()[:, None], self.brain[chosen].float()[:, None]], 1)
        maps = carried(maps, heads(count, self.canvas, self.generator, self.device), MM)
        share, t1, near, brain = maps[:, :-3], maps[:, -3], maps[:, -2], maps[:, -1] > 0.5
        share = share / share.sum(1, keepdim=True).clamp_min(0.5)
        fluid = torch.zeros_like(share)
        fluid[:, 1] = (1 - share.sum(1)).clamp_min(0)  # sulci that no label fills
        share = share + fluid
        image = (share * self.grey_levels(count)[:, :, None, None]).sum(1)
        image = image + draw(-0.05, 0.09) * self.texture(share, t1)
        grain = smooth_field(count, 48, *self.canvas, self.generator, self.device) * draw(0, 0.04)
        image = ((image + grain * (1 - share[:, :2].sum(1))) * brain).clamp_min(0.02)
        median = torch.stack([i[b].median() if b.any() else i.new_ones(()) for i, b in zip(image, brain)])
        return (image / median.view(-1, 1, 1)).clamp(0, 4) * brain, brain, near

    def texture(self, share, t1):
        """What the scan shows beyond its labels: T1 less the mean of its tissues, in standard deviations."""
        total = share.sum((2, 3)).clamp_min(1)
        mean = (share * t1[:, None]).sum((2, 3)) / total
        rest = t1 - (share * mean[:, :, None, None]).sum(1)
        spread = (share * rest[:, None] ** 2).sum((1, 2, 3)) / share.sum((1, 2, 3)).clamp_min(1)
        return (rest / spread.sqrt().clamp_min(1e-3).view(-1, 1, 1)).clamp(-2.5, 2.5)
