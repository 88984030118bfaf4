"""Noise level of a CT slice, read in soft tissue; the twin of src/volume/ctNoiseLevel.ts (tests/volume compares the two number by number).

CT noise is correlated by the reconstruction kernel, so the diagonal Haar band of one scale alone is wrong. The deviation at two scales,
median over blocks (edges and vessels drop out), and a cubic in the log of their ratio, fitted on ramp noise through kernels from soft to
sharp (fit_level.py). The network is trained with the number that this very code gives.
"""
import torch
import torch.nn.functional as F

BLOCK = 16
"""Edge of a block on the halved grid of the first band (32 pixels of the slice); blocks overlap by half."""
SOFT = (-200.0, 200.0)
"""HU of soft tissue, on the slice smoothed by a Gaussian of 3 pixels (1.5 on the halved grid)."""
INSIDE = 0.9
"""A block counts when more than this share of it is soft tissue."""
FEWEST = 8
"""Below this number of blocks there is no estimate: the level of a neighbouring slice is taken."""
CLIP = (-1024.0, 1500.0)
MAD = 0.6744897501960817
RHO = (-1.3, 1.0)
"""Beyond these no reconstruction kernel leads; the cubic must not be followed there."""
TEXTURE = (0.4589, 0.2066, 0.3436, -0.0847)
"""ln(sigma / s2) as a cubic in rho = ln(s1 / s2), lowest power first; refitted by fit_level.py."""
TAPS = 6


def _quads(x):
    return x[0::2, 0::2], x[0::2, 1::2], x[1::2, 0::2], x[1::2, 1::2]


def _diagonal(x):
    """Diagonal Haar band, unit gain for white noise."""
    a, b, c, d = _quads(x)
    return (a - b - c + d) / 2


def _average(x):
    a, b, c, d = _quads(x)
    return (a + b + c + d) / 4


def _smooth(x):
    """Gaussian of 1.5 samples, 13 taps, edges repeated."""
    taps = torch.exp(-(torch.arange(-TAPS, TAPS + 1, dtype=x.dtype, device=x.device) ** 2) / (2 * 1.5**2))
    taps = taps / taps.sum()
    padded = F.pad(x[None, None], (TAPS,) * 4, mode="replicate")
    return F.conv2d(F.conv2d(padded, taps.view(1, 1, -1, 1)), taps.view(1, 1, 1, -1))[0, 0]


def _blocks(x, size):
    """[H, W] -> [blocks, size * size]; blocks step by half their size."""
    return x.unfold(0, size, size // 2).unfold(1, size, size // 2).reshape(-1, size * size)


def _median(values):
    """Mean of the two middle values; torch.median takes the lower one."""
    ordered, _ = values.sort(-1)
    n = ordered.shape[-1]
    return (ordered[..., (n - 1) // 2] + ordered[..., n // 2]) / 2


def bands(hu):
    """-> (s1, s2) in HU, or None. hu [H, W]; rows and columns beyond a multiple of 8 are left out."""
    x = hu[: hu.shape[0] // 8 * 8, : hu.shape[1] // 8 * 8].clamp(*CLIP)
    if min(x.shape) < 2 * BLOCK:
        return None
    half = _average(x)
    smooth = _smooth(half)
    soft = (smooth > SOFT[0]) & (smooth < SOFT[1])
    usable = _blocks(soft.to(x.dtype), BLOCK).mean(1) > INSIDE
    if int(usable.sum()) < FEWEST:
        return None
    deviation = lambda band, size: _median(_median(_blocks(band, size)[usable].abs())) / MAD
    return float(deviation(_diagonal(x), BLOCK)), float(deviation(_diagonal(half), BLOCK // 2))


def texture_sigma(s1, s2, texture=TEXTURE):
    rho = torch.log(torch.tensor(max(s1, 1e-12) / max(s2, 1e-12), dtype=torch.float64)).clamp(*RHO)
    return s2 * float(torch.exp(sum(k * rho**i for i, k in enumerate(texture))))


def noise_level(hu):
    """-> sigma in HU, or None where fewer than FEWEST blocks of the slice are soft tissue. hu [H, W], float32 or float64."""
    found = bands(hu)
    return None if found is None else texture_sigma(*found)
