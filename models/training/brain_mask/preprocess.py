"""What the product does to a series before the network: README.md of this folder is the text, this file the reference.

Volumes are [z, y, x] with x towards the patient's right, y to the front, z up; spacings in mm. Pixels are points at their centres.
"""
from dataclasses import dataclass

import numpy as np
from scipy import ndimage as ndi

from intensity import intensity_unit

SIZE, SPACING = 128, 2.0
CLIP = 2.5
HEAD = 0.15
"""Head: voxels above this, in units of the 98th percentile."""


@dataclass
class Prepared:
    slices: np.ndarray
    """[z, 128, 128] float32, in units, 0..2.5"""
    centre: tuple
    """(y, x) of the centre of the 128 x 128 grid, in source pixels"""
    spacing: tuple
    """(y, x) mm of the source"""


def blur(volume, spacing):
    """In plane, so that 2 mm sampling does not alias: sigma = 0.45 sqrt(f^2 - 1) source pixels, f = 2 mm / spacing; none for f <= 1."""
    for axis, mm in zip((1, 2), spacing):
        f = SPACING / mm
        sigma = 0.45 * np.sqrt(f * f - 1) if f > 1.001 else 0
        if sigma:
            volume = ndi.gaussian_filter1d(volume, sigma, axis=axis, mode="nearest", radius=int(np.ceil(3 * sigma)))
    return volume


def extent(head, axis):
    """Middle of the head along one axis: first to last line that holds at least 2 % as many head voxels as the fullest line."""
    count = head.sum(axis=tuple(a for a in range(3) if a != axis))
    lines = np.flatnonzero(count >= 0.02 * count.max())
    return (lines[0] + lines[-1]) / 2


def sample(image, y, x):
    """Bilinear samples of image[y, x] at the outer product of the positions y and x (source pixels); 0 outside the image."""

    def weights(position, length):
        low = np.floor(position).astype(int)
        matrix = np.zeros((len(position), length), np.float32)
        for offset, weight in ((0, 1 - (position - low)), (1, position - low)):
            inside = (low + offset >= 0) & (low + offset < length)
            matrix[np.flatnonzero(inside), (low + offset)[inside]] += weight[inside]
        return matrix

    return weights(y, image.shape[0]) @ image @ weights(x, image.shape[1]).T


def grid(centre, mm):
    """Positions of the 128 grid points along one axis, in source pixels."""
    return centre + (np.arange(SIZE) - (SIZE - 1) / 2) * SPACING / mm


def prepare(volume, spacing):
    """volume [z, y, x] in any unit, spacing (y, x) mm -> Prepared."""
    scaled = np.clip(volume.astype(np.float32) / np.float32(intensity_unit(volume)), 0, CLIP)
    smooth = blur(scaled, spacing)
    head = smooth > HEAD
    centre = extent(head, 1), extent(head, 2)
    y, x = (grid(c, mm) for c, mm in zip(centre, spacing))
    return Prepared(np.stack([sample(s, y, x) for s in smooth]).astype(np.float32), centre, tuple(spacing))
