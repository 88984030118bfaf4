"""The degradation that the network learns to undo: soft-edged, irregular things put into a slice.

In the words of generalised (cold) diffusion, arXiv:2208.09392: x_a = D(x_0, a) with a the strength of the change, and the network is the
one-step predictor of x_0 that is not told a. All intensities in units of the brain's median, lengths in pixels of 1 mm.
"""
import math
import random

import torch
import torch.nn.functional as F

SIZE = 128


def grain(generator, nodes, height, width):
    """Smooth noise of unit spread with `nodes` support points across the height."""
    coarse = torch.randn(1, 1, nodes, max(2, round(nodes * width / height)), generator=generator)
    field = F.interpolate(coarse, (height, width), mode="bicubic", align_corners=False)[0, 0]
    return field / field.std()


def shape(generator, draw):
    """One outline [SIZE, SIZE] in 0..1: an ellipse of 10 to 6000 px, its edge disturbed at two grains; a third are cut to a wedge."""
    area = math.exp(draw.uniform(math.log(10), math.log(6000)))
    ratio = math.exp(draw.uniform(math.log(0.36), math.log(2.6)))
    radius = math.sqrt(area / math.pi)
    a = min(radius * math.sqrt(ratio), 0.44 * SIZE)
    b = min(radius / math.sqrt(ratio), 0.44 * SIZE)
    angle = draw.uniform(0, math.pi)
    r, c = torch.meshgrid(*[torch.arange(SIZE) - (SIZE - 1) / 2] * 2, indexing="ij")
    u, v = r * math.cos(angle) + c * math.sin(angle), c * math.cos(angle) - r * math.sin(angle)
    inside = (1 - torch.sqrt((u / a) ** 2 + (v / b) ** 2)) * math.sqrt(a * b)
    if radius > 8 and draw.random() < 0.33:
        opening = draw.uniform(0.3, 0.9)
        inside = torch.minimum(inside, (u + 0.6 * a) * math.sin(opening) - v.abs() * math.cos(opening))
    strength = draw.uniform(0.1, 0.7) * radius
    inside = inside + strength * 0.7 * grain(generator, draw.randint(8, 20), SIZE, SIZE)
    inside = inside + min(strength, 4) * 0.4 * grain(generator, draw.randint(20, 60), SIZE, SIZE)
    rim = torch.minimum(torch.minimum(r + SIZE / 2, SIZE / 2 - r), torch.minimum(c + SIZE / 2, SIZE / 2 - c))
    return torch.sigmoid(torch.minimum(inside, rim - 6) / draw.uniform(0.4, 2.5)), area


