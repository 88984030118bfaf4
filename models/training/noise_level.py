"""Noise level of an MR slice, read inside the head; the twin of src/volume/noiseLevel.ts (tests/volume compares the two number by number).

Over blocks of the head, the deviation of the diagonal Haar band (almost noise alone) and of the horizontal and vertical ones (noise and
anatomy) at two scales. How the quantiles of the four lie to each other says what is noise, how correlated it is, and what is fine anatomy; a
small regression, fitted on slices with noise of known level (fit_noise_level.py -> src/volume/noiseReading.json), turns them into the standard
deviation. One median and a formula read the anatomy of 2 mm slices as noise, two to three times too much. The network is trained with this
very number. Works on batches: x [B, H, W], unit: 98th percentile.
"""
import json
import os

import torch

BLOCK = 16
"""Edge of a block in pixels; blocks overlap by half."""
HEAD = 0.15
"""A block belongs to the head when its mean is above this share of the 98th percentile."""
FEWEST = 8
"""Below this number of usable blocks there is no estimate."""
LEAST = 1e-6
"""The level is never nothing, though what is drawn and not scanned has no noise."""
MAD = 0.6744897501960817
QUANTILES = (0.02, 0.05, 0.2, 0.5, 0.75)
REFERENCE = 2
"""The quantile of the finest diagonal band that all others are taken relative to, so that the reading scales with the noise."""
BEYOND = 4.0
"""Features end at so many standard deviations of those in the fit."""
READING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "volume", "noiseReading.json")


def _quads(x):
    return x[..., 0::2, 0::2], x[..., 0::2, 1::2], x[..., 1::2, 0::2], x[..., 1::2, 1::2]


def _haar(x):
    """Diagonal, horizontal and vertical band, unit gain for white noise."""
    a, b, c, d = _quads(x)
    return (a - b - c + d) / 2, (a - b + c - d) / 2, (a + b - c - d) / 2


def _average(x):
    a, b, c, d = _quads(x)
    return (a + b + c + d) / 4


def _windows(x, size):
    """[H, W] -> [blocks, size * size]; windows step by half their size."""
    return x.unfold(0, size, size // 2).unfold(1, size, size // 2).reshape(-1, size * size)


def _median(values):
    """Mean of the two middle values, as every textbook and the TypeScript twin; torch.median takes the lower one."""
    ordered, _ = values.sort(-1)
    n = ordered.shape[-1]
    return (ordered[..., (n - 1) // 2] + ordered[..., n // 2]) / 2


def features(x):
    """x [H, W], double -> ln of the reference deviation, and the 21 features; None where fewer than FEWEST blocks are head, () where these hold no noise at all."""
    x = x[: x.shape[0] // BLOCK * BLOCK, : x.shape[1] // BLOCK * BLOCK]
    blocks, bands, level = _windows(x, BLOCK), [], x
    mean = blocks.clamp_max(1).mean(-1)  # no hot voxel makes air a head
    for size in (BLOCK // 2, BLOCK // 4):
        diagonal, *straight = (_windows(band, size).abs() for band in _haar(level))
        bands += [_median(diagonal) / MAD, _median(torch.cat(straight, 1)) / MAD]
        level = _average(level)
    # Air that was set to zero and what is burnt in hold no noise.
    head = (mean > HEAD) & (blocks != 0).all(-1)
    usable = head & torch.stack(bands).gt(0).all(0)
    if int(usable.sum()) < FEWEST:
        return None if int(head.sum()) < FEWEST else ()
    shares = torch.tensor(QUANTILES, dtype=x.dtype)
    found = torch.cat([torch.quantile(band[usable], shares) for band in bands]).log()
    reference = found[REFERENCE]
    relative = torch.cat([found[:REFERENCE], found[REFERENCE + 1 :]]) - reference
    return reference, torch.cat([relative, reference[None], _median(mean[usable]).log()[None]])


class Reading:
    """The regression, one hidden layer: (ln of the reference, features) -> sigma."""

    def __init__(self, path=READING):
        with open(path) as file:
            self.__dict__.update({name: torch.tensor(values, dtype=torch.float64) for name, values in json.load(file).items()})

    def __call__(self, reference, found):
        standard = ((found - self.mean) / self.deviation).clamp(-BEYOND, BEYOND)
        return float(torch.exp(reference + self.offset + torch.tanh(self.hidden @ standard + self.bias) @ self.out))


def noise_level(x):
    """-> list of sigma (same unit as x), NaN where fewer than FEWEST blocks can be used. x [B, H, W]."""
    reading = Reading()
    found = [features(slice) for slice in x.double()]
    return [float("nan") if f is None else max(LEAST, reading(*f)) if f else LEAST for f in found]
