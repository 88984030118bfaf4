"""A slice as the network sees it: 1 mm pixels, rows from front to back, divided by the median of the brain, zero outside it.

The same few lines serve packing and the figures; the product's engine must do as they do (manifest keys in the brackets).
"""
import numpy as np
from scipy import ndimage as ndi

CLIP = 4.0
MULTIPLE = 16


def upright(array):
    """RAS array [x, y] -> image [row, column], front at the top. Left and right need no order: the network is trained on both."""
    return np.ascontiguousarray(array.T[::-1])


def filled(values):
    """The brain of a slice whose skull is off: what is not zero, holes filled."""
    return ndi.binary_fill_holes(values > 0)


def scaled(values, brain):
    """[scaling: brain-median, clip] values over the median of the slice's own brain, 0 outside."""
    return np.where(brain, np.clip(values / np.median(values[brain]), 0, CLIP), 0).astype(np.float32)


def window(brain, rows=None, columns=None):
    """Slices that put the bounding box of the brain in the middle of a canvas [rows, columns] (default: the least multiples of 16).

    -> (from, to): index pairs of the source and of the canvas, and the canvas shape.
    """
    source, target, shape = [], [], []
    for axis, wanted in ((1, rows), (0, columns)):
        hit = np.flatnonzero(brain.any(axis))
        first, size = hit[0], hit[-1] + 1 - hit[0]
        length = wanted or -(-size // MULTIPLE) * MULTIPLE
        cut = max(0, size - length)
        first, size = first + cut // 2, size - cut
        start = (length - size) // 2
        source.append(slice(first, first + size))
        target.append(slice(start, start + size))
        shape.append(length)
    return tuple(source), tuple(target), tuple(shape)


def centred(array, brain, rows=None, columns=None):
    """[canvas: centred on the brain's bounding box] so that flipping the columns mirrors the brain about its own middle."""
    source, target, shape = window(brain, rows, columns)
    canvas = np.zeros(shape, array.dtype)
    canvas[target] = array[source]
    return canvas


def smoothed(score, brain, spacing=1.0):
    """[smoothingMm: 2] Gaussian of 2 mm full width at half maximum, the score counting as 0 outside the brain."""
    return ndi.gaussian_filter(np.where(brain, score, 0), 2 / 2.355 / spacing)


def excess(x, brain, direction):
    """[direction] The score to beat: how much brighter, or darker, than the median, smoothed."""
    return smoothed(np.clip(x - 1 if direction == "brighter" else 1 - x, 0, None), brain)
