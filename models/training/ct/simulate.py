"""Dose-reduction noise for a clean CT slice in HU: filtered back-projection of the noise alone, in parallel beam.

The image itself is never re-projected, so it loses nothing. One realisation is made with the bare ramp filter (`ramp_noise`) and stored;
a reconstruction kernel is an isotropic filter of the sinogram rows, hence a radial filter of the image, and is applied afterwards
(`kernel`). Stationary noise of the same spectrum (`stationary_spectrum`) is the fast kind, without streaks or a noisy centre.
Kak and Slaney, Principles of Computerized Tomographic Imaging, 1988, chapters 3 and 5.
"""
import math

import torch
import torch.nn.functional as F
from scipy import ndimage as ndi

MU_WATER = 0.0193
"""Attenuation of water, 1/mm, at about 120 kVp."""
BOWTIE_DISC = 150.0
"""Radius in mm of the water disc that the bow-tie filter is matched to."""
STARVED = 4.0
"""Largest variance of a line integral: scanners filter rays that starve."""
CUTOFF = (0.5, 0.6)
"""The ramp rolls off between these frequencies, cycles per pixel."""
PITCH = 2
"""Detector bins per pixel."""
FINE = 4
"""Band-limited refinement of each filtered row before the nearest sample is taken."""
LOWEST, HIGHEST = -1024.0, 3071.0


def body(hu):
    """Mask of the patient: the largest connected part above -300 HU, holes filled. hu [H, W] numpy."""
    labels, count = ndi.label(ndi.gaussian_filter(hu, 2) > -300)
    sizes = ndi.sum_labels(labels > 0, labels, range(1, count + 1))
    return ndi.binary_fill_holes(labels == 1 + int(sizes.argmax())) if count else labels > 0


def line_integrals(hu, pixel, views):
    """[N, N] HU, pixel in mm -> [views, N / 2]; the grid is halved by 2 x 2 averages, rays are 2 pixels apart."""
    mu = MU_WATER * (1 + hu.clamp(LOWEST, 2000) / 1000).clamp_min(0)
    half = F.avg_pool2d(mu[None, None], 2)
    n, rows = half.shape[-1], []
    for angle in (torch.arange(views) * math.pi / views).split(20):
        c, s, zero = angle.cos(), angle.sin(), torch.zeros_like(angle)
        rotation = torch.stack([torch.stack([c, -s, zero], -1), torch.stack([s, c, zero], -1)], 1)
        grid = F.affine_grid(rotation, (len(angle), 1, n, n), align_corners=False)
        rows.append(F.grid_sample(half.expand(len(angle), 1, n, n), grid, align_corners=False).sum(2)[:, 0] * 2 * pixel)
    return torch.cat(rows)


def ray_variance(p, pixel, bowtie, modulation, photons, electronic):
    """Variance of each measured line integral: 1 / I + e^2 / I^2 with I = I0 B(t) A(theta) exp(-p).

    p [views, bins], bins 1 / PITCH pixels apart. B is a bow-tie of strength `bowtie`, A the tube-current modulation with exponent
    `modulation` (mean 1), `photons` the unattenuated count of a bin one pixel wide, `electronic` the readout noise in photons.
    """
    bins = p.shape[1]
    t = (torch.arange(bins) - bins / 2 + 0.5) / PITCH * pixel
    chord = 2 * torch.sqrt((BOWTIE_DISC**2 - t**2).clamp_min(0))
    profile = torch.exp(-bowtie * MU_WATER * (2 * BOWTIE_DISC - chord))
    current = torch.exp(modulation * p.amax(1))
    counts = (photons / PITCH * profile * (current / current.mean())[:, None] * torch.exp(-p)).clamp_min(1e-3)
    return (1 / counts + electronic**2 / PITCH / counts**2).clamp_max(STARVED)


def back_project(rows, size):
    """[views, bins * FINE] filtered rows -> [size, size]."""
    views, bins = rows.shape
    axis = (torch.arange(size) - size / 2 + 0.5) * (PITCH * FINE)
    image = torch.zeros(size, size)
    for k in range(views):
        angle = k * math.pi / views
        place = (axis * math.sin(angle))[:, None] + (axis * math.cos(angle) + bins / 2)
        image += rows[k].index_select(0, place.to(torch.int32).flatten()).view(size, size)
    return image


def ramp_noise(hu, pixel, generator, bowtie=0.4, modulation=0.4, photons=1e5, electronic=4.0, views=360):
    """One realisation on the grid of the slice, ramp filter only, unit of no meaning: scale it. hu [N, N] float32, pixel in mm."""
    size = hu.shape[0]
    bins = int(size * PITCH * 1.5)
    half = line_integrals(hu, pixel, views // 2)[None, None]
    p = F.interpolate(half, size=(views, size * PITCH), mode="bilinear", align_corners=False)[0, 0]
    margin = (bins - size * PITCH) // 2
    variance = ray_variance(F.pad(p, (margin, margin)), pixel, bowtie, modulation, photons, electronic)
    white = torch.randn(variance.shape, generator=generator) * variance.sqrt()
    f = torch.fft.rfftfreq(bins) * PITCH
    spectrum = torch.fft.rfft(white) * (f * roll_off(f))
    return back_project(torch.fft.irfft(spectrum, n=bins * FINE), size)


def roll_off(f):
    low, high = CUTOFF
    return 0.5 + 0.5 * torch.cos(math.pi * ((f - low) / (high - low)).clamp(0, 1))


def radius(rows, columns, device="cpu"):
    """Radial frequency of an rfft2, cycles per pixel, [rows, columns / 2 + 1]."""
    return torch.hypot(torch.fft.fftfreq(rows, device=device)[:, None], torch.fft.rfftfreq(columns, device=device)[None])


def kernel(f, f0, power):
    """Reconstruction kernel H(f) = exp(-(f / f0)^power). B30f: f0 0.28 to 0.36 cycles per pixel, power 2.2; D45f: 0.65 to 0.8, 2.6."""
    return torch.exp(-((f / f0) ** power))


def filtered(image, response):
    """[H, W] through a radial response on the grid of `radius`."""
    return torch.fft.irfft2(torch.fft.rfft2(image) * response, s=image.shape)


def stationary_spectrum(f):
    """Amplitude that turns white noise into stationary ramp noise: its power spectrum is |f|."""
    return f.sqrt() * roll_off(f)


def degrade(clean, noise):
    """Stored pixels of the noisy slice: whole HU, clipped at both ends. The clip makes air and lung too bright and must be learnt."""
    return (clean + noise).round().clamp(LOWEST, HIGHEST)
