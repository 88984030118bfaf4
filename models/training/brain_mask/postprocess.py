"""What the product does with the network's probabilities: README.md of this folder is the text, this file the reference."""
import numpy as np
from scipy import ndimage as ndi

from .preprocess import SIZE, SPACING, sample

THRESHOLD = 0.5
BLUR = 0.5
"""Gaussian in plane, pixels of 2 mm."""
PLAUSIBLE_VOLUME = (700, 1900)
"""ml, of a series that covers the whole brain (a proposal, not measured)."""
DISC = np.array([[0, 1, 1, 1, 0], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [0, 1, 1, 1, 0]], bool)
"""Element of the opening, in plane: 5 x 5 without its corners."""


def largest_component(mask):
    """Face neighbours in three dimensions."""
    labels, count = ndi.label(mask)
    return labels == 1 + np.argmax(ndi.sum_labels(mask, labels, range(1, count + 1))) if count else mask


def clean(probability):
    """probability [z, 128, 128] -> (mask, probability that agrees with it at the threshold)."""
    smooth = ndi.gaussian_filter(probability, (0, BLUR, BLUR), mode="nearest", radius=(0, 2, 2))
    mask = ndi.binary_opening(smooth >= THRESHOLD, DISC[None])
    mask = largest_component(mask)
    mask = np.stack([ndi.binary_fill_holes(m) for m in mask])
    agreed = np.where(mask & (smooth < THRESHOLD), 1, np.where(~mask & (smooth >= THRESHOLD), 0, smooth))
    return mask, agreed.astype(np.float32)


def to_source(probability, prepared, shape):
    """Agreed probability [z, 128, 128] -> mask [z, y, x] on the grid of the series."""
    y, x = ((np.arange(n) - c) * mm / SPACING + (SIZE - 1) / 2 for n, c, mm in zip(shape[1:], prepared.centre, prepared.spacing))
    return np.stack([sample(p, y, x) >= THRESHOLD for p in probability])


def volume_ml(mask, spacing):
    """spacing (z, y, x) mm"""
    return mask.sum() * np.prod(spacing) / 1000


def dice(a, b):
    return 2 * np.logical_and(a, b).sum() / (a.sum() + b.sum())
