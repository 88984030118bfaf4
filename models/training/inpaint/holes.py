"""The holes: outlines of real lesions, drawn blobs, ellipses and streaks, of 30 to 4000 pixels.

A bank is made once per run (turned, scaled, widened); `draw` places one to five of them in a crop.
"""
import math
import random

import numpy as np
import torch
from scipy import ndimage as ndi

from healthy.blobs import shape as blob
from inpaint.pack import HEAD, INNER, LESION, SIZE

AREA = (30, 4000)
COUNTS = {"lesion": 1000, "blob": 500, "ellipse": 200, "streak": 100}
CENTRE = (SIZE - 1) / 2
LEAST = 12
"""Holes smaller than this, cut off by the head's edge or a lesion, are not used."""


def turned(outline, draw):
    """A lesion's outline at another angle and size, sometimes widened: people outline generously."""
    angle, wide = draw.uniform(0, 2 * math.pi), draw.choice((0, 0, 1, 2, 3))
    area = math.exp(draw.uniform(*map(math.log, AREA)))
    zoom = math.sqrt(outline.sum() / area) * np.array([math.exp(draw.uniform(-0.2, 0.2)), 1.0])
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]) * zoom[:, None]
    picture = ndi.affine_transform(outline.astype(np.float32), turn, CENTRE - turn @ [CENTRE, CENTRE], order=1) > 0.5
    return ndi.binary_dilation(picture, iterations=wide) if wide else picture


def ellipse(draw):
    area, ratio, angle = math.exp(draw.uniform(*map(math.log, AREA))), math.exp(draw.uniform(-1, 1)), draw.uniform(0, math.pi)
    a, b = math.sqrt(area * ratio / math.pi), math.sqrt(area / ratio / math.pi)
    r, c = np.mgrid[0:SIZE, 0:SIZE] - CENTRE
    u, v = r * math.cos(angle) + c * math.sin(angle), c * math.cos(angle) - r * math.sin(angle)
    return (u / a) ** 2 + (v / b) ** 2 < 1


def streak(draw):
    """A band of 3 to 12 pixels, as of an artefact."""
    angle, half, length = draw.uniform(0, math.pi), draw.uniform(1.5, 6), draw.uniform(15, 70)
    r, c = np.mgrid[0:SIZE, 0:SIZE] - CENTRE
    u, v = r * math.cos(angle) + c * math.sin(angle), c * math.cos(angle) - r * math.sin(angle)
    return (np.abs(u) < length) & (np.abs(v) < half)


def framed(shape, margin):
    """1 but for a frame: a hole at the crop's edge would lack surroundings that it has in a whole picture."""
    inside = np.zeros(shape, bool)
    inside[margin:-margin, margin:-margin] = True
    return inside


class Holes:
    def __init__(self, outlines, seed):
        """outlines [N, SIZE, SIZE] bool: the lesions of the training set."""
        self.draw = random.Random(seed)
        generator = torch.Generator().manual_seed(seed)
        make = {
            "lesion": lambda: turned(outlines[self.draw.randrange(len(outlines))], self.draw),
            "blob": lambda: (blob(generator, self.draw)[0] > 0.5).numpy(),
            "ellipse": lambda: ellipse(self.draw),
            "streak": lambda: streak(self.draw),
        }
        made = [make[kind]() for kind, count in COUNTS.items() for _ in range(count)]
        self.bank = [m for m in made if m.sum() >= AREA[0]]

    def outline(self):
        picture = np.rot90(self.draw.choice(self.bank), self.draw.randrange(4))
        return picture[:, ::-1] if self.draw.random() < 0.5 else picture

    def put(self, labels):
        """-> hole [H, W] bool in a crop with these labels: inside the head, four times in five off the scalp, never over a lesion."""
        hole = np.zeros(labels.shape, bool)
        allowed = (labels & (INNER if self.draw.random() < 0.8 else HEAD) > 0) & (labels & LESION == 0)
        places = np.flatnonzero(allowed & framed(labels.shape, 16))
        if not len(places):
            return hole
        for _ in range(self.draw.choice((1, 2, 3, 4, 5))):
            r, c = divmod(int(places[self.draw.randrange(len(places))]), labels.shape[1])
            top, left = r - SIZE // 2, c - SIZE // 2
            rows = slice(max(0, top), min(labels.shape[0], top + SIZE))
            columns = slice(max(0, left), min(labels.shape[1], left + SIZE))
            hole[rows, columns] |= self.outline()[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        hole &= allowed & framed(labels.shape, 4)
        return hole if hole.sum() >= LEAST else np.zeros_like(hole)
