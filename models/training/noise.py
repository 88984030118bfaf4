"""Noise as MR scanners make it: Rician magnitude, white or correlated by interpolation, with a gain that varies over the image."""
import torch

COLOURS = 24
"""Correlated fields are made with one filter per batch chunk; see `coloured`."""


def coloured(shape, generator, device, strength=None):
    """Unit-variance Gaussian fields [B, H, W], low-passed in k-space: zero filling (a box per axis) times a Gaussian apodisation.

    strength None draws per field: box edge 0.5 to 1 of Nyquist per axis, Gaussian blur 0 to 0.8 pixels.
    """
    b, h, w = shape
    rand = lambda: torch.rand(b, 1, 1, generator=generator, device=device)
    white = torch.randn(shape, generator=generator, device=device)
    fy = torch.fft.fftfreq(h, device=device).abs().view(1, h, 1)
    fx = torch.fft.rfftfreq(w, device=device).abs().view(1, 1, -1)
    box_y, box_x, blur = (0.5 + 0.5 * rand(), 0.5 + 0.5 * rand(), 0.8 * rand()) if strength is None else strength
    box = torch.sigmoid((0.5 * box_y - fy) * 80) * torch.sigmoid((0.5 * box_x - fx) * 80)
    gauss = torch.exp(-2 * (torch.pi * blur) ** 2 * (fy**2 + fx**2))
    field = torch.fft.irfft2(torch.fft.rfft2(white) * (box * gauss), s=(h, w))
    return field / field.std((1, 2), keepdim=True)


def smooth_map(shape, generator, device, low, high):
    """A smooth positive field [B, H, W] between low and high: coil gain, bias field."""
    coarse = torch.rand(shape[0], 1, 4, 4, generator=generator, device=device)
    fine = torch.nn.functional.interpolate(coarse, shape[1:], mode="bicubic", align_corners=True)[:, 0].clamp(0, 1)
    return low * (high / low) ** fine


def rician(clean, sigma, generator, colour_share=0.5, varying_share=0.3, keep_air_zero_share=0.4):
    """|clean + complex noise|. clean [B, H, W] >= 0, sigma [B]; both channels have standard deviation sigma.

    The share of images with correlated noise, with a spatially varying level, and with air that the scanner set to zero.
    """
    b, device = clean.shape[0], clean.device
    pick = lambda share: torch.rand(b, 1, 1, generator=generator, device=device) < share
    white = lambda: torch.randn(clean.shape, generator=generator, device=device)
    if colour_share > 0:
        filters = tuple(a + c * torch.rand(b, 1, 1, generator=generator, device=device) for a, c in ((0.5, 0.5), (0.5, 0.5), (0.0, 0.8)))
        choose = pick(colour_share)
        real = torch.where(choose, coloured(clean.shape, generator, device, filters), white())
        imaginary = torch.where(choose, coloured(clean.shape, generator, device, filters), white())
    else:
        real, imaginary = white(), white()
    level = sigma.view(-1, 1, 1).expand(clean.shape)
    if varying_share > 0:
        level = torch.where(pick(varying_share), level * smooth_map(clean.shape, generator, device, 0.75, 1.33), level)
    noisy = torch.hypot(clean + level * real, level * imaginary)
    return torch.where((clean == 0) & pick(keep_air_zero_share), torch.zeros_like(noisy), noisy)
