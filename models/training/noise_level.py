"""Noise level of an MR slice, read inside the head; the twin of src/volume/noiseLevel.ts (tests/volume compares the two number by number).

The deviation of the diagonal Haar band at two scales, over blocks with little horizontal and vertical detail. One scale alone is wrong
as soon as the scanner interpolates: the ratio of the two says how correlated the noise is, and a cubic fitted on such noise
(fit_noise_level.py) turns the pair into the standard deviation. Fine anatomy cannot be told from noise this way: without any noise the
estimate stays at 1 to 5 %, and the network is trained with this very number. Works on batches: x [B, H, W], unit: 98th percentile.
"""
import torch

BLOCK = 16
"""Edge of a block in pixels; blocks overlap by half."""
HEAD = 0.15
"""A block belongs to the head when its mean is above this share of the 98th percentile."""
CALM = 0.2
"""Share of the head's blocks that is used: those with the least energy in the horizontal and vertical Haar bands of scale 2 (edges);
for white noise these bands are independent of the diagonal ones, so the choice does not bias the level."""
FEWEST = 8
"""Below this number of usable blocks there is no estimate."""
MAD = 0.6744897501960817
TEXTURE = (0.4527, 0.118, 0.2827, 0.1038)
"""ln(sigma / s2) as a cubic in rho = ln(s1 / s2), lowest power first; refitted by fit_noise_level.py."""
RHO = (-1.5, 1.0)


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
    """[B, H, W] -> [B, blocks, size * size]; windows step by half their size."""
    w = x.unfold(1, size, size // 2).unfold(2, size, size // 2)
    return w.reshape(x.shape[0], -1, size * size)


def _median(values):
    """Mean of the two middle values, as every textbook and the TypeScript twin; torch.median takes the lower one."""
    ordered, _ = values.sort(-1)
    n = ordered.shape[-1]
    return (ordered[..., (n - 1) // 2] + ordered[..., n // 2]) / 2


def block_statistics(x):
    """Per block: mean, s1, s2, edge energy, and whether no pixel is exactly zero (air set to zero holds no noise)."""
    x = x[:, : x.shape[1] // BLOCK * BLOCK, : x.shape[2] // BLOCK * BLOCK]
    diagonal1, _, _ = _haar(x)
    diagonal2, horizontal2, vertical2 = _haar(_average(x))
    blocks = _windows(x, BLOCK)
    s1 = _median(_windows(diagonal1, BLOCK // 2).abs()) / MAD
    s2 = _median(_windows(diagonal2, BLOCK // 4).abs()) / MAD
    edges = (_windows(horizontal2, BLOCK // 4) ** 2 + _windows(vertical2, BLOCK // 4) ** 2).mean(-1)
    return blocks.mean(-1), s1, s2, edges, (blocks != 0).all(-1)


def texture_sigma(s1, s2, texture=TEXTURE):
    rho = torch.log(s1.clamp_min(1e-12) / s2.clamp_min(1e-12)).clamp(*RHO)
    return s2 * torch.exp(sum(k * rho**i for i, k in enumerate(texture)))


def calm_blocks(edges, usable):
    """Indices of the usable blocks with the least edge energy."""
    indices = torch.nonzero(usable).flatten()
    count = max(FEWEST, round(CALM * len(indices)))
    return indices[edges[indices].argsort(stable=True)[:count]]


def _sigma_of(mean, s1, s2, texture):
    raw = texture_sigma(_median(s1), _median(s2), texture)
    snr2 = (mean**2 / raw**2 - 1).clamp_min(2.0)
    rician = torch.rsqrt(1 - 0.5 / snr2)  # the spread of a magnitude is below sigma where the signal is low
    return texture_sigma(_median(s1 * rician), _median(s2 * rician), texture)


def noise_level(x, texture=TEXTURE):
    """-> list of sigma (same unit as x), NaN where fewer than FEWEST blocks can be used. x [B, H, W]."""
    result = []
    for mean, s1, s2, edges, nonzero in zip(*block_statistics(x.double())):
        head, sigma = nonzero & (mean > HEAD), float("nan")
        for floor in (0.0, 2.0):  # second pass: below twice sigma a magnitude tells little
            usable = head & (mean > floor * (sigma if floor else 0.0))
            if int(usable.sum()) < FEWEST:
                break
            calm = calm_blocks(edges, usable)
            sigma = float(_sigma_of(mean[calm], s1[calm], s2[calm], texture))
        result.append(sigma)
    return result