class Blobs:
    """Banks of outlines and of textures, made once; `put` draws from them."""

    def __init__(self, things, seed, height, width, device, outlines=600, textures=48):
        """things: recipes.Things"""
        self.things = things
        self.draw = random.Random(seed)
        generator = torch.Generator().manual_seed(seed)
        made = [shape(generator, self.draw) for _ in range(outlines)]
        self.outlines = torch.stack([m for m, _ in made]).to(device)
        self.small = [i for i, (_, area) in enumerate(made) if area < 120]
        self.middle = [i for i, (_, area) in enumerate(made) if 100 < area < 500]
        self.large = [i for i, (_, area) in enumerate(made) if area > 1200]
        self.textures = torch.stack([grain(generator, self.draw.randint(16, 60), height, width) for _ in range(textures)]).to(device)

    def outline(self, chosen):
        mask = torch.rot90(self.outlines[chosen], self.draw.randrange(4))
        return mask.flip(0) if self.draw.random() < 0.5 else mask

    def put(self, x, brain, near):
        """x, brain, near (mm to the ventricles) [B, H, W] -> altered x, mark in 0..1 of the things of the recipe's sign."""
        draw, things = self.draw, self.things
        count, height, width = x.shape
        tissue, coarse_brain = tissue_mean(x, brain)
        csf = ((x - 0.3) / 0.35).clamp(0, 1)
        change, mark, weight = torch.zeros_like(x), torch.zeros_like(x), torch.zeros_like(x)
        for k in range(count):
            places = torch.nonzero(brain[k] & (x[k] > 0.5))
            if len(places) < 500 or draw.random() < 0.05:
                continue
            for chosen, kind, place in self.placed(places, near[k], coarse_brain[k]):
                r, c = (int(v) - SIZE // 2 for v in place)
                here = (k, slice(max(0, r), min(height, r + SIZE)), slice(max(0, c), min(width, c + SIZE)))
                part = self.outline(chosen)[here[1].start - r : here[1].stop - r, here[2].start - c : here[2].stop - c] * brain[here]
                gate = csf[here] if draw.random() < 0.85 else torch.ones_like(part)
                if kind == "periventricular":
                    gate = gate * torch.sigmoid((draw.uniform(3, 14) - near[here]) / 1.5)
                elif kind == "cortical":
                    gate = gate * torch.sigmoid((draw.uniform(0.7, 0.95) - coarse_brain[here]) / 0.04)
                elif kind == "grey":
                    gate = gate * torch.sigmoid(things.grey * (x[here] - draw.uniform(0.9, 1.1)) / 0.06)
                part = part * gate
                marked = draw.random() < 0.85
                a = math.exp(draw.uniform(*map(math.log, things.strength)))
                # Two things on one spot: the stronger one counts, or strengths would add up beyond what scans show.
                added = things.sign * (a if marked else -0.6 * a) * part
                change[here] = torch.where(added.abs() > change[here].abs(), added, change[here])
                if marked:
                    mark[here] = torch.maximum(mark[here], min(1.0, a / things.full) * closed(part) * brain[here])
                if draw.random() < 0.6:
                    weight[here] = torch.maximum(weight[here], draw.uniform(0, 0.8) * part)
        mark = mark * (things.sign * change >= 0)  # a thing of the other sign on a marked one
        texture = self.textures[[draw.randrange(len(self.textures)) for _ in range(count)]]
        # Tissue of another slice, its fine structure only, in place of the slice's own.
        other = (x - tissue).roll(1, 0) * torch.tensor([draw.choice((0, 0, 0.5, 1)) for _ in range(count)], device=x.device).view(-1, 1, 1)
        result = x + weight * (tissue + other - x) + change * (1 + draw.uniform(0.05, 0.25) * texture)
        # Windowed bitmaps and scanners saturate: most things are no brighter than the brightest of the slice.
        top = x.amax((1, 2)) * torch.tensor([draw.choice((1.0, 1.0, 1.1, 2.0)) for _ in range(count)], device=x.device)
        result = torch.minimum(result, top.view(-1, 1, 1)).clamp_min(0)
        if things.floors:  # what is lost is filled with fluid, which is seldom black
            floor = torch.tensor([draw.choice(things.floors) for _ in range(count)], device=x.device).view(-1, 1, 1)
            result = torch.maximum(result, torch.minimum(x, floor))
        return result * brain, mark

    def placed(self, places, near, coarse_brain):
        """Yields (outline, kind, pixel) of what is put into one slice; some white-matter lesions have a like in the other hemisphere."""
        draw, width = self.draw, near.shape[1]
        depth, to_ventricle = coarse_brain[places[:, 0], places[:, 1]], near[places[:, 0], places[:, 1]]
        fits = dict(
            periventricular=to_ventricle < 12,
            cortical=depth < 0.85,
            juxtacortical=(depth > 0.7) & (depth < 0.95),
            white=(depth > 0.9) & (to_ventricle > 3),
        )
        for chosen, kind in self.group():
            spots = places[fits[kind]] if kind in fits else places
            if not len(spots):
                continue
            r, c = (int(v) for v in spots[draw.randrange(len(spots))])
            yield chosen, kind, (r, c)
            if self.things.plaques and kind in ("periventricular", "white") and draw.random() < 0.3:
                yield self.like(chosen), kind, (r + draw.randint(-6, 6), width - 1 - c + draw.randint(-6, 6))

    def like(self, chosen):
        """Another outline of the same kind of size."""
        alike = next((bank for bank in (self.small, self.middle, self.large) if chosen in bank), range(len(self.outlines)))
        return self.draw.choice(alike)

    def group(self):
        """What is put into one slice: (outline, kind) pairs."""
        draw, every = self.draw, range(len(self.outlines))
        if self.things.plaques and draw.random() < self.things.plaques:
            return self.plaques()
        first = draw.random()
        if first < 0.15:  # emboli: several small spots
            return [(draw.choice(self.small), "free") for _ in range(draw.randint(2, 6))]
        if first < 0.35:  # a territory
            return [(draw.choice(self.large), draw.choice(("free", "free", "cortical", "grey")))]
        if first < 0.45:  # patches by the ventricles
            return [(draw.choice(every), "periventricular") for _ in range(draw.randint(1, 4))]
        return [(draw.choice(every), draw.choice(("free", "free", "free", "free", "cortical", "grey"))) for _ in range(draw.randint(1, 4))]

    def plaques(self):
        """Multiple sclerosis and small-vessel disease: spots of 3 to 20 mm where these lie, and caps."""
        draw, every = self.draw, range(len(self.outlines))
        size = lambda: draw.choice(draw.choice((self.small, self.small, self.middle)))
        spots = [(size(), draw.choice(("periventricular", "white", "white", "juxtacortical"))) for _ in range(draw.randint(1, 7))]
        return spots + [(draw.choice(every), "periventricular") for _ in range(draw.choice((0, 1, 1, 2)))]


def closed(part):
    """Gaps of up to 6 px filled (grey-level closing): nobody who outlines a lesion goes round each furrow in it."""
    larger = F.max_pool2d(F.max_pool2d(part[None, None], (7, 1), 1, (3, 0)), (1, 7), 1, (0, 3))
    return -F.max_pool2d(F.max_pool2d(-larger, (7, 1), 1, (3, 0)), (1, 7), 1, (0, 3))[0, 0]


def tissue_mean(x, brain):
    """Mean of the tissue (brain that is not CSF) over about 16 px, and the share of brain over 28 px (0.5 at the brain's edge)."""
    solid = (brain & (x > 0.5)).to(x.dtype)
    small = F.avg_pool2d(torch.stack([x * solid, solid, brain.to(x.dtype)], 1), 4)
    near, far = F.avg_pool2d(small[:, :2], 5, 1, 2), F.avg_pool2d(small[:, 2:], 7, 1, 3)
    full = F.interpolate(torch.cat([near[:, :1] / near[:, 1:].clamp_min(1e-3), far], 1), x.shape[1:], mode="bilinear", align_corners=False)
    return full[:, 0], full[:, 1]
