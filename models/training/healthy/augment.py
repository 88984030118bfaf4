"""Other heads and other scanners out of the slices at hand: shape, brightness, blur and noise, in batches on one device."""
import math

import torch
import torch.nn.functional as F


def uniform(count, low, high, generator, device):
    return low + (high - low) * torch.rand(count, generator=generator, device=device)


def smooth_field(count, nodes, height, width, generator, device):
    """[count, height, width] of smooth noise, unit spread at the nodes."""
    coarse = torch.randn(count, 1, nodes, nodes, generator=generator, device=device)
    return F.interpolate(coarse, (height, width), mode="bicubic", align_corners=False)[:, 0]


def heads(count, canvas, generator, device):
    """Rotation (3.5 deg, sometimes 12), size 0.88 to 1.1, bend (about 1.5 px), shift, flip -> where each pixel comes from: mm down and right of the middle [B, *canvas]."""
    draw = lambda low, high: uniform(count, low, high, generator, device)
    normal = lambda: torch.randn(count, generator=generator, device=device)
    spread = torch.where(draw(0, 1) < 0.15, 12.0, 3.5)
    angle = normal() * spread * math.pi / 180
    size, aspect = draw(0.88, 1.1), draw(0.97, 1.03)
    flip = torch.where(draw(0, 1) < 0.5, -1.0, 1.0)
    height, width = canvas
    middle = lambda size: torch.arange(size, device=device) - (size - 1) / 2
    r, c = torch.meshgrid(middle(height), middle(width), indexing="ij")
    column = lambda v: v.view(-1, 1, 1)
    bend = lambda: 1.5 * smooth_field(count, 5, height, width, generator, device)
    u = (r * column(torch.cos(angle)) - c * column(torch.sin(angle))) * column(aspect / size) + column(2 * normal()) + bend()
    v = (r * column(torch.sin(angle)) + c * column(torch.cos(angle))) * column(flip / aspect / size) + column(1.5 * normal()) + bend()
    return u, v


def carried(arrays, head, mm=1.0, mode="bilinear"):
    """[B, C, h, w] of pixels of `mm` -> [B, C, *canvas] of 1 mm on other heads."""
    u, v = head
    grid = torch.stack([2 * v / mm / (arrays.shape[3] - 1), 2 * u / mm / (arrays.shape[2] - 1)], -1)
    return F.grid_sample(arrays.to(torch.float32), grid, mode=mode, padding_mode="zeros", align_corners=True)


def near_edge(brain):
    """1 at the edge of the brain, 0 from about 14 mm inside on."""
    share = F.avg_pool2d(F.avg_pool2d(brain.to(torch.float32)[:, None], 4), 7, 1, 3)
    return (2 - 2 * F.interpolate(share, brain.shape[1:], mode="bilinear", align_corners=False)[:, 0]).clamp(0, 1)


def coils(brain, generator):
    """Gain of receive coils: a third of the samples bright towards the rim (up to half as bright again), a third towards one side."""
    count, height, width = brain.shape
    draw = lambda low, high: uniform(count, low, high, generator, brain.device).view(-1, 1, 1)
    rim = draw(-0.05, 0.5) * (draw(0, 1) < 0.33) * near_edge(brain)
    line = lambda size: torch.linspace(-1, 1, size, device=brain.device)
    angle = draw(0, 2 * math.pi)
    towards = (line(height).view(1, -1, 1) * torch.cos(angle) + line(width).view(1, 1, -1) * torch.sin(angle)).clamp_min(0) ** draw(1, 3)
    return 1 + rim + draw(0, 0.5) * (draw(0, 1) < 0.33) * towards


def brightness_curve(pictures, brain, gamma, generator):
    """Gamma within the range `gamma`, gain 0.9 to 1.1 (in two fifths 0.75 to 1.6: much fluid in a mask lowers its median), shading of 6 % and coils,
    the same for every picture of a sample; outside the brain stays 0."""
    count, height, width = brain.shape
    draw = lambda low, high: uniform(count, low, high, generator, brain.device).view(-1, 1, 1)
    gamma = torch.exp(draw(*map(math.log, gamma)))
    gain = torch.where(draw(0, 1) < 0.4, draw(0.75, 1.6), draw(0.9, 1.1)) * torch.exp(0.06 * smooth_field(count, 4, height, width, generator, brain.device)) * brain
    gain = gain * coils(brain, generator)
    return [(p.clamp_min(1e-4) ** gamma * gain).clamp_max(4) for p in pictures]


def sharpened(pictures, brain, generator):
    """A third of the samples as sharp as three-dimensional scans of 1 mm, every picture of a sample alike."""
    count, device = len(brain), brain.device
    strength = uniform(count, 0.2, 1, generator, device) * (uniform(count, 0, 1, generator, device) < 0.33)
    fine = lambda p: p - F.avg_pool2d(F.pad(p[:, None], (1, 1, 1, 1), mode="replicate"), 3, 1)[:, 0]
    return [(p + strength.view(-1, 1, 1) * fine(p)).clamp(0, 4) * brain for p in pictures]


def scanned(x, brain, generator):
    """A worse scan of x: a third are blurred (a third of these along one direction only), a third noisy, white or grained."""
    count, device = len(x), x.device
    chance = uniform(count, 0, 1, generator, device)
    kind = uniform(count, 0, 1, generator, device)
    w = uniform(count, 0.08, 0.3, generator, device) * (chance < 0.33)
    kernel = lambda on: torch.stack([w * on, 1 - 2 * w * on, w * on], 1)
    rows, columns = kernel((kind < 0.83).to(x.dtype)), kernel(((kind < 0.67) | (kind >= 0.83)).to(x.dtype))
    blurred = F.conv2d(F.pad(x[None], (0, 0, 1, 1), mode="replicate"), rows.view(count, 1, 3, 1), groups=count)
    blurred = F.conv2d(F.pad(blurred, (1, 1, 0, 0), mode="replicate"), columns.view(count, 1, 1, 3), groups=count)[0]
    level = uniform(count, 0, 0.06, generator, device) * (chance > 0.67)
    noise = torch.randn(x.shape, generator=generator, device=device)
    noise = torch.where((kind < 0.5).view(-1, 1, 1), noise, 1.6 * F.avg_pool2d(noise, 3, 1, 1) * 1.5)
    return (blurred + level.view(-1, 1, 1) * noise).clamp(0, 4) * brain
